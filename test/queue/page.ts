import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readBlocks } from "../readme/blocks.ts";

const page = new URL("../../src/saagie/waiting-on-many-machines.md", import.meta.url);

/** The programs of the page by their names, each of which stands before its block. */
const PROGRAMS = ["queue.ts", "start.ts", "worker.ts"] as const;

/** Writes the programs of the page into a folder, as its readers do. @throws Error when the page lacks one */
export function writePrograms(folder: string): void {
  const text = readFileSync(page, "utf8");
  for (const name of PROGRAMS) {
    const from = text.indexOf(`\`${name}\``);
    const block = readBlocks(text.slice(Math.max(from, 0))).find(({ language }) => language === "typescript");
    if (from < 0 || block === undefined) throw new Error(`the page has no ${name}`);
    writeFileSync(join(folder, name), block.text);
  }
}
