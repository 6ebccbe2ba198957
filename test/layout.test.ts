import { readdirSync } from "node:fs";
import { expect, test } from "vitest";

// A folder that nobody can take in at a glance is two folders.

const MOST_FILES = 20;

/** The folders below others with more files directly in them than anybody reads, each with how many. */
function crowded(paths: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder}: ${String(count)}`);
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.replaceAll("\\", "/")}/${entry.name}`);

test.each(["src", "test"])(
  `no folder of %s has more than ${String(MOST_FILES)} files directly in it`,
  (root) => {
    const files = filesIn(root);
    expect(files.length).toBeGreaterThan(300);
    expect(crowded(files)).toEqual([]);
  },
);

test("a crowded folder is found", () => {
  const planted = Array.from({ length: MOST_FILES + 1 }, (_, at) => `src/x/y/file-${String(at)}.ts`);
  expect(crowded([...planted, "src/x/index.ts"])).toEqual(["src/x/y: 21"]);
});
