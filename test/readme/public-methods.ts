import { readdirSync, readFileSync } from "node:fs";
import type { Saagie } from "../../src/saagie/index.ts";
import * as generated from "../../generated/saagie/methods.ts";

// What the pages have to name: the methods that a user can call, and what they are made for.

/** One resource of a client, with the names of its methods, sorted. */
export interface Part {
  readonly name: string;
  readonly methods: readonly string[];
}

/** The resources of a client. */
export function partsOf(saagie: Saagie): readonly Part[] {
  return Object.entries(saagie).flatMap(([name, part]: [string, unknown]) =>
    typeof part === "object" && part !== null ? [{ name, methods: methodsOf(part) }] : [],
  );
}

/** The methods that a user can call on one of the client's parts, inherited ones included, sorted. */
function methodsOf(part: object): readonly string[] {
  const above: unknown = Object.getPrototypeOf(part);
  if (typeof above !== "object" || above === null || above === Object.prototype) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(above))
    .filter(([name, { value }]) => typeof value === "function" && name !== "constructor")
    .map(([name]) => name);
  return sorted([...new Set([...own, ...methodsOf(above)])]);
}

/** Sorted as computers do; what is missing counts as empty. */
export function sorted(texts: readonly (string | undefined)[]): readonly string[] {
  return texts.map((text = "") => text).toSorted((left, right) => (left < right ? -1 : 1));
}

/** The names of the methods that a cell calls: each call in back quotes. */
export function calls(cell: string): readonly string[] {
  return [...cell.matchAll(/`(\w+)\(/g)].map(([, name = ""]) => name);
}

/** The operations that a resource's methods are generated from, by the method's name. */
export function operationsOf(part: string): Readonly<Record<string, { readonly field: string }>> {
  // The platform itself is called otherwise by its client.
  const name = `${part === "about" ? "platform" : part}Operations`;
  return (Object.entries(generated).find(([exported]) => exported === name)?.[1] ?? {}) as Readonly<
    Record<string, { readonly field: string }>
  >;
}

/** The root fields of all schemas. */
export function rootFields(): ReadonlySet<string> {
  const folder = new URL("../../schema/saagie/", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".graphql"),
  );
  const texts = files.map((name) => readFileSync(new URL(name, folder), "utf8"));
  const roots = texts.flatMap((text) => [
    ...text.matchAll(/^(?:extend )?type (?:Query|Mutation)\b[^{]*\{([\s\S]*?)^\}/gm),
  ]);
  return new Set(
    roots.flatMap(([, body = ""]) => [...body.matchAll(/^ {2}(\w+)[(:]/gm)].map(([, name = ""]) => name)),
  );
}
