import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** One program that says whether the project is whole. */
export interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

/** How a check went. */
export interface CheckResult {
  readonly name: string;
  /** As a person would type it. */
  readonly command: string;
  readonly status: "passed" | "failed" | "left out";
  readonly seconds: number;
  /** The last lines that it printed, or why it was left out. */
  readonly output: string;
}

/** How much of a check's output is kept. */
const KEPT_LINES = 40;

/**
 * Lists what has to pass after a new schema: codegen, types, the compatibility table and the contract tests of a
 * platform, as far as the project has them.
 */
export function checksOf(
  project: string,
  { platform, tests }: { readonly platform: string; readonly tests: boolean },
): readonly Check[] {
  const scripts = scriptsOf(project);
  const script = (name: string, title: string): readonly Check[] =>
    scripts.has(name) ? [{ name: title, command: ["npm", "run", "-s", name] }] : [];
  const contract = `test/${platform}`;
  const isTested = tests && scripts.has("test") && existsSync(join(project, contract));
  return [
    ...script("codegen", "codegen"),
    ...script("check:types", "types"),
    // Written anew from what codegen has found out.
    ...script("compat:table", "compatibility table"),
    ...(isTested ? [{ name: "contract tests", command: ["npm", "run", "-s", "test", "--", contract] }] : []),
  ];
}

function scriptsOf(project: string): ReadonlySet<string> {
  const path = join(project, "package.json");
  if (!existsSync(path)) return new Set();
  const { scripts = {} } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly scripts?: Readonly<Record<string, string>>;
  };
  return new Set(Object.keys(scripts));
}

/**
 * Runs checks one after the other. Those that follow a failed codegen are left out: they would tell of old code.
 */
export async function runChecks(
  checks: readonly Check[],
  { project, onStart, onOutput, onEnd }: RunOptions,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const isMoot = results.some(({ name, status }) => name === "codegen" && status === "failed");
    if (!isMoot) onStart(check);
    const result = isMoot ? leftOut(check) : await runCheck(check, { cwd: project, onOutput });
    onEnd(result);
    results.push(result);
  }
  return results;
}

/** How checks are run. */
export interface RunOptions {
  /** The folder that they run in. */
  readonly project: string;
  readonly onStart: (check: Check) => void;
  /** Told of what a check prints, as it prints it. */
  readonly onOutput: (text: string) => void;
  readonly onEnd: (result: CheckResult) => void;
}

function leftOut({ name, command }: Check): CheckResult {
  return { name, command: command.join(" "), status: "left out", seconds: 0, output: "codegen has failed" };
}

function runCheck(
  { name, command }: Check,
  { cwd, onOutput }: { readonly cwd: string; readonly onOutput: (text: string) => void },
): Promise<CheckResult> {
  const started = performance.now();
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const lines: string[] = [];
    const end = (status: CheckResult["status"], why?: string): void => {
      const seconds = (performance.now() - started) / 1000;
      const output = [
        stripVTControlCharacters(lines.join("")).trim(),
        ...(why === undefined ? [] : [why]),
      ].filter((line) => line !== "");
      const kept = output.join("\n").split("\n").slice(-KEPT_LINES).join("\n");
      resolve({ name, command: command.join(" "), status, seconds, output: kept });
    };
    // On Windows npm is a script of the shell.
    const child = spawn(program, args, { cwd, shell: process.platform === "win32" });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        lines.push(text);
        onOutput(text);
      });
    }
    child.on("error", (error) => end("failed", error.message));
    child.on("close", (code, signal) =>
      end(
        code === 0 ? "passed" : "failed",
        code === 0 ? undefined : `ended with ${signal ?? `code ${code}`}`,
      ),
    );
  });
}
