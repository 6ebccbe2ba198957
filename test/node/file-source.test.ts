import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InvalidInputError } from "../../src/core/errors.ts";
import { fileSource } from "../../src/node/files/file-source.ts";
import { rejection } from "./loopback.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footbridge-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a file has its base name, its size, and can be read again and again", async () => {
  await writeFile(join(folder, "job.py"), "print()");
  const file = await fileSource(join(folder, "job.py"));
  expect([file.name, file.size, await file.text(), await file.text()]).toEqual([
    "job.py",
    7,
    "print()",
    "print()",
  ]);
});

test("an empty file is a file", async () => {
  await writeFile(join(folder, "empty"), "");
  expect(await (await fileSource(join(folder, "empty"))).text()).toBe("");
});

test.each([
  ["is missing", "absent.py", /^There is no file .*absent\.py\.$/u],
  ["lies in a file", "file/inside", /^There is no file/u],
  ["is a folder", "folder", /is a folder; a file is needed\.$/u],
  ["is a pipe", "pipe", /is not a regular file\.$/u],
])("a path that %s", async (_, name, message) => {
  await mkdir(join(folder, "folder"));
  await writeFile(join(folder, "file"), "");
  spawnSync("mkfifo", [join(folder, "pipe")]);
  const error = await rejection(fileSource(join(folder, name)));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as Error).message).toMatch(message);
});
