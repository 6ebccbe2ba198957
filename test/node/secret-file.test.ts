import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { InvalidInputError } from "../../src/index.ts";
import { homePath, readSecretFile, writeSecretFile } from "../../src/node/index.ts";
import { rejection } from "../core/support/rejection.ts";
import { temporaryFolder } from "../saagie/support/temporary-folder.ts";

test("what is written is read, by this user alone", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "a", "b", "secret.json");
  expect(await readSecretFile(path)).toBeUndefined();
  await writeSecretFile(path, "first");
  await writeSecretFile(path, "second");
  expect(await readSecretFile(path)).toBe("second");
  expect([(await stat(path)).mode & 0o777, (await stat(join(folder, "a"))).mode & 0o777]).toEqual([
    0o600, 0o700,
  ]);
  expect(await readdir(join(folder, "a", "b"))).toEqual(["secret.json"]);
});

test("a file that others could read is not so any more", async () => {
  const path = join(await temporaryFolder(), "secret.json");
  await writeFile(path, "open", { mode: 0o644 });
  await writeSecretFile(path, "closed");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a folder, and links to nowhere, to a folder or to what others can read, are not replaced", async () => {
  const folder = await temporaryFolder();
  const target = join(folder, "target");
  await writeFile(target, "theirs", { mode: 0o644 });
  await mkdir(join(folder, "folder"), { mode: 0o700 });
  await symlink(target, join(folder, "link"));
  await symlink(join(folder, "nothing"), join(folder, "dangling"));
  await symlink(join(folder, "folder"), join(folder, "to-folder"));
  for (const [name, why] of [
    ["folder", "is not a regular file"],
    ["link", "which others can read"],
    ["dangling", "leads nowhere"],
    ["to-folder", "is not a regular file"],
  ] as const) {
    const error = await rejection(writeSecretFile(join(folder, name), "hidden"));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toContain(why);
    expect(String(error)).not.toContain("hidden");
  }
  expect(await readFile(target, "utf8")).toBe("theirs");
  expect((await readdir(folder)).toSorted()).toEqual(["dangling", "folder", "link", "target", "to-folder"]);
});

test("what cannot be read or written is told with its place", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "file"), "x");
  expect(String(await rejection(readSecretFile(folder)))).toContain(folder);
  expect(String(await rejection(writeSecretFile(join(folder, "file", "below"), "x")))).toContain("below");
  expect(await readSecretFile(join(folder, "file", "below"))).toBeUndefined();
});

test("the home folder is this user's", () => {
  expect(homePath(".descarteslabs", "x").endsWith(join(".descarteslabs", "x"))).toBe(true);
});
