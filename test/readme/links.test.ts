import { readFileSync } from "node:fs";
import { posix } from "node:path";
import GithubSlugger from "github-slugger";
import { toString } from "mdast-util-to-string";
import { visit } from "unist-util-visit";
import { expect, test } from "vitest";
import { parseMarkdown } from "./blocks.ts";
import { pages, type Page } from "./pages.ts";

// A link leads somewhere on a git host and in the package alike: to a file that is packed, and to a heading that it has.

const CHANGELOG: Page = {
  path: "CHANGELOG.md",
  text: readFileSync(new URL("../../CHANGELOG.md", import.meta.url), "utf8"),
};
const all = [...pages, CHANGELOG];

/** The anchors of a page's headings, as git hosts make them. */
function anchorsOf({ text }: Page): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  visit(parseMarkdown(text), "heading", (heading) => void anchors.add(slugger.slug(toString(heading))));
  return anchors;
}

const anchors = new Map(all.map((page) => [page.path, anchorsOf(page)]));
const packed = new Set([...anchors.keys(), "LICENSE", "src/emulator/window/window.png"]);

function linksOf({ text }: Page): readonly string[] {
  const links: string[] = [];
  visit(parseMarkdown(text), ["link", "image", "definition"], (node) => {
    if ("url" in node) links.push(node.url);
  });
  return links;
}

/** What is wrong with a link of a page; nothing where it leads out of the project. */
function complaint(path: string, link: string): string | undefined {
  if (link.startsWith("https://")) return undefined;
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? path : posix.join(posix.dirname(path), file);
  if (!packed.has(target)) return `${link}: there is no ${target} in the package`;
  if (anchor !== undefined && anchors.get(target)?.has(anchor) !== true)
    return `${link}: ${target} has no heading for #${anchor}`;
  return undefined;
}

test.each(all)("the links of $path lead somewhere", (page) => {
  expect(linksOf(page).flatMap((link) => complaint(page.path, link) ?? [])).toEqual([]);
});

test("a broken link is found", () => {
  expect(complaint("src/README.md", "nowhere.md")).toContain("no src/nowhere.md");
  expect(complaint("src/README.md", "#nothing")).toContain("no heading for #nothing");
  expect(complaint("src/README.md", "../README.md#footbridge")).toBeUndefined();
});

test("every page is reached from README", () => {
  const reached = new Set(["README.md"]);
  for (const path of reached) {
    const page = all.find((one) => one.path === path);
    for (const link of page === undefined ? [] : linksOf(page)) {
      const [file = ""] = link.split("#");
      if (file !== "" && !link.startsWith("https:")) reached.add(posix.join(posix.dirname(path), file));
    }
  }
  expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});
