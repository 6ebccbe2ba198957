import type { Listed } from "../../shown.ts";
import { h, type Child } from "../parts/dom.ts";
import { empty, heading, link, table, type Column } from "../parts/parts.ts";
import { hrefOf, withQuery, type Route } from "../route.ts";
import type { Scene, View } from "../view.ts";

/** A view that is a list of one kind. */
export interface ListOptions<T> {
  readonly title: string;
  readonly section: string;
  /** The kind among the resources. */
  readonly kind: string;
  /** What of the address narrows the list down. */
  readonly filters?: readonly string[];
  readonly columns: (scene: Scene) => readonly Column<T>[];
  /** What somebody may look for. */
  readonly text: (row: T) => string;
  readonly emptyHint: string;
  /** What stands between the heading and the list. */
  readonly above?: (scene: Scene, items: readonly T[]) => readonly Child[];
}

/** Makes a view of a list, with a field to look for something in it. */
export function listView<T extends { readonly id: string }>(options: ListOptions<T>): View {
  const { title, section, kind, filters = [], columns, text, emptyHint, above } = options;
  const path = ({ query }: Route): string => withQuery(`/resources/${kind}`, query, filters);
  return {
    title,
    section,
    watch: (route) => [path(route)],
    render: (scene) => {
      const told = scene.read(path(scene.route)) as Listed | undefined;
      const problem = scene.problem(path(scene.route));
      if (problem !== undefined) return [heading(title), empty("Nothing here", problem)];
      if (told === undefined) return [heading(title), loading()];
      const items = told.items as readonly T[];
      const found = items.filter((row) => text(row).toLowerCase().includes(scene.filter));
      return [
        heading(title, countOf(told, items.length), items.length > 1 && searchField(title)),
        narrowed(scene.route),
        ...(above?.(scene, items) ?? []),
        items.length === 0
          ? empty(`No ${title.toLowerCase()} yet`, emptyHint)
          : found.length === 0
            ? empty(`No ${title.toLowerCase()} with “${scene.filter}”`)
            : table(
                title,
                columns(scene),
                found.map((row) => ({ key: row.id, row })),
              ),
      ];
    },
  };
}

/** Before anything has been told. */
export function loading(): HTMLElement {
  return h("p", { class: "loading", "aria-busy": "true" }, ["Loading…"]);
}

/** A field to look for something in what is shown. */
export function searchField(title: string): HTMLElement {
  return h("label", { class: "search" }, [
    h("span", { class: "hidden" }, [`Find in ${title.toLowerCase()}`]),
    h("input", { type: "search", placeholder: "Find…", "data-input": "filter", autocomplete: "off" }),
  ]);
}

function countOf({ total }: Listed, shown: number): HTMLElement {
  const text = shown < total ? `${String(shown)} of ${String(total)}` : String(total);
  return h("span", { class: "count" }, [text]);
}

/** Where a list is only that of one project, the way to the whole. */
function narrowed({ view, query }: Route): HTMLElement | undefined {
  if (!query.has("project")) return undefined;
  return h("p", { class: "narrowed" }, ["Of one project. ", link(hrefOf(view), "Show all")]);
}

/** A view of one thing, by its id. */
export interface DetailOptions<T> {
  readonly title: string;
  readonly section: string;
  readonly kind: string;
  readonly filters?: readonly string[];
  readonly render: (detail: T, scene: Scene) => readonly Child[];
}

/** Makes a view of one thing. */
export function detailView<T>({ title, section, kind, filters = [], render }: DetailOptions<T>): View {
  const path = ({ id = "", query }: Route): string =>
    withQuery(`/resources/${kind}/${encodeURIComponent(id)}`, query, filters);
  return {
    title,
    section,
    watch: (route) => [path(route)],
    render: (scene) => {
      const problem = scene.problem(path(scene.route));
      if (problem !== undefined) return [heading(title), empty("It is gone", problem)];
      const detail = scene.read(path(scene.route)) as T | undefined;
      return detail === undefined ? [heading(title), loading()] : render(detail, scene);
    },
  };
}
