import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { withFileLock } from "../../src/node/files/file-lock.ts";

async function lockPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lock-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "deep", ".lock");
}

test("one works at a time, and nothing is left behind", async () => {
  const path = await lockPath();
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 1));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => withFileLock(path, work)));
  expect(most).toBe(1);
  await expect(readdir(join(path, ".."))).resolves.toEqual([]);
});

test("what a killed process has left is taken away, by one of those who wait", async () => {
  const path = await lockPath();
  await withFileLock(path, () => Promise.resolve());
  await writeFile(path, "nobody");
  const long = new Date(Date.now() - 60_000);
  await utimes(path, long, long);
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 1));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 10 }, () => withFileLock(path, work)));
  expect(most).toBe(1);
});

test("is given up after a while, and at once by an abort; the work's own error frees it", async () => {
  const path = await lockPath();
  await expect(withFileLock(path, () => Promise.reject(new Error("own")))).rejects.toThrow("own");
  await withFileLock(path, async () => {
    await expect(withFileLock(path, () => Promise.resolve(), { waitMs: 10 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const signal = AbortSignal.abort("enough");
    await expect(withFileLock(path, () => Promise.resolve(), { signal })).rejects.toBe("enough");
  });
});

test("a folder that cannot be one is told, and not waited for", async () => {
  const path = await lockPath();
  await withFileLock(path, () => Promise.resolve());
  const file = join(path, "..", "file");
  await writeFile(file, "a file");
  const never = (): Promise<never> => Promise.reject(new Error("it works without a lock"));
  for (const place of [join(file, ".lock"), join(file, "deeper", ".lock"), "/dev/null/.lock"])
    await expect(withFileLock(place, never)).rejects.toThrow(/cannot be made \((?:EEXIST|ENOTDIR)\)/u);
});
