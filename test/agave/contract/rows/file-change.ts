import { expect } from "vitest";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { at, folder, names, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";

const notes = () => at("notes.txt");
const gone = () => at("nowhere");
/** Where bob may write. */
const bobs = () => `${names().storage}${names().otherFolder}`;

async function file(platform: TestPlatform): Promise<undefined> {
  await platform.put("notes.txt", "notes");
  await platform.put("work/a.txt", "a");
}

/** Which of these files there are. */
function existing({ agave }: TestPlatform, ...paths: readonly string[]): Promise<readonly boolean[]> {
  return Promise.all(paths.map((path) => agave.files.exists(at(path))));
}

const changeRows: readonly ContractRow[] = [
  contract({
    method: "files.mkdir",
    prepare: file,
    call: (agave, _, options) => agave.files.mkdir(at("a/b c"), options),
    check: async (_, { agave }) => expect(await agave.files.stat(at("a/b c"))).toMatchObject({ type: "dir" }),
    missing: WHY.new,
    denied: {
      as: "bob",
    },
    refused: { call: (agave) => agave.files.mkdir(notes()), words: /a file where the folder shall be/u },
  }),
  contract({
    method: "files.copy",
    prepare: file,
    call: (agave, _, options) => agave.files.copy(notes(), at("copy.txt"), options),
    check: async (answer, platform) => {
      expect(answer).toMatchObject({ path: `${folder()}/copy.txt` });
      expect(await existing(platform, "notes.txt", "copy.txt")).toEqual([true, true]);
    },
    missing: (agave) => agave.files.copy(gone(), at("copy.txt")),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.files.copy(notes(), `${bobs()}/copy.txt`, options),
    },
    refused: { call: (agave) => agave.files.copy(notes(), notes()), words: /copied onto itself/u },
  }),
  contract({
    method: "files.move",
    prepare: file,
    call: (agave, _, options) => agave.files.move(notes(), at("moved.txt"), options),
    check: async (answer, platform) => {
      expect(answer).toMatchObject({ path: `${folder()}/moved.txt` });
      expect(await existing(platform, "notes.txt", "moved.txt")).toEqual([false, true]);
    },
    missing: (agave) => agave.files.move(gone(), at("moved.txt")),
    denied: { as: "bob", call: (agave, _, options) => agave.files.move(notes(), `${bobs()}/a.txt`, options) },
    refused: {
      call: (agave) => agave.files.move(notes(), at("work")),
      words: /There is a folder/u,
    },
  }),
  contract({
    method: "files.rename",
    prepare: file,
    call: (agave, _, options) => agave.files.rename(notes(), "new name.txt", options),
    check: async (answer, platform) => {
      expect(answer).toMatchObject({ path: `${folder()}/new name.txt` });
      expect(await existing(platform, "new name.txt")).toEqual([true]);
    },
    missing: (agave) => agave.files.rename(gone(), "new.txt"),
    denied: { as: "bob" },
    refused: { call: (agave) => agave.files.rename(notes(), "work"), words: /There is a file or folder/u },
  }),
  contract({
    method: "files.delete",
    prepare: file,
    call: (agave, _, options) => agave.files.delete(notes(), options),
    check: async (_, platform) => expect(await existing(platform, "notes.txt")).toEqual([false]),
    missing: (agave) => agave.files.delete(gone()),
    // A file without a record is refused with 401.
    denied: { as: "bob" },
    refused: {
      isLocal: true,
      call: (agave) => agave.files.delete(names().storage),
      words: /not deleted as a whole/u,
    },
  }),
];

const permissionRows: readonly ContractRow[] = [
  contract({
    method: "files.listPermissions",
    prepare: file,
    call: (agave, _, options) => collect(agave.files.listPermissions(notes(), options)),
    check: (answer) =>
      expect(answer).toMatchObject([
        { username: usernameOf("ann"), permission: { read: true, write: true, execute: true } },
      ]),
    missing: (agave) => collect(agave.files.listPermissions(gone())),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.setPermission",
    prepare: file,
    call: (agave, _, options) =>
      agave.files.setPermission(notes(), { username: usernameOf("bob"), permission: "READ" }, options),
    check: async (_, platform) => expect(await platform.as("bob").files.getText(notes())).toBe("notes"),
    missing: (agave) =>
      agave.files.setPermission(gone(), { username: usernameOf("bob"), permission: "READ" }),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.files.setPermission(notes(), { username: "", permission: "READ" }),
      words: /No username given/u,
    },
  }),
  contract({
    method: "files.deletePermissions",
    prepare: async (platform) => {
      await file(platform);
      await platform.agave.files.setPermission(notes(), { username: usernameOf("bob"), permission: "READ" });
    },
    call: (agave, _, options) => agave.files.deletePermissions(notes(), options),
    check: async (_, platform) =>
      expect(await collect(platform.agave.files.listPermissions(notes()))).toHaveLength(1),
    missing: (agave) => agave.files.deletePermissions(gone()),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

/** The rows of changing files, and who may do what with them. */
export const fileChangeContracts: readonly ContractRow[] = [...changeRows, ...permissionRows];
