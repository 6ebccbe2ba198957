import type { Fault } from "../../shown.ts";
import { h } from "../parts/dom.ts";
import { count } from "../parts/format.ts";
import { chip, empty, heading, section, table } from "../parts/parts.ts";
import type { View } from "../view.ts";
import { loading } from "./lists.ts";
import { REQUESTS, requestsIn } from "./requests.ts";

/** A fault as the control API tells of it, where `times` may be a word. */
interface ToldFault {
  readonly id: string;
  readonly struck: number;
  readonly isSpent: boolean;
  readonly fault: Omit<Fault, "times" | "match"> & {
    readonly times?: number | "always";
    readonly match?: object;
  };
}

const OPERATIONS = "operations";

/** What may go wrong, by the form's words. */
const EFFECTS = {
  status: "answer with a status",
  before: "break the connection before it has an effect",
  after: "break the connection after it had its effect",
  latency: "answer later",
  tear: "cut the answer off",
} as const;

/** Faults: which there are, which have struck, and a form for another one. */
export const faultsView: View = {
  title: "Faults",
  section: "faults",
  watch: () => ["/faults", REQUESTS],
  render: ({ read }) => {
    const told = (read("/faults") as { readonly faults: readonly ToldFault[] } | undefined)?.faults;
    if (told === undefined) return [heading("Faults"), loading()];
    const requests = requestsIn(read(REQUESTS)) ?? [];
    const names = [...new Set(requests.flatMap(({ operation }) => operation ?? []))].toSorted();
    const clear = h("button", { type: "button", "data-action": "clear-faults" }, ["Remove all"]);
    return [
      heading("Faults", told.length > 1 && clear),
      told.length === 0
        ? empty("Nothing will go wrong", "Add a fault, and see how your program takes it.")
        : faultTable(told),
      section("Add a fault", faultForm(names)),
    ];
  },
};

function faultTable(faults: readonly ToldFault[]): HTMLElement {
  return table(
    "Faults",
    [
      {
        name: "What",
        cell: ({ fault }) => [effectOf(fault), h("span", { class: "note block" }, [targetOf(fault)])],
      },
      {
        name: "Struck",
        cell: ({ struck, isSpent, fault }) => [
          isSpent ? chip("spent", "off") : struck > 0 ? chip("striking", "bad") : chip("waiting", "wait"),
          h("span", { class: "note" }, [struckOf(struck, fault)]),
        ],
      },
      {
        name: "Action",
        cell: ({ id }) =>
          h(
            "button",
            {
              type: "button",
              "data-action": "remove-fault",
              "data-id": id,
              "aria-label": `Remove fault ${id}`,
            },
            ["Remove"],
          ),
      },
    ],
    faults.map((row) => ({ key: row.id, row })),
  );
}

function struckOf(struck: number, { times, chance }: ToldFault["fault"]): string {
  const most = times ?? (chance === undefined ? 1 : "always");
  return most === "always"
    ? `${count(struck, "time")} so far`
    : `${String(struck)} of ${count(most, "time")}`;
}

function effectOf(fault: ToldFault["fault"]): string {
  const { match: _, times: __, ...effects } = fault;
  return membersOf(effects);
}

function targetOf({ match }: ToldFault["fault"]): string {
  return match === undefined ? "any request" : membersOf(match);
}

function membersOf(value: object): string {
  return Object.entries(value)
    .map(
      ([name, member]: [string, unknown]) =>
        `${name} ${typeof member === "string" ? member : JSON.stringify(member)}`,
    )
    .join(", ");
}

function field(label: string, input: HTMLElement): HTMLElement {
  return h("label", { class: "field" }, [h("span", {}, [label]), input]);
}

function faultForm(names: readonly string[]): HTMLElement {
  const options = Object.entries(EFFECTS).map(([value, text]) => h("option", { value }, [text]));
  return h("form", { class: "form", "data-action": "add-fault" }, [
    field(
      "Requests for",
      h("input", {
        name: "operation",
        list: OPERATIONS,
        placeholder: "any operation",
        autocomplete: "off",
        spellcheck: "false",
      }),
    ),
    h(
      "datalist",
      { id: OPERATIONS },
      names.map((name) => h("option", { value: name, "data-key": name })),
    ),
    field("What goes wrong", h("select", { name: "effect" }, options)),
    field(
      "Status, milliseconds or bytes",
      h("input", { name: "amount", type: "number", min: "0", value: "503", inputmode: "numeric" }),
    ),
    field(
      "How many times",
      h("input", { name: "times", type: "number", min: "1", value: "1", inputmode: "numeric" }),
    ),
    h("label", { class: "check" }, [h("input", { name: "always", type: "checkbox" }), "Always"]),
    h("button", { type: "submit", class: "primary" }, ["Add the fault"]),
    h("p", { class: "form-error", role: "alert", id: "fault-error" }),
  ]);
}

/**
 * Reads the form as a fault for the control API.
 *
 * @throws RangeError when it needs an amount and has none
 */
export function readFaultForm(data: FormData): object {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const operation = text("operation");
  return {
    ...(operation !== "" && { match: { operation } }),
    ...(data.has("always") ? { times: "always" } : text("times") !== "" && { times: Number(text("times")) }),
    ...effect(text("effect"), text("amount")),
  };
}

function effect(kind: string, amount: string): object {
  if (kind === "before" || kind === "after") return { reset: kind };
  if (amount === "") throw new RangeError("Say which status, how many milliseconds or how many bytes");
  const members: Readonly<Record<string, string>> = { status: "status", latency: "latencyMs", tear: "tear" };
  return { [members[kind] ?? "status"]: Number(amount) };
}
