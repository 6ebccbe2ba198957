import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { folderArchive } from "../../src/archive/index.ts";
import { outputTo } from "../../src/cli/output.ts";
import { fill } from "../saagie/bundle/support/archives.ts";
import { temporaryFolder } from "../saagie/support/temporary-folder.ts";
import { commandPlatform } from "./project-platform.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const COUNT = 30;
const { saagie, environment } = commandPlatform();

interface Reading {
  readonly stream: "stdout" | "stderr";
  /** How many lines are read before the pipe is closed. */
  readonly lines: number;
}

/** Runs the real command and reads it as `head` would. */
async function readSome(args: readonly string[], { stream, lines }: Reading): Promise<unknown> {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN, ...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close") as Promise<[unknown]>;
  (stream === "stdout" ? child.stderr : child.stdout).resume();
  const seen: string[] = [];
  for await (const line of createInterface({ input: child[stream] })) {
    seen.push(line);
    if (seen.length === lines) break;
  }
  child[stream].destroy();
  expect(seen).toHaveLength(lines);
  return (await closed)[0];
}

/** A folder with many jobs. */
async function manyJobs(): Promise<string> {
  const folder = await temporaryFolder();
  const files = Array.from({ length: COUNT }, (_, at): readonly [string, unknown] => [
    `jobs/Job ${at}/job.json`,
    {
      name: `Job ${at}`,
      category: "Extraction",
      technology: { name: "Bash", technology_catalog: "Saagie" },
      versions: [{ number: 1, isCurrent: true, commandLine: "echo 1" }],
    },
  ]);
  await fill(folderArchive(folder), Object.fromEntries(files));
  return folder;
}

describe("a reader that has seen enough", () => {
  test.each<readonly [string, Reading, readonly string[]]>([
    ["of standard output", { stream: "stdout", lines: 5 }, []],
    ["of progress", { stream: "stderr", lines: 3 }, ["--json"]],
  ])("%s does not end an import", async (name, reading, options) => {
    const { id } = await saagie.projects.create({
      name: `Project ${name}`,
      jobTechnologies: { Saagie: ["Bash"] },
    });
    await saagie.projects.waitUntilReady(id);
    const code = await readSome(["import", await manyJobs(), "--into", id, ...options], reading);
    expect(code).toBe(0);
    expect(await saagie.jobs.listMinimal(id)).toHaveLength(COUNT);
  });

  test("does not end an export", async () => {
    const { id } = await saagie.projects.create({ name: "To be exported" });
    await saagie.projects.waitUntilReady(id);
    const folder = await temporaryFolder();
    expect(await readSome(["export", id, folder], { stream: "stdout", lines: 1 })).toBe(0);
    expect(await folderArchive(folder).entry("footbridge.json")).toBeDefined();
  });
});

describe("a stream that fails", () => {
  function failing(code: string): { readonly stream: Writable; readonly written: string[] } {
    const written: string[] = [];
    const stream = new Writable({
      write: (chunk: Buffer, _, done) => {
        written.push(chunk.toString());
        done(written.length < 2 ? null : Object.assign(new Error("no room"), { code }));
      },
    });
    return { stream, written };
  }

  test.each([
    ["EPIPE", []],
    ["EOF", []],
    ["ENOSPC", ["no room"]],
  ])("with %s takes nothing more, and is told once unless nobody listens", async (code, told) => {
    const { stream, written } = failing(code);
    const heard: string[] = [];
    const sink = outputTo(stream, ({ message }) => heard.push(message));
    for (const text of ["one", "two", "three"]) {
      sink.write(text);
      // The stream tells in its own time.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(written).toEqual(["one", "two"]);
    expect(heard).toEqual(told);
  });
});
