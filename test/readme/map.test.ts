import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { pageAt, pages } from "./pages.ts";

// Where the map and the folders' own pages lead, there is something.

const project = new URL("../../", import.meta.url);

const MAP = ".github/CONTRIBUTING.md";

const PATH = /`((?:src|test|generated|schema|operations)(?:\/[\w.-]+)+)`/gu;

const pathsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(PATH)].map(([, path = ""]) => path)),
];

test.each(pages)("every path that $path names is there", ({ text }) => {
  expect(pathsIn(text).filter((path) => !existsSync(new URL(path, project)))).toEqual([]);
});

test("every file that a folder's page names is in that folder, at the root, or generated", () => {
  const own = pages.filter(({ path }) => path.startsWith("src/") && isForMaintainers(path));
  expect(own.length).toBeGreaterThan(4);
  const strays = own.flatMap(({ path: page, text }) => {
    const folder = new URL("./", new URL(page, project));
    const named = [...text.matchAll(/`((?:[\w-]+\/)*[\w-]+\.ts)`/gu)]
      .map(([, file = ""]) => file)
      .filter((file) => !/^(?:src|test|generated)\//u.test(file));
    const places = [folder, new URL("generated/", project)];
    return named
      .filter((file) => !existsSync(new URL(file, project)) && !places.some((place) => isBelow(place, file)))
      .map((file) => `${page}: ${file}`);
  });
  expect(strays).toEqual([]);
});

/** Whether a page is about the code of its folder. Pages for users name files of theirs. */
const isForMaintainers = (page: string): boolean => pageAt(MAP).includes(`(../${page})`);

/** Whether a folder has a file of this name, in itself or in one of its folders: pages name what several nouns have alike. */
function isBelow(folder: URL, file: string): boolean {
  if (existsSync(new URL(file, folder))) return true;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).some((path) =>
    path.replaceAll("\\", "/").endsWith(`/${file}`),
  );
}

test("the page for maintainers names the files of the map", () => {
  const map = /## A map for maintainers\n([^]*?)\n## The contract/u.exec(pageAt(MAP));
  expect(pathsIn(map?.[1] ?? "").length).toBeGreaterThan(40);
});
