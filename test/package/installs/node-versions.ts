import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "./command.ts";

/** A Node that is tried, with the npm that is run by it. */
export interface NodeVersion {
  readonly version: string;
  readonly node: string;
  /** The beginning of every npm command. */
  readonly npm: readonly string[];
}

/** The oldest Node that package.json promises, and the newest there is, as packages of npm bring them. */
export async function fetchNodes(
  folder: string,
  { oldest, npm }: { readonly oldest: string; readonly npm: string },
): Promise<readonly NodeVersion[]> {
  const found: NodeVersion[] = [];
  for (const wanted of [oldest, "latest"]) {
    const cwd = join(folder, `node-${wanted}`);
    mkdirSync(cwd, { recursive: true });
    const system = process.platform === "win32" ? "win" : process.platform;
    const name = `node-${system}-${process.arch}`;
    const options = ["--no-save", "--ignore-scripts", "--loglevel=error"];
    await mustRun([process.execPath, npm, "install", ...options, `${name}@${wanted}`], { cwd });
    const node = join(cwd, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
    const version = (await mustRun([node, "--version"], { cwd })).trim();
    found.push({ version, node, npm: [node, npm] });
  }
  return found;
}
