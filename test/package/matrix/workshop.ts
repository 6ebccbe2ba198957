import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun, run, type Ended } from "../installs/command.ts";
import { npmOf, packInto } from "../installs/pack.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));

/** What users have beside the package; all of it runs on the oldest Node. */
const TOOLS = [
  "@rollup/plugin-node-resolve@16.0.3",
  "@rollup/plugin-replace@6.0.3",
  "esbuild@0.28.2",
  "jest@30.5.2",
  "msw@2.15.0",
  "playwright-core@1.65.1",
  "rollup@4.68.8",
  "vite@8.4.0",
  "vitest@4.1.12",
  "webpack@5.113.0",
] as const;

const INSTALL = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"] as const;

/** A program's folder with the packed package, the tools of users and the programs that are tried. */
export interface Workshop {
  readonly root: string;
  readonly folder: string;
  /** The npm of this machine, to be run by a Node. */
  readonly npm: string;
  /** Runs a command in the program's folder. */
  run(command: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Installs a package into a folder of its own, and hands back where it lies. */
  fetch(name: string, version: string): Promise<string>;
}

/** Packs the package as it is, and installs it with everything that is tried on it. */
export async function openWorkshop(root: string): Promise<Workshop> {
  const npm = await npmOf(root);
  const tarball = await packInto(root, project);
  const folder = join(root, "program");
  cpSync(fileURLToPath(new URL("programs", import.meta.url)), folder, { recursive: true });
  const manifest = { name: "program", version: "1.0.0", type: "module", private: true };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  await mustRun([process.execPath, npm, ...INSTALL, tarball, ...TOOLS], { cwd: folder });
  return {
    root,
    folder,
    npm,
    run: (command, env = {}) => run(command, { cwd: folder, env }),
    fetch: async (name, version) => {
      const cwd = join(root, name.replaceAll(/\W/gu, "-"));
      mkdirSync(cwd, { recursive: true });
      await mustRun([process.execPath, npm, ...INSTALL, "--no-save", `${name}@${version}`], { cwd });
      return join(cwd, "node_modules", name);
    },
  };
}
