import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";

// Who loads something lazily and is named by it stands in a circle, too. The linter follows no `import()`: this does.

const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)"(\.{1,2}\/[^"]+)"/gu;

type Graph = ReadonlyMap<string, readonly string[]>;

/** Which files each file names, in whatever way; a comment names none. */
function graphOf(texts: ReadonlyMap<string, string>): Graph {
  const targets = (file: string, text: string): readonly string[] =>
    [...text.replaceAll(/\/\*.*?\*\//gsu, "").matchAll(SPECIFIER)]
      .map(([, path = ""]) => posix.join(posix.dirname(file), path))
      .filter((target) => texts.has(target));
  return new Map([...texts].map(([file, text]) => [file, targets(file, text)]));
}

/** A shortest way from a file back to itself, for each file that has one. */
function circlesIn(graph: Graph): readonly string[] {
  const back = (start: string): string | undefined => {
    const cameFrom = new Map<string, string>();
    const waiting = [start];
    for (const file of waiting) {
      for (const next of graph.get(file) ?? []) {
        if (next === start) return [...wayTo(file, cameFrom), start].join(" → ");
        if (cameFrom.has(next)) continue;
        cameFrom.set(next, file);
        waiting.push(next);
      }
    }
    return undefined;
  };
  return [...graph.keys()].flatMap((file) => back(file) ?? []);
}

function wayTo(file: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const before = cameFrom.get(file);
  return before === undefined ? [file] : [...wayTo(before, cameFrom), file];
}

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((file) => `src/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".ts"));
const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));

test("no file is imported, by way of others, by one that it imports; not for a type either", () => {
  expect(files.length).toBeGreaterThan(300);
  expect(circlesIn(graphOf(sources))).toEqual([]);
});

test.each([
  ["values", 'export { b } from "./b.ts";', 'export { a } from "./a.ts";'],
  ["types", 'import type { B } from "./b.ts";', 'import type { A } from "./a.ts";'],
  ["what is loaded later", 'const load = () => import("./b.ts");', 'import type { A } from "./a.ts";'],
  ["a side effect", 'import "./b.ts";', 'import {\n  a,\n} from "./a.ts";'],
])("a circle of %s is found", (_, a, b) => {
  const planted = new Map([
    ["src/x/a.ts", a],
    ["src/x/b.ts", b],
    ["src/x/c.ts", '/** See `from "./a.ts"`. */\nexport * from "./a.ts";'],
  ]);
  expect(circlesIn(graphOf(planted))).toEqual([
    "src/x/a.ts → src/x/b.ts → src/x/a.ts",
    "src/x/b.ts → src/x/a.ts → src/x/b.ts",
  ]);
});
