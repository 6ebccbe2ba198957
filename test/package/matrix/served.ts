import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Workshop } from "./workshop.ts";

/** Emulators in a process of their own. */
export interface Served {
  /** Where they are and as whom they know their users, as JSON. */
  readonly places: string;
  stop(): Promise<void>;
}

/** Serves the three emulators by a runtime. @throws Error when it ends without saying where they are */
export async function serve({ folder }: Workshop, runtime: readonly string[]): Promise<Served> {
  const [program = "", ...args] = runtime;
  const child = spawn(program, [...args, "serve.mjs"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout });
  const line = once(lines, "line").then(([text]) => String(text));
  const places = await Promise.race([line, ended.then(() => undefined)]);
  if (places === undefined) throw new Error(`${runtime.join(" ")} serve.mjs ended`);
  return {
    places,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
