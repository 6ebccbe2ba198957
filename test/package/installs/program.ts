import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readBlocks } from "../../readme/blocks.ts";
import { mustRun, run, type Ended } from "./command.ts";
import type { NodeVersion } from "./node-versions.ts";

/** A program's folder in which the package was installed. */
export interface Program {
  readonly folder: string;
  readonly node: NodeVersion;
  /** What npm said. */
  readonly installed: Ended;
}

/** Installs what `from` names into a new program, as strictly as npm does, with all its warnings. */
export async function installInto(folder: string, node: NodeVersion, from: string): Promise<Program> {
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "program", version: "1.0.0", type: "module" }),
  );
  const options = ["--engine-strict", "--loglevel=warn", "--no-fund", "--no-audit", "--no-update-notifier"];
  return { folder, node, installed: await run([...node.npm, "install", ...options, from], { cwd: folder }) };
}

/** How much lies in the program's `node_modules`. */
export function weigh({ folder }: Program): { readonly packages: number; readonly bytes: number } {
  const root = join(folder, "node_modules");
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, unknown>>;
  };
  return {
    packages: Object.keys(lock.packages).filter((path) => path.startsWith("node_modules/")).length,
    bytes: files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0),
  };
}

/** The packages with a script that npm would run when they are installed. */
export function withScripts({ folder }: Program): readonly string[] {
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
  };
  return Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path);
}

/** Follows README's first program: the emulator is started, what it prints is exported, and the program is run. */
export async function runFirstProgram({ folder, node }: Program, readme: string): Promise<string> {
  const from = readme.indexOf("Then save this as `deploy.mjs`");
  const block = readBlocks(readme.slice(from)).find(({ language }) => language === "ts");
  writeFileSync(join(folder, "deploy.mjs"), block?.text ?? "");
  writeFileSync(join(folder, "report.sh"), 'echo "12 orders yesterday"\n');
  const cli = join(folder, "node_modules/footbridge/dist/src/cli/main.js");
  const emulator = spawn(node.node, [cli, "emulator", "--executor", "process", "--port", "0"], {
    cwd: folder,
  });
  try {
    const env: Record<string, string> = {};
    for await (const line of createInterface({ input: emulator.stdout })) {
      const [, name, value] = /^(?:export )?(SAAGIE_\w+)=(.*)$/u.exec(line.trim()) ?? [];
      if (name !== undefined && value !== undefined) env[name] = value.replaceAll(/^['"]|['"]$/gu, "");
      if (Object.keys(env).length === 4) break;
    }
    const { stdout, stderr } = await run([node.node, "deploy.mjs"], { cwd: folder, env });
    return stdout + stderr;
  } finally {
    emulator.kill();
  }
}

/** Runs the whole vitest file of the emulator's page. */
export async function runVitestFile({ folder, node }: Program, page: string): Promise<Ended> {
  const from = page.indexOf("A whole vitest file:");
  const block = readBlocks(page.slice(from)).find(({ language }) => language === "ts");
  writeFileSync(join(folder, "load.test.ts"), block?.text ?? "");
  await mustRun([...node.npm, "install", "--loglevel=error", "--no-audit", "--no-fund", "vitest@4"], {
    cwd: folder,
  });
  return run([node.node, join(folder, "node_modules/vitest/vitest.mjs"), "run"], { cwd: folder });
}
