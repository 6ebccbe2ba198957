import type { Claims } from "../claims.ts";
import type { Workshop } from "./workshop.ts";

const BUNDLERS = ["esbuild", "Rollup", "webpack", "Vite"] as const;
const PAGES = ["saagie", "descartes", "agave", "emulator"] as const;
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Bundles pages of all doors with each bundler; none may warn of anything. */
export async function bundlePages({ run }: Workshop, { claim }: Claims): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const bundler of BUNDLERS) {
    const tool = bundler.toLowerCase();
    for (const page of PAGES) {
      const folder = `out/${tool}/${page}`;
      const { code, stdout, stderr } = await run([
        process.execPath,
        "bundle.mjs",
        tool,
        `pages/${page}.mjs`,
        folder,
      ]);
      const isSilent = code === 0 && stdout.trimEnd().split("\n").at(-1) === "[]";
      claim(`${bundler} bundles footbridge/${page} without a warning`, isSilent, stdout + stderr);
      folders.push(folder);
    }
  }
  return folders;
}

interface Visited {
  readonly target: string;
  readonly outcome: Readonly<Record<string, boolean>>;
  readonly told: readonly string[];
}

/** Runs the bundled pages in Chromium, the sources by Vite's own server, and one bundle where platforms hide all headers. */
export async function visitPages(
  { run }: Workshop,
  { claim }: Claims,
  folders: readonly string[],
): Promise<void> {
  const hidden = folders.filter((folder) => /esbuild\/(?:saagie|descartes|agave)$/u.test(folder));
  const targets = [
    ...folders,
    ...PAGES.map((page) => `dev/${page}`),
    ...hidden.map((folder) => `${folder}?`),
  ];
  const { stdout, stderr } = await run([process.execPath, "visit.mjs", CHROMIUM, ...targets]);
  const visited = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Visited);
  for (const { target, outcome, told } of visited) {
    for (const [what, holds] of Object.entries(outcome))
      claim(`Chromium, ${place(target)}: ${what}`, holds, told.join("\n"));
  }
  const count = `${String(visited.length)} of ${String(targets.length)}`;
  claim(`Chromium runs all pages: ${count}`, visited.length === targets.length, stderr);
}

/** `out/esbuild/saagie?` in words. */
function place(target: string): string {
  const page = target.replace("?", "").split("/").slice(-2).join(", ").replace("dev", "Vite's own server");
  return target.endsWith("?") ? `${page}, all headers hidden` : page;
}
