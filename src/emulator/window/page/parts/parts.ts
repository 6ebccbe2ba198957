import type { LineOverview, StatusOverview } from "../../shown.ts";
import { h, type Attributes, type Child } from "./dom.ts";
import { clockTime, duration, moment, words } from "./format.ts";

/** How a state looks. */
export type Tone = "ok" | "bad" | "busy" | "wait" | "warn" | "off";

const TONES: Readonly<Record<string, Tone>> = {
  ...tones("ok", "SUCCEEDED READY STARTED FINISHED UP"),
  ...tones("bad", "FAILED ERROR DOWN"),
  ...tones("busy", "RUNNING STARTING RESTARTING RECOVERING UPGRADING ROLLING_BACK INITIALIZING ARCHIVING"),
  ...tones("busy", "STAGING_INPUTS STAGING_JOB SUBMITTING STAGED CLEANING_UP PROCESSING_INPUTS"),
  ...tones("warn", "KILLING KILLED STOPPING UNKNOWN PAUSED BLOCKED CANCELLED"),
  ...tones("off", "STOPPED SKIPPED"),
};

const SIGNS: Readonly<Record<Tone, string>> = {
  ok: "✓",
  bad: "✕",
  busy: "●",
  wait: "○",
  warn: "!",
  off: "–",
};

function tones(tone: Tone, names: string): Readonly<Record<string, Tone>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, tone]));
}

/** How a state looks; one that nobody knows is on its way. */
export function toneOf(status: string): Tone {
  return TONES[status] ?? "wait";
}

/** The sign of a state: nobody has to tell colours apart. */
export function signOf(status: string): string {
  return SIGNS[toneOf(status)];
}

/** A state as a small label. */
export function chip(status: string, tone: Tone = toneOf(status)): HTMLElement {
  const sign = h("span", { class: "chip-sign", "aria-hidden": "true" }, [SIGNS[tone]]);
  return h("span", { class: `chip tone-${tone}`, "data-status": status }, [sign, words(status)]);
}

/** A link to another view. */
export function link(href: string, text: string, attributes: Attributes = {}): HTMLElement {
  return h("a", { href, ...attributes }, [text]);
}

/** A moment. */
export function time(at: number, now: number): HTMLElement {
  const iso = new Date(at).toISOString();
  return h("time", { datetime: iso, title: iso }, [moment(at, now)]);
}

/** How long something has taken, or takes already. */
export function lasted(start: number, end: number | undefined, now: number): string {
  return duration((end ?? now) - start);
}

/** A column of a table. */
export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => Child | readonly Child[];
  /** Whether it may be left out where there is little room. */
  readonly isMinor?: boolean;
  readonly isNumber?: boolean;
}

/** A table; each row is known again by its key. */
export function table<T>(
  caption: string,
  columns: readonly Column<T>[],
  rows: readonly { readonly key: string | number; readonly row: T }[],
): HTMLElement {
  const look = ({ isMinor, isNumber }: Column<T>): string | undefined =>
    [isMinor === true && "minor", isNumber === true && "number"].filter(Boolean).join(" ") || undefined;
  const head = columns.map((column) => h("th", { scope: "col", class: look(column) }, [column.name]));
  const body = rows.map(({ key, row }) =>
    h(
      "tr",
      { "data-key": key },
      columns.map((column) =>
        h("td", { class: look(column), "data-label": column.name }, asList(column.cell(row))),
      ),
    ),
  );
  return h("div", { class: "table" }, [
    h("table", {}, [
      h("caption", { class: "hidden" }, [caption]),
      h("thead", {}, [h("tr", {}, head)]),
      h("tbody", {}, body),
    ]),
  ]);
}

function asList(cell: Child | readonly Child[]): readonly Child[] {
  return Array.isArray(cell) ? (cell as readonly Child[]) : [cell as Child];
}

/** What stands where there is nothing yet. */
export function empty(title: string, hint?: Child): HTMLElement {
  return h("div", { class: "empty" }, [
    h("p", { class: "empty-title" }, [title]),
    hint !== undefined && h("p", {}, [hint]),
  ]);
}

/** The head of a view: its one heading, and what goes with it. */
export function heading(title: string, ...beside: readonly Child[]): HTMLElement {
  return h("div", { class: "heading" }, [h("h1", { tabindex: "-1" }, [title]), ...beside]);
}

/** A part of a view with a heading of its own. */
export function section(title: string, ...children: readonly Child[]): HTMLElement {
  return h("section", { class: "section" }, [h("h2", {}, [title]), ...children]);
}

/** Facts by name; those without a value are left out. */
export function facts(list: Readonly<Record<string, Child>>): HTMLElement {
  const known = Object.entries(list).filter(([, value]) => value !== undefined && value !== "");
  return h(
    "dl",
    { class: "facts" },
    known.map(([name, value]) => {
      const isLong = value instanceof HTMLElement && value.localName === "code";
      return h("div", { class: isLong ? "wide" : undefined }, [h("dt", {}, [name]), h("dd", {}, [value])]);
    }),
  );
}

/** Output, line by line; what is read at its end stays there. */
export function log(label: string, lines: readonly LineOverview[], lineCount: number): HTMLElement {
  if (lines.length === 0) return empty("No output yet");
  const left = lineCount - lines.length;
  const rows = lines.map(({ index, stream, text, at }) => {
    const isError = stream.endsWith("STDERR");
    const isPlatform = stream.startsWith("ORCHESTRATION") || stream.startsWith("ENVVARS");
    const look = isError ? "log-error" : isPlatform ? "log-platform" : "";
    return h("div", { class: `log-line ${look}`, "data-key": index }, [
      h("span", { class: "log-time" }, [clockTime(at)]),
      h("span", { class: "log-text" }, [text]),
    ]);
  });
  return h("div", { class: "log", role: "log", tabindex: "0", "aria-label": label, "data-follow": "" }, [
    left > 0 && h("p", { class: "log-left" }, [`${String(left)} earlier lines are not shown`]),
    ...rows,
  ]);
}

/** Through which states something has gone. */
export function timeline(statuses: readonly StatusOverview[], now: number): HTMLElement {
  return h(
    "ol",
    { class: "timeline" },
    statuses.map(({ status, at, reason }, index) =>
      h("li", { "data-key": index }, [
        chip(status),
        time(at, now),
        reason !== undefined && h("span", { class: "reason" }, [reason]),
      ]),
    ),
  );
}
