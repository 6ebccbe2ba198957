import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { transform } from "esbuild";
import { expect, test } from "vitest";
import { printThinMethods } from "../../../src/codegen/plugins/methods/thin-methods.ts";
import { endpoint, references, scalars } from "../small-platform.ts";

// A variable is called as the platform calls it: that must not be a matter of what TypeScript calls its own things.

const NAMES = [
  ..."default public class new this options callOptions input present await arguments eval null undefined".split(
    " ",
  ),
  ..."signal timeoutMs strict constructor toString __proto__ booksOperations import type of".split(" "),
];

const SCHEMA = `type Query {
  books(${NAMES.map((name) => `${name}: String`).join(" ")}): String
  shelf(id: String, ${NAMES.map((name) => `${name}: String`).join(" ")}): String
}`;

const given = NAMES.map((name) => `${name}: $${name}`).join(" ");

interface PrintedModule {
  readonly BooksMethods: new (
    call: (...given: readonly unknown[]) => Promise<void>,
  ) => Readonly<Record<string, (...given: readonly unknown[]) => Promise<void>>>;
}

/** What the methods of an operation file hand on: the variables, and the options of the call. */
async function handedOn(
  operations: string,
  run: (methods: InstanceType<PrintedModule["BooksMethods"]>) => unknown,
) {
  const text = await printThinMethods({ endpoints: [endpoint(SCHEMA, operations)], scalars, references });
  const { code } = await transform(text, { loader: "ts", format: "cjs" });
  const module: { exports?: PrintedModule } = {};
  (runInThisContext(`"use strict"; (function (module) { ${code} })`) as (into: typeof module) => void)(
    module,
  );
  const { BooksMethods } = module.exports ?? expect.unreachable();
  const calls: unknown[][] = [];
  await run(
    new BooksMethods(async (...[, ...call]) => {
      calls.push(call);
    }),
  );
  return { calls, text };
}

test("an optional variable of any name is an option, under another name where every call has one of that name", async () => {
  const declared = NAMES.map((name) => `$${name}: String`).join(" ");
  const operation = `"Lists." query BooksList(${declared}) { books(${given}) }`;
  const { calls } = await handedOn(operation, async (methods) => {
    await methods["list"]?.({});
    await methods["list"]?.({
      default: "d",
      this: "t",
      options: "o",
      type: "x",
      signalValue: "s",
      strict: true,
    });
    await methods["list"]?.({ constructorValue: "c" });
  });
  const expected: readonly unknown[] = [
    [{}, {}],
    [{ default: "d", this: "t", options: "o", type: "x", signal: "s" }, { strict: true }],
    [{ constructor: "c" }, {}],
  ];
  expect(calls).toEqual(expected);
});

test.each(NAMES)(
  "a required variable called %s is a parameter, first or second, or a member of one",
  async (name) => {
    const pair = { [name]: "v" };
    const first = `"Lists." query BooksList($${name}: String!) { books(${name}: $${name}) }`;
    expect((await handedOn(first, (methods) => methods["list"]?.("v"))).calls).toEqual([[pair, undefined]]);
    const second = `"Lists." query BooksList($id: String!, $${name}: String!) { shelf(id: $id, ${name}: $${name}) }`;
    const { calls } = await handedOn(second, (methods) => methods["list"]?.("1", "v"));
    expect(calls).toEqual([[{ id: "1", ...pair }, undefined]]);
    const other = name === "type" ? "of" : "type";
    const third = `"Lists." query BooksList($${name}: String!, $id: String!, $${other}: String!) {
    shelf(id: $id, ${name}: $${name}, ${other}: $${other}) }`;
    const inputs = await handedOn(third, (methods) => methods["list"]?.("v", { id: "1", [other]: "t" }));
    expect(inputs.calls).toEqual([[{ id: "1", [other]: "t", ...pair }, undefined]]);
  },
);

test("what a resource is called as a parameter stands in no option's way", async () => {
  const operation = `"Lists." query BooksList($id: String! @names(a: BOOK), $book: String) { shelf(id: $id, type: $book) }`;
  const { calls } = await handedOn(operation, (methods) => methods["list"]?.("1", { book: "b" }));
  expect(calls).toEqual([[{ id: "1", book: "b" }, {}]]);
});

test("what is printed for any name compiles, as strictly as this project does", async () => {
  const declared = (type: string): string => NAMES.map((name) => `$${name}: ${type}`).join(" ");
  const operations = [
    `query BooksList(${declared("String")}) { books(${given}) }`,
    `query BooksFind(${declared("String!")}) { books(${given}) }`,
    ...NAMES.flatMap((name, at) => [
      `query BooksOne${at}($${name}: String!) { shelf(${name}: $${name}) }`,
      `query BooksTwo${at}($id: String!, $${name}: String!) { shelf(id: $id, ${name}: $${name}) }`,
    ]),
  ];
  const text = operations.map((operation) => `"D." ${operation}`).join("\n");
  const methods = await printThinMethods({ endpoints: [endpoint(SCHEMA, text)], scalars, references });
  const names = operations.map((operation) => /Books\w+/u.exec(operation)?.[0] ?? "");
  const documents = names.map(
    (name) => `export type ${name}Query = { readonly books: string | null; readonly shelf: string | null };
    export declare const ${name}Document: TypedDocumentNode<unknown, never>;`,
  );
  const head = 'import type { TypedDocumentNode } from "@graphql-typed-document-node/core";';
  const project = fileURLToPath(new URL("../../..", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "footbridge-names-"));
  try {
    symlinkSync(join(project, "node_modules"), join(folder, "node_modules"), "dir");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(folder, "methods.ts"), methods);
    writeFileSync(join(folder, "library.ts"), [head, ...documents].join("\n"));
    const compilerOptions = { noEmit: true, typeRoots: [join(project, "node_modules/@types")] };
    const config = { extends: join(project, "tsconfig.json"), compilerOptions, include: ["*.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(project, "node_modules/typescript/bin/tsc");
    const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    expect([stdout, status]).toEqual(["", 0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
