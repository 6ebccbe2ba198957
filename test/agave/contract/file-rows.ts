import { expect } from "vitest";
import { memoryArchive } from "../../../src/archive/index.ts";
import type { FileEntry } from "../../../src/agave/index.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";

const FILE = "agave://data/ann/notes.txt";
const FOLDER = "data/ann/work";
const GONE = "data/ann/nowhere";
const FOREIGN = "data/bob";

/** A file of ann's, and a folder with another. */
function files({ emulator }: TestPlatform): undefined {
  emulator.files.put({ system: "data", path: "/ann/notes.txt" }, "notes");
  emulator.files.put({ system: "data", path: "/ann/work/deep/a b.txt" }, "deep");
  return undefined;
}

function at({ emulator }: TestPlatform, path: string): string | undefined {
  const bytes = emulator.files.get({ system: "data", path });
  return bytes && new TextDecoder().decode(bytes);
}

const names = (entries: unknown): readonly string[] =>
  (entries as readonly FileEntry[]).map(({ name }) => name).toSorted();

const listRows: readonly ContractRow[] = [
  contract({
    method: "files.list",
    prepare: files,
    call: (agave, _, options) => collect(agave.files.list("data/ann", options)),
    check: (answer) =>
      expect(names(answer)).toEqual(expect.arrayContaining(["applications", "notes.txt", "work"])),
    missing: (agave) => collect(agave.files.list(GONE)),
    denied: { as: "bob" },
    refused: {
      isLocal: true,
      call: async (agave) => collect(agave.files.list("data/ann/../bob")),
      words: /leads out of where it begins/u,
    },
  }),
  contract({
    method: "files.walk",
    prepare: files,
    call: (agave, _, options) => collect(agave.files.walk(FOLDER, options)),
    check: (answer) =>
      expect(answer).toMatchObject([
        { relativePath: "deep", type: "dir" },
        { relativePath: "deep/a b.txt", type: "file", length: 4 },
      ]),
    missing: (agave) => collect(agave.files.walk(GONE)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.stat",
    prepare: files,
    call: (agave, _, options) => agave.files.stat(FOLDER, options),
    check: (answer) =>
      expect(answer).toMatchObject({ name: "work", path: "/ann/work", type: "dir", permissions: "ALL" }),
    missing: (agave) => agave.files.stat(GONE),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.exists",
    prepare: files,
    call: (agave, _, options) => agave.files.exists(FILE, options),
    check: async (answer, { agave }) => {
      expect(answer).toBe(true);
      expect(await agave.files.exists(GONE)).toBe(false);
    },
    missing: WHY.list,
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.history",
    prepare: async (platform) => {
      files(platform);
      await platform.agave.files.getText(FILE);
    },
    call: (agave, _, options) => collect(agave.files.history(FILE, options)),
    check: (answer) => expect(answer).toMatchObject([{ status: "DOWNLOAD", createdBy: "ann" }]),
    missing: (agave) => collect(agave.files.history(GONE)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const readRows: readonly ContractRow[] = [
  contract({
    method: "files.open",
    prepare: files,
    call: async (agave, _, options) => new Response((await agave.files.open(FILE, options)).stream).text(),
    check: (answer) => expect(answer).toBe("notes"),
    missing: (agave) => agave.files.open(GONE),
    denied: { as: "bob" },
    refused: { call: (agave) => agave.files.open(FOLDER), words: /Folders cannot be downloaded/u },
  }),
  contract({
    method: "files.getBytes",
    prepare: files,
    call: (agave, _, options) => agave.files.getBytes(FILE, options),
    check: (answer) => expect(answer).toEqual(new TextEncoder().encode("notes")),
    missing: (agave) => agave.files.getBytes(GONE),
    denied: { as: "bob" },
    refused: { call: (agave) => agave.files.getBytes(FOLDER), words: /Folders cannot be downloaded/u },
  }),
  contract({
    method: "files.getText",
    prepare: files,
    call: (agave, _, options) => agave.files.getText(FILE, options),
    check: (answer) => expect(answer).toBe("notes"),
    missing: (agave) => agave.files.getText(GONE),
    denied: { as: "bob" },
    refused: { call: (agave) => agave.files.getText(FOLDER), words: /Folders cannot be downloaded/u },
  }),
  contract({
    method: "files.download",
    prepare: files,
    call: async (agave, _, options) =>
      agave.files.download(FILE, `${await temporaryFolder()}/notes.txt`, options),
    check: (answer) => expect(answer).toMatchObject({ size: 5 }),
    missing: async (agave) => agave.files.download(GONE, `${await temporaryFolder()}/nowhere`),
    denied: { as: "bob" },
    refused: {
      call: async (agave) => agave.files.download(FOLDER, `${await temporaryFolder()}/work`),
      words: /Folders cannot be downloaded/u,
    },
  }),
  contract({
    method: "files.openPublic",
    access: "open",
    prepare: async (platform) => {
      files(platform);
      await platform.agave.files.setPermission(FILE, { username: "public", permission: "READ" });
    },
    call: async (agave, _, options) =>
      new Response((await agave.files.openPublic("ann", FILE, options)).stream).text(),
    check: (answer) => expect(answer).toBe("notes"),
    missing: (agave) => agave.files.openPublic("ann", GONE),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.files.openPublic("ann", `${FOLDER}/deep/a b.txt`, options),
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.downloadFolder",
    prepare: files,
    call: async (agave, _, options) => {
      const archive = memoryArchive();
      const { bytes } = await agave.files.downloadFolder(FOLDER, archive, options);
      return [bytes, (await collect(archive.entries())).map(({ path }) => path)];
    },
    check: (answer) => expect(answer).toEqual([4, ["deep/a b.txt"]]),
    missing: (agave) => agave.files.downloadFolder(GONE, memoryArchive()),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const sendRows: readonly ContractRow[] = [
  contract({
    method: "files.upload",
    prepare: files,
    call: (agave, _, options) =>
      agave.files.upload(new File(["news"], "other.txt"), "data/ann/news.txt", options),
    check: (answer, platform) => {
      expect(answer).toMatchObject({ name: "news.txt", path: "/ann/news.txt" });
      expect(at(platform, "/ann/news.txt")).toBe("news");
    },
    missing: (agave) =>
      agave.files.upload(new File([""], "a"), `${GONE}/a`, { makeFolders: false }).then(() => undefined),
    denied: {
      as: "ann",
      call: (agave, _, options) => agave.files.upload(new File([""], "a"), `${FOREIGN}/a`, options),
    },
    refused: {
      call: (agave) => agave.files.upload(new File([""], "a"), "data/ann/notes.txt/a"),
      words: /is not a folder/u,
    },
  }),
  contract({
    method: "files.uploadFolder",
    call: async (agave, _, options) => {
      const archive = memoryArchive();
      await archive.write("deep/a b.txt", "deep");
      return agave.files.uploadFolder(archive, "data/ann/new", options);
    },
    check: (answer, platform) => {
      expect(answer).toEqual({ bytes: 4, files: [{ path: "deep/a b.txt", size: 4 }] });
      expect(at(platform, "/ann/new/deep/a b.txt")).toBe("deep");
    },
    missing: WHY.new,
    denied: {
      as: "ann",
      call: async (agave, _, options) => {
        const archive = memoryArchive();
        await archive.write("a.txt", "a");
        return agave.files.uploadFolder(archive, `${FOREIGN}/new`, options);
      },
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "files.import",
    prepare: files,
    call: (agave, _, options) => agave.files.import(FILE, "ann.storage/copy.txt", options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ name: "copy.txt", status: "STAGING_QUEUED" });
      await agave.files.waitUntilStaged("ann.storage/copy.txt");
      expect(await agave.files.getText("ann.storage/copy.txt")).toBe("notes");
    },
    missing: (agave) => agave.files.import(`agave://${GONE}`, "data/ann/copy.txt"),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.files.import(FILE, "data/bob/copy.txt", options),
    },
    refused: {
      call: (agave) => agave.files.import("gopher://example.com/a", "data/ann/copy.txt"),
      words: /Invalid urlToIngest value/u,
    },
  }),
  contract({
    method: "files.waitUntilStaged",
    prepare: async (platform) => {
      files(platform);
      await platform.agave.files.import(FILE, "ann.storage/copy.txt");
    },
    call: (agave, _, options) => agave.files.waitUntilStaged("ann.storage/copy.txt", options),
    check: async (_, { agave }) => expect(await agave.files.getText("ann.storage/copy.txt")).toBe("notes"),
    missing: "a file that the service is about to fetch has no history for a while",
    denied: "as long as the history is not told, so long is it waited for",
    refused: WHY.nothing,
  }),
];

/** The rows of reading and sending files. */
export const fileContracts: readonly ContractRow[] = [...listRows, ...readRows, ...sendRows];
