import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";

/** How processes are started. */
export interface Start {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A worker of the page. */
export interface Worker {
  /** What it said. */
  readonly said: () => string;
  /** The most memory that it has had, in bytes, as the system counts it. */
  peakBytes(): number;
  /** Ends it at once, as a machine that fails does. */
  kill(): Promise<void>;
  /** Asks it to end, and hands back its exit code. */
  end(): Promise<number | null>;
}

/** Starts a worker. */
export function startWorker(start: Start): Worker {
  const child = open(start);
  const closed = once(child, "close") as Promise<[number | null]>;
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const signal = async (name: "SIGKILL" | "SIGTERM"): Promise<number | null> => {
    child.kill(name);
    return (await closed)[0];
  };
  return {
    said: () => said.join(""),
    peakBytes: () => {
      const status = readFileSync(`/proc/${String(child.pid)}/status`, "utf8");
      return Number(/^VmHWM:\s+(\d+) kB/mu.exec(status)?.[1]) * 1024;
    },
    kill: async () => {
      await signal("SIGKILL");
    },
    end: () => signal("SIGTERM"),
  };
}

/** What the platform says of itself. */
export interface Platform {
  readonly env: Readonly<Record<string, string>>;
  readonly runs: readonly string[];
  /** How many requests came since its runs were started, and how many of them asked for runs. */
  count(): Promise<{ readonly requests: number; readonly reads: number }>;
  stop(): Promise<void>;
}

/** Starts the emulated platform with its runs. */
export async function startPlatform(start: Start): Promise<Platform> {
  const child = open(start);
  child.stderr?.pipe(process.stderr);
  if (child.stdout === null || child.stdin === null) throw new Error("the platform has no pipes");
  const { stdin } = child;
  const lines = createInterface({ input: child.stdout });
  const { url, platform, realm, user, password, runs } = JSON.parse(await lineOf(lines)) as Place;
  return {
    env: {
      SAAGIE_URL: url,
      SAAGIE_PLATFORM: String(platform),
      SAAGIE_REALM: realm,
      SAAGIE_USER: user,
      SAAGIE_PASSWORD: password,
    },
    runs,
    count: async () => {
      const line = lineOf(lines);
      stdin.write("\n");
      return JSON.parse(await line) as { readonly requests: number; readonly reads: number };
    },
    stop: async () => {
      stdin.end();
      await once(child, "close");
    },
  };
}

interface Place {
  readonly url: string;
  readonly platform: number;
  readonly realm: string;
  readonly user: string;
  readonly password: string;
  readonly runs: readonly string[];
}

async function lineOf(lines: Interface): Promise<string> {
  const ended = once(lines, "close").then((): never => {
    throw new Error("the platform ended");
  });
  const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
  return line;
}

function open({ command, cwd, env = {} }: Start): ChildProcess {
  const [program = "", ...args] = command;
  return spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
}
