import { expect } from "vitest";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";
import { NOTHING } from "./things.ts";

function fileOf({ url, emulator }: TestPlatform): string {
  emulator.files.put({ system: "data", path: "/ann/notes.txt" }, "notes");
  return `${url}/files/v2/media/system/data/ann/notes.txt`;
}

async function aPostit(platform: TestPlatform): Promise<string> {
  const url = fileOf(platform);
  return (await platform.agave.postits.create({ url, method: "GET", maxUses: 1 })).postit;
}

const postitRows: readonly ContractRow[] = [
  contract({
    method: "postits.create",
    prepare: fileOf,
    call: (agave, url, options) => agave.postits.create({ url, method: "GET", maxUses: -1 }, options),
    check: (answer, _, url) => expect(answer).toMatchObject({ url, method: "GET", creator: "ann" }),
    missing: WHY.new,
    denied: WHY.own,
    refused: {
      call: (agave) => agave.postits.create({ url: "https://example.com/", method: "GET" }),
      words: /not of this tenant/u,
    },
  }),
  contract({
    method: "postits.list",
    prepare: aPostit,
    call: (agave, _, options) => collect(agave.postits.list(options)),
    check: (answer, _, postit) => expect(answer).toMatchObject([{ postit, remainingUses: 1 }]),
    safe: (answer) => expect(answer).toBeInstanceOf(Array),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "postits.redeem",
    access: "open",
    prepare: aPostit,
    call: async (agave, postit, options) =>
      new Response((await agave.postits.redeem(postit, options)).stream).text(),
    check: async (answer, { agave }, postit) => {
      expect(answer).toBe("notes");
      // It is spent.
      await expect(agave.postits.redeem(postit)).rejects.toThrow(/expired or does not exist/u);
    },
    missing: (agave) => agave.postits.redeem(NOTHING),
    denied: WHY.open,
    refused: WHY.nothing,
  }),
  contract({
    method: "postits.delete",
    prepare: aPostit,
    call: (agave, postit, options) => agave.postits.delete(postit, options),
    check: async (_, { agave }) => expect(await collect(agave.postits.list())).toEqual([]),
    missing: (agave) => agave.postits.delete(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const transformRows: readonly ContractRow[] = [
  contract({
    method: "transforms.list",
    call: (agave, _, options) => agave.transforms.list(options),
    check: (answer) => expect(answer).toEqual([]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "transforms.listByTag",
    call: (agave, _, options) => agave.transforms.listByTag("text", options),
    check: (answer) => expect(answer).toEqual([]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

/** The rows of postits and transforms. */
export const smallContracts: readonly ContractRow[] = [...postitRows, ...transformRows];
