import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * Runs a program in a process of its own, where the files of a project may do as they like.
 *
 * @param text - a module of JavaScript; what it imports may be TypeScript
 * @param options - the folder that it runs in, and what it does, for the message
 * @returns what it prints
 * @throws Error with what it says on its way out, when it fails
 */
export function runProgram(
  text: string,
  { cwd, what }: { readonly cwd: string; readonly what: string },
): Promise<string> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", tsx, "--input-type=module"], { cwd });
    const texts: readonly [string[], string[]] = [[], []];
    for (const [index, stream] of [child.stdout, child.stderr].entries()) {
      stream.setEncoding("utf8").on("data", (piece: string) => void texts[index]?.push(piece));
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(texts[0].join(""));
      else reject(new Error(`${what}:\n${texts[1].join("").trim()}`));
    });
    child.stdin.on("error", reject).end(text);
  });
}
