import { h, type Child } from "../parts/dom.ts";
import { empty, heading, table, time, type Tone, chip } from "../parts/parts.ts";
import type { View } from "../view.ts";
import { loading, searchField } from "./lists.ts";

/** A request as the control API tells of it. */
interface ToldRequest {
  readonly id: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly endpoint: string;
  readonly operation?: string;
  readonly status: number;
  readonly userAgent?: string;
  readonly requestGroup?: string;
  readonly variables?: unknown;
}

/** Where the log of requests is read, as far as the page shows it. */
export const REQUESTS = "/requests?limit=200";

/** The log of requests, the newest first. */
export const requestsView: View = {
  title: "Requests",
  section: "requests",
  watch: () => [REQUESTS],
  render: ({ read, filter, now }) => {
    const told = requestsIn(read(REQUESTS));
    if (told === undefined) return [heading("Requests"), loading()];
    if (told.length === 0)
      return [
        heading("Requests"),
        empty("No requests yet", "What clients ask of the emulator is logged here."),
      ];
    const found = told.toReversed().filter((request) => textOf(request).includes(filter));
    const count = h("span", { class: "count" }, [`last ${String(told.length)}`]);
    return [
      heading("Requests", count, searchField("Requests")),
      found.length === 0
        ? empty(`No requests with “${filter}”`)
        : table(
            "Requests",
            [
              { name: "Time", cell: ({ at }) => time(Date.parse(at), now) },
              { name: "Status", cell: ({ status }) => statusChip(status) },
              { name: "Operation", cell: detailOf },
              { name: "Service", isMinor: true, cell: ({ endpoint }) => endpoint },
            ],
            found.map((row) => ({ key: row.id, row })),
          ),
    ];
  },
};

/** The requests in what the control API tells of them. */
export function requestsIn(told: unknown): readonly ToldRequest[] | undefined {
  return (told as { readonly requests: readonly ToldRequest[] } | undefined)?.requests;
}

function textOf({ method, path, endpoint, operation, status }: ToldRequest): string {
  return `${method} ${path} ${endpoint} ${operation ?? ""} ${String(status)}`.toLowerCase();
}

function statusChip(status: number): HTMLElement {
  const tone: Tone = status === 0 || status >= 500 ? "bad" : status >= 400 ? "warn" : "ok";
  return chip(status === 0 ? "cut" : String(status), tone);
}

/** What was asked for; all of it, once it is opened. */
function detailOf({ method, path, operation, userAgent, requestGroup, variables }: ToldRequest): Child {
  const facts = [`${method} ${path}`, userAgent, requestGroup && `group ${requestGroup}`].filter(Boolean);
  return h("details", { class: "request" }, [
    h("summary", {}, [h("code", {}, [operation ?? `${method} ${path}`])]),
    h("p", { class: "note" }, [facts.join(" · ")]),
    variables !== undefined &&
      h("pre", { class: "json", tabindex: "0", "aria-label": "Variables" }, [
        JSON.stringify(variables, null, 2),
      ]),
  ]);
}
