import { posix } from "node:path";
import { expect } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import { temporaryFolder } from "../../../saagie/support/temporary-folder.ts";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { names } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { finished, NOTHING } from "../things.ts";

const SCRIPTED = { "wc_out/a b.txt": "3 words", "words.out": "done" };

interface Done {
  readonly id: string;
  /** A file that it has left, its name, its folder, and how long it is. */
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly length: number;
  /** What is in it; undefined on a live tenant, where nobody knows. */
  readonly text: string | undefined;
}

/** A job that has left files: on the emulator those of a script, on a live tenant what its app leaves. */
async function done(platform: TestPlatform): Promise<Done> {
  if (!platform.isLive) platform.emulator.jobs.script(names().app, { outputs: SCRIPTED });
  const id = await finished(platform);
  const left = await collect(platform.agave.jobs.walkOutputs(id, ""));
  const files = left.filter(({ type, length }) => type === "file" && length);
  const found = files.find(({ relativePath }) => relativePath.includes("/")) ?? files[0];
  if (found === undefined) throw new Error(`The app ${names().app} leaves no file with anything in it.`);
  const { relativePath: path } = found;
  const length = found.length ?? 0;
  const folder = posix.dirname(path).replace(/^\.$/u, "");
  const text = platform.isLive ? undefined : SCRIPTED["wc_out/a b.txt"];
  return { id, path, name: posix.basename(path), folder, length, text };
}

/** Expects the bytes of the file. */
function expectFile(answer: unknown, { length, text }: Done): void {
  const bytes = answer as Uint8Array;
  expect(bytes).toHaveLength(length);
  expect(new TextDecoder().decode(bytes)).toBe(text ?? new TextDecoder().decode(bytes));
}

const paths = (answer: unknown): readonly string[] =>
  (answer as readonly { readonly relativePath: string }[]).map(({ relativePath }) => relativePath).toSorted();

/** The rows of what jobs leave behind: the service says of a job that there is none with 400, and of a right that lacks 401. */
export const jobOutputContracts: readonly ContractRow[] = [
  contract({
    method: "jobs.outputs",
    prepare: done,
    call: (agave, { id, folder }, options) => collect(agave.jobs.outputs(id, folder, options)),
    check: (answer, _, { name, length }) =>
      expect(answer).toContainEqual(expect.objectContaining({ name, length, type: "file" })),
    missing: (agave) => collect(agave.jobs.outputs(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.walkOutputs",
    prepare: done,
    call: (agave, { id }, options) => collect(agave.jobs.walkOutputs(id, "", options)),
    check: (answer, { isLive }, { path }) =>
      expect(paths(answer)).toEqual(
        expect.arrayContaining(isLive ? [path] : Object.keys(SCRIPTED)) as readonly string[],
      ),
    missing: (agave, { id }) => collect(agave.jobs.walkOutputs(id, "nowhere")),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.openOutput",
    prepare: done,
    call: async (agave, { id, path }, options) =>
      new Uint8Array(
        await new Response((await agave.jobs.openOutput(id, path, options)).stream).arrayBuffer(),
      ),
    check: (answer, _, made) => expectFile(answer, made),
    missing: (agave, { id }) => agave.jobs.openOutput(id, "nowhere"),
    denied: { as: "bob" },
    refused: {
      call: (agave, { id, folder }) => agave.jobs.openOutput(id, folder),
      words: /cannot be downloaded/u,
    },
  }),
  contract({
    method: "jobs.getOutput",
    prepare: done,
    call: (agave, { id, path }, options) => agave.jobs.getOutput(id, path, options),
    check: (answer, _, made) => expectFile(answer, made),
    missing: (agave, { path }) => agave.jobs.getOutput(NOTHING, path),
    denied: { as: "bob" },
    refused: {
      call: (agave, { id, folder }) => agave.jobs.getOutput(id, folder),
      words: /cannot be downloaded/u,
    },
  }),
  contract({
    method: "jobs.downloadOutput",
    prepare: done,
    call: async (agave, { id, path }, options) =>
      agave.jobs.downloadOutput(id, path, { ...options, to: `${await temporaryFolder()}/a.txt` }),
    check: (answer, _, { length }) => expect(answer).toMatchObject({ size: length }),
    missing: async (agave, { id }) =>
      agave.jobs.downloadOutput(id, "nowhere", { to: `${await temporaryFolder()}/a.txt` }),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.downloadOutputs",
    prepare: done,
    call: async (agave, { id, folder }, options) => {
      const archive = memoryArchive();
      await agave.jobs.downloadOutputs(id, archive, { ...options, path: folder });
      return (await collect(archive.entries())).map(({ path }) => path);
    },
    check: (answer, { isLive }, { name }) =>
      expect(answer).toEqual(isLive ? (expect.arrayContaining([name]) as readonly string[]) : [name]),
    missing: (agave) => agave.jobs.downloadOutputs(NOTHING, memoryArchive()),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.log",
    prepare: finished,
    call: (agave, id, options) => agave.jobs.log(id, "out", options),
    check: (answer) => expect(answer).not.toBe(""),
    missing: (agave) => agave.jobs.log(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];
