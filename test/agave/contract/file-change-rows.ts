import { expect } from "vitest";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";

const FILE = "data/ann/notes.txt";
const GONE = "data/ann/nowhere";

function file({ emulator }: TestPlatform): undefined {
  emulator.files.put({ system: "data", path: "/ann/notes.txt" }, "notes");
  emulator.files.put({ system: "data", path: "/ann/work/a.txt" }, "a");
  return undefined;
}

function has({ emulator }: TestPlatform, path: string): boolean {
  return emulator.files.get({ system: "data", path }) !== undefined;
}

const changeRows: readonly ContractRow[] = [
  contract({
    method: "files.mkdir",
    prepare: file,
    call: (agave, _, options) => agave.files.mkdir("data/ann/a/b c", options),
    check: async (_, { agave }) =>
      expect(await agave.files.stat("data/ann/a/b c")).toMatchObject({ type: "dir" }),
    missing: WHY.new,
    denied: {
      as: "bob",
    },
    refused: { call: (agave) => agave.files.mkdir(FILE), words: /a file where the folder shall be/u },
  }),
  contract({
    method: "files.copy",
    prepare: file,
    call: (agave, _, options) => agave.files.copy(FILE, "data/ann/copy.txt", options),
    check: (answer, platform) => {
      expect(answer).toMatchObject({ path: "/ann/copy.txt" });
      expect([has(platform, "/ann/notes.txt"), has(platform, "/ann/copy.txt")]).toEqual([true, true]);
    },
    missing: (agave) => agave.files.copy(GONE, "data/ann/copy.txt"),
    denied: { as: "bob", call: (agave, _, options) => agave.files.copy(FILE, "data/bob/copy.txt", options) },
    refused: { call: (agave) => agave.files.copy(FILE, FILE), words: /copied onto itself/u },
  }),
  contract({
    method: "files.move",
    prepare: file,
    call: (agave, _, options) => agave.files.move(FILE, "data/ann/moved.txt", options),
    check: (answer, platform) => {
      expect(answer).toMatchObject({ path: "/ann/moved.txt" });
      expect([has(platform, "/ann/notes.txt"), has(platform, "/ann/moved.txt")]).toEqual([false, true]);
    },
    missing: (agave) => agave.files.move(GONE, "data/ann/moved.txt"),
    denied: { as: "bob", call: (agave, _, options) => agave.files.move(FILE, "data/bob/a.txt", options) },
    refused: {
      call: (agave) => agave.files.move(FILE, "data/ann/work"),
      words: /There is a folder/u,
    },
  }),
  contract({
    method: "files.rename",
    prepare: file,
    call: (agave, _, options) => agave.files.rename(FILE, "new name.txt", options),
    check: (answer, platform) => {
      expect(answer).toMatchObject({ path: "/ann/new name.txt" });
      expect(has(platform, "/ann/new name.txt")).toBe(true);
    },
    missing: (agave) => agave.files.rename(GONE, "new.txt"),
    denied: { as: "bob" },
    refused: { call: (agave) => agave.files.rename(FILE, "work"), words: /There is a file or folder/u },
  }),
  contract({
    method: "files.delete",
    prepare: file,
    call: (agave, _, options) => agave.files.delete(FILE, options),
    check: (_, platform) => expect(has(platform, "/ann/notes.txt")).toBe(false),
    missing: (agave) => agave.files.delete(GONE),
    // A file without a record is refused with 401.
    denied: { as: "bob" },
    refused: { isLocal: true, call: (agave) => agave.files.delete("data"), words: /not deleted as a whole/u },
  }),
];

const permissionRows: readonly ContractRow[] = [
  contract({
    method: "files.listPermissions",
    prepare: file,
    call: (agave, _, options) => collect(agave.files.listPermissions(FILE, options)),
    check: (answer) =>
      expect(answer).toMatchObject([
        { username: "ann", permission: { read: true, write: true, execute: true } },
      ]),
    missing: (agave) => collect(agave.files.listPermissions(GONE)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.setPermission",
    prepare: file,
    call: (agave, _, options) =>
      agave.files.setPermission(FILE, { username: "bob", permission: "READ" }, options),
    check: async (_, platform) => expect(await platform.as("bob").files.getText(FILE)).toBe("notes"),
    missing: (agave) => agave.files.setPermission(GONE, { username: "bob", permission: "READ" }),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.files.setPermission(FILE, { username: "", permission: "READ" }),
      words: /No username given/u,
    },
  }),
  contract({
    method: "files.deletePermissions",
    prepare: async (platform) => {
      file(platform);
      await platform.agave.files.setPermission(FILE, { username: "bob", permission: "READ" });
    },
    call: (agave, _, options) => agave.files.deletePermissions(FILE, options),
    check: async (_, platform) =>
      expect(await collect(platform.agave.files.listPermissions(FILE))).toHaveLength(1),
    missing: (agave) => agave.files.deletePermissions(GONE),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

/** The rows of changing files, and who may do what with them. */
export const fileChangeContracts: readonly ContractRow[] = [...changeRows, ...permissionRows];
