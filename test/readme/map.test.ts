import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// Where README's map and the folders' own pages lead, there is something.

const project = new URL("../../", import.meta.url);

const PATH = /`((?:src|test|generated|schema|operations)(?:\/[\w.-]+)+)`/gu;

const pages = [
  "README.md",
  ...readdirSync(new URL("src", project), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("README.md"))
    .map((path) => `src/${path.replaceAll("\\", "/")}`),
];

const pathsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(PATH)].map(([, path = ""]) => path)),
];

test.each(pages)("every path that %s names is there", (page) => {
  const paths = pathsIn(readFileSync(new URL(page, project), "utf8"));
  expect(paths.filter((path) => !existsSync(new URL(path, project)))).toEqual([]);
});

test("every file that a folder's page names is in that folder, at the root, or generated", () => {
  const own = pages.filter((page) => page !== "README.md");
  expect(own.length).toBeGreaterThan(5);
  const strays = own.flatMap((page) => {
    const folder = new URL("./", new URL(page, project));
    const named = [...readFileSync(new URL(page, project), "utf8").matchAll(/`((?:[\w-]+\/)*[\w-]+\.ts)`/gu)]
      .map(([, file = ""]) => file)
      .filter((file) => !/^(?:src|test|generated)\//u.test(file));
    const places = [folder, new URL("generated/", project)];
    return named
      .filter((file) => !existsSync(new URL(file, project)) && !places.some((place) => isBelow(place, file)))
      .map((file) => `${page}: ${file}`);
  });
  expect(strays).toEqual([]);
});

/** Whether a folder has a file of this name, in itself or in one of its folders: pages name what several nouns have alike. */
function isBelow(folder: URL, file: string): boolean {
  if (existsSync(new URL(file, folder))) return true;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).some((path) =>
    path.replaceAll("\\", "/").endsWith(`/${file}`),
  );
}

test("README names the files of the map", () => {
  const map = /### A map for maintainers\n([^]*?)\n### /u.exec(
    readFileSync(new URL("README.md", project), "utf8"),
  );
  expect(pathsIn(map?.[1] ?? "").length).toBeGreaterThan(40);
});
