import { expect } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import type { FileEntry } from "../../../../src/agave/index.ts";
import { temporaryFolder } from "../../../saagie/support/temporary-folder.ts";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { at, folder, names, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";

const notes = () => `agave://${at("notes.txt")}`;
const work = () => at("work");
const gone = () => at("nowhere");
const copy = () => at("copy.txt");
/** Where ann may not write, but bob may. */
const foreign = () => `${names().storage}${names().otherFolder}`;

/** A file of ann's, and a folder with another. */
async function files(platform: TestPlatform): Promise<undefined> {
  await platform.put("notes.txt", "notes");
  await platform.put("work/deep/a b.txt", "deep");
}

/** Puts the files there, and lets the service fetch one. */
async function staging(platform: TestPlatform): Promise<void> {
  await files(platform);
  await platform.agave.files.import(notes(), copy());
}

const namesOf = (entries: unknown): readonly string[] =>
  (entries as readonly FileEntry[]).map(({ name }) => name).toSorted();

const listRows: readonly ContractRow[] = [
  contract({
    method: "files.list",
    prepare: files,
    call: (agave, _, options) => collect(agave.files.list(at(""), options)),
    check: (answer) => expect(namesOf(answer)).toEqual(expect.arrayContaining(["notes.txt", "work"])),
    missing: (agave) => collect(agave.files.list(gone())),
    denied: { as: "bob" },
    refused: {
      isLocal: true,
      call: async (agave) => collect(agave.files.list(at("../bob"))),
      words: /leads out of where it begins/u,
    },
  }),
  contract({
    method: "files.walk",
    prepare: files,
    call: (agave, _, options) => collect(agave.files.walk(work(), options)),
    check: (answer) =>
      expect(answer).toMatchObject([
        { relativePath: "deep", type: "dir" },
        { relativePath: "deep/a b.txt", type: "file", length: 4 },
      ]),
    missing: (agave) => collect(agave.files.walk(gone())),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.stat",
    prepare: files,
    call: (agave, _, options) => agave.files.stat(work(), options),
    check: (answer) =>
      expect(answer).toMatchObject({
        name: "work",
        path: `${folder()}/work`,
        type: "dir",
        permissions: "ALL",
      }),
    missing: (agave) => agave.files.stat(gone()),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.exists",
    prepare: files,
    call: (agave, _, options) => agave.files.exists(notes(), options),
    check: async (answer, { agave }) => {
      expect(answer).toBe(true);
      expect(await agave.files.exists(gone())).toBe(false);
    },
    missing: WHY.list,
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.history",
    prepare: async (platform) => {
      await files(platform);
      await platform.agave.files.getText(notes());
    },
    call: (agave, _, options) => collect(agave.files.history(notes(), options)),
    check: (answer, { isLive }) => {
      const download = { status: "DOWNLOAD", createdBy: usernameOf("ann") };
      expect(answer).toContainEqual(expect.objectContaining(download));
      // A file of an emulator is there without having been sent.
      expect(answer).toHaveLength(isLive ? (answer as readonly unknown[]).length : 1);
    },
    missing: (agave) => collect(agave.files.history(gone())),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const readRows: readonly ContractRow[] = [
  contract({
    method: "files.open",
    prepare: files,
    call: async (agave, _, options) => new Response((await agave.files.open(notes(), options)).stream).text(),
    check: (answer) => expect(answer).toBe("notes"),
    missing: (agave) => agave.files.open(gone()),
    denied: { as: "bob" },
    refused: { call: (agave) => agave.files.open(work()), words: /Folders cannot be downloaded/u },
  }),
  contract({
    method: "files.getBytes",
    prepare: files,
    call: (agave, _, options) => agave.files.getBytes(notes(), options),
    check: (answer) => expect(answer).toEqual(new TextEncoder().encode("notes")),
    missing: (agave) => agave.files.getBytes(gone()),
    denied: { as: "bob" },
    refused: { call: (agave) => agave.files.getBytes(work()), words: /Folders cannot be downloaded/u },
  }),
  contract({
    method: "files.getText",
    prepare: files,
    call: (agave, _, options) => agave.files.getText(notes(), options),
    check: (answer) => expect(answer).toBe("notes"),
    missing: (agave) => agave.files.getText(gone()),
    denied: { as: "bob" },
    refused: { call: (agave) => agave.files.getText(work()), words: /Folders cannot be downloaded/u },
  }),
  contract({
    method: "files.download",
    prepare: files,
    call: async (agave, _, options) =>
      agave.files.download(notes(), `${await temporaryFolder()}/notes.txt`, options),
    check: (answer) => expect(answer).toMatchObject({ size: 5 }),
    missing: async (agave) => agave.files.download(gone(), `${await temporaryFolder()}/nowhere`),
    denied: { as: "bob" },
    refused: {
      call: async (agave) => agave.files.download(work(), `${await temporaryFolder()}/work`),
      words: /Folders cannot be downloaded/u,
    },
  }),
  contract({
    method: "files.openPublic",
    access: "open",
    prepare: async (platform) => {
      await files(platform);
      await platform.agave.files.setPermission(notes(), { username: "public", permission: "READ" });
    },
    call: async (agave, _, options) =>
      new Response((await agave.files.openPublic(usernameOf("ann"), notes(), options)).stream).text(),
    check: (answer) => expect(answer).toBe("notes"),
    missing: (agave) => agave.files.openPublic(usernameOf("ann"), gone()),
    denied: {
      as: "bob",
      call: (agave, _, options) =>
        agave.files.openPublic(usernameOf("ann"), `${work()}/deep/a b.txt`, options),
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.downloadFolder",
    prepare: files,
    call: async (agave, _, options) => {
      const archive = memoryArchive();
      const { bytes } = await agave.files.downloadFolder(work(), archive, options);
      return [bytes, (await collect(archive.entries())).map(({ path }) => path)];
    },
    check: (answer) => expect(answer).toEqual([4, ["deep/a b.txt"]]),
    missing: (agave) => agave.files.downloadFolder(gone(), memoryArchive()),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const sendRows: readonly ContractRow[] = [
  contract({
    method: "files.upload",
    prepare: files,
    call: (agave, _, options) => agave.files.upload(new File(["news"], "other.txt"), at("news.txt"), options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ name: "news.txt", path: `${folder()}/news.txt` });
      expect(await agave.files.getText(at("news.txt"))).toBe("news");
    },
    missing: (agave) =>
      agave.files.upload(new File([""], "a"), `${gone()}/a`, { makeFolders: false }).then(() => undefined),
    denied: {
      as: "ann",
      call: (agave, _, options) => agave.files.upload(new File([""], "a"), `${foreign()}/a`, options),
    },
    refused: {
      call: (agave) => agave.files.upload(new File([""], "a"), at("notes.txt/a")),
      words: /is not a folder/u,
    },
  }),
  contract({
    method: "files.uploadFolder",
    call: async (agave, _, options) => {
      const archive = memoryArchive();
      await archive.write("deep/a b.txt", "deep");
      return agave.files.uploadFolder(archive, at("new"), options);
    },
    check: async (answer, { agave }) => {
      expect(answer).toEqual({ bytes: 4, files: [{ path: "deep/a b.txt", size: 4 }] });
      expect(await agave.files.getText(at("new/deep/a b.txt"))).toBe("deep");
    },
    missing: WHY.new,
    denied: {
      as: "ann",
      call: async (agave, _, options) => {
        const archive = memoryArchive();
        await archive.write("a.txt", "a");
        return agave.files.uploadFolder(archive, `${foreign()}/new`, options);
      },
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.import",
    prepare: files,
    call: (agave, _, options) => agave.files.import(notes(), copy(), options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ name: "copy.txt", status: "STAGING_QUEUED" });
      await agave.files.waitUntilStaged(copy());
      expect(await agave.files.getText(copy())).toBe("notes");
    },
    missing: (agave) => agave.files.import(`agave://${gone()}`, copy()),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.files.import(notes(), `${foreign()}/copy.txt`, options),
    },
    refused: {
      call: (agave) => agave.files.import("gopher://example.com/a", copy()),
      words: /Invalid urlToIngest value/u,
    },
  }),
  contract({
    method: "files.waitUntilStaged",
    prepare: staging,
    call: (agave, _, options) => agave.files.waitUntilStaged(copy(), options),
    check: async (_, { agave }) => expect(await agave.files.getText(copy())).toBe("notes"),
    missing: "a file that the service is about to fetch has no history for a while",
    denied: "as long as the history is not told, so long is it waited for",
    refused: WHY.nothing,
  }),
];

/** The rows of reading and sending files. */
export const fileContracts: readonly ContractRow[] = [...listRows, ...readRows, ...sendRows];
