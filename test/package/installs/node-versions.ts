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

/** Versions of Node, such as `20.19.0`, `22` or `latest`, as packages of npm bring them. */
export async function fetchNodes(
  folder: string,
  { wanted, npm }: { readonly wanted: readonly string[]; readonly npm: string },
): Promise<readonly NodeVersion[]> {
  const found: NodeVersion[] = [];
  for (const one of wanted) {
    const cwd = join(folder, `node-${one}`);
    mkdirSync(cwd, { recursive: true });
    const system = process.platform === "win32" ? "win" : process.platform;
    const name = `node-${system}-${process.arch}`;
    const options = ["--no-save", "--ignore-scripts", "--loglevel=error"];
    await mustRun([process.execPath, npm, "install", ...options, `${name}@${one}`], { cwd });
    const node = join(cwd, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
    const version = (await mustRun([node, "--version"], { cwd })).trim();
    found.push({ version, node, npm: [node, npm] });
  }
  return found;
}
