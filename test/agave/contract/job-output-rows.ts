import { expect } from "vitest";
import { memoryArchive } from "../../../src/archive/index.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";
import { finished, NOTHING } from "./things.ts";

const FILE = "wc_out/a b.txt";

/** A job that has left two files. */
function done(platform: TestPlatform): Promise<string> {
  platform.emulator.jobs.script("wc-1.0.0", { outputs: { [FILE]: "3 words", "words.out": "done" } });
  return finished(platform);
}

const paths = (answer: unknown): readonly string[] =>
  (answer as readonly { readonly relativePath: string }[]).map(({ relativePath }) => relativePath).toSorted();

/** The rows of what jobs leave behind: the service says of a job that there is none with 400, and of a right that lacks 401. */
export const jobOutputContracts: readonly ContractRow[] = [
  contract({
    method: "jobs.outputs",
    prepare: done,
    call: (agave, id, options) => collect(agave.jobs.outputs(id, "wc_out", options)),
    check: (answer) => expect(answer).toMatchObject([{ name: "a b.txt", length: 7, type: "file" }]),
    missing: (agave) => collect(agave.jobs.outputs(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.walkOutputs",
    prepare: done,
    call: (agave, id, options) => collect(agave.jobs.walkOutputs(id, "", options)),
    check: (answer) => expect(paths(answer)).toEqual(expect.arrayContaining([FILE, "words.out"])),
    missing: (agave, id) => collect(agave.jobs.walkOutputs(id, "nowhere")),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.openOutput",
    prepare: done,
    call: async (agave, id, options) =>
      new Response((await agave.jobs.openOutput(id, FILE, options)).stream).text(),
    check: (answer) => expect(answer).toBe("3 words"),
    missing: (agave, id) => agave.jobs.openOutput(id, "nowhere"),
    denied: { as: "bob" },
    refused: { call: (agave, id) => agave.jobs.openOutput(id, "wc_out"), words: /cannot be downloaded/u },
  }),
  contract({
    method: "jobs.getOutput",
    prepare: done,
    call: (agave, id, options) => agave.jobs.getOutput(id, FILE, options),
    check: (answer) => expect(answer).toEqual(new TextEncoder().encode("3 words")),
    missing: (agave) => agave.jobs.getOutput(NOTHING, FILE),
    denied: { as: "bob" },
    refused: { call: (agave, id) => agave.jobs.getOutput(id, "wc_out"), words: /cannot be downloaded/u },
  }),
  contract({
    method: "jobs.downloadOutput",
    prepare: done,
    call: async (agave, id, options) =>
      agave.jobs.downloadOutput(id, FILE, { ...options, to: `${await temporaryFolder()}/a.txt` }),
    check: (answer) => expect(answer).toMatchObject({ size: 7 }),
    missing: async (agave, id) =>
      agave.jobs.downloadOutput(id, "nowhere", { to: `${await temporaryFolder()}/a.txt` }),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.downloadOutputs",
    prepare: done,
    call: async (agave, id, options) => {
      const archive = memoryArchive();
      await agave.jobs.downloadOutputs(id, archive, { ...options, path: "wc_out" });
      return (await collect(archive.entries())).map(({ path }) => path);
    },
    check: (answer) => expect(answer).toEqual(["a b.txt"]),
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
