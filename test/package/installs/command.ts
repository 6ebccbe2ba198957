import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** What came of a command. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how a command is run. */
export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Nothing that is tried takes as long; what hangs is ended, and fails. */
const LONGEST_MS = 300_000;

/** Runs a program with its arguments, and waits for its end. */
export async function run(
  [program = "", ...args]: readonly string[],
  { cwd, env = {} }: CommandOptions,
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LONGEST_MS,
  });
  const [stdout, stderr] = [text(child, "stdout"), text(child, "stderr")];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
}

/** The same, for what has to succeed before anything else can be tried. @throws Error with what it printed */
export async function mustRun(command: readonly string[], options: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await run(command, options);
  if (code !== 0) throw new Error(`${command.join(" ")}\nended with ${String(code)}\n${stdout}${stderr}`);
  return stdout;
}

function text(child: ChildProcess, name: "stdout" | "stderr"): () => string {
  let all = "";
  child[name]?.setEncoding("utf8").on("data", (piece: string) => {
    all += piece;
  });
  return () => all;
}
