import { expect } from "vitest";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { at, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { NOTHING } from "../things.ts";

async function fileOf({ url, put }: TestPlatform): Promise<string> {
  await put("notes.txt", "notes");
  return `${url}/files/v2/media/system/${at("notes.txt")}`;
}

async function aPostit(platform: TestPlatform): Promise<string> {
  const url = await fileOf(platform);
  return (await platform.agave.postits.create({ url, method: "GET", maxUses: 1 })).postit;
}

const postitRows: readonly ContractRow[] = [
  contract({
    method: "postits.create",
    prepare: fileOf,
    call: (agave, url, options) => agave.postits.create({ url, method: "GET", maxUses: -1 }, options),
    check: (answer, _, url) =>
      expect(answer).toMatchObject({ url, method: "GET", creator: usernameOf("ann") }),
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
    check: (answer, _, postit) =>
      expect(answer).toContainEqual(expect.objectContaining({ postit, remainingUses: 1 })),
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
    check: async (_, { agave }, postit) =>
      expect((await collect(agave.postits.list())).map((one) => one.postit)).not.toContain(postit),
    missing: (agave) => agave.postits.delete(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const transformRows: readonly ContractRow[] = [
  contract({
    method: "transforms.list",
    call: (agave, _, options) => agave.transforms.list(options),
    check: (answer, { isLive }) =>
      expect(answer).toEqual(isLive ? (expect.any(Array) as readonly unknown[]) : []),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "transforms.listByTag",
    call: (agave, _, options) => agave.transforms.listByTag("text", options),
    check: (answer, { isLive }) =>
      expect(answer).toEqual(isLive ? (expect.any(Array) as readonly unknown[]) : []),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

/** The rows of postits and transforms. */
export const smallContracts: readonly ContractRow[] = [...postitRows, ...transformRows];
