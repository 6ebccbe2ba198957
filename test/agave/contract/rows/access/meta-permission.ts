import { expect } from "vitest";
import type { Agave, MetadataPermission } from "../../../../../src/agave/index.ts";
import { collect, WHY } from "../../collect.ts";
import { contract, type ContractRow } from "../../contract.ts";
import { own, usernameOf } from "../../names.ts";
import type { TestPlatform } from "../../platform.ts";
import { NOTHING } from "../../things.ts";

const bob = () => ({ username: usernameOf("bob"), permission: "READ" }) as const;
const READ = { read: true, write: false };

/** Documents and JSON schemas have the same permissions, under other names. */
interface Kind {
  readonly word: "" | "Schema";
  readonly create: (meta: Agave["meta"]) => Promise<{ readonly uuid: string }>;
}

const KINDS: readonly Kind[] = [
  { word: "", create: (meta) => meta.create({ name: own("run"), value: 1 }) },
  { word: "Schema", create: (meta) => meta.createSchema({ type: "object" }) },
];

function rowsOf({ word, create }: Kind): readonly ContractRow[] {
  const owned = async ({ agave }: TestPlatform): Promise<string> => (await create(agave.meta)).uuid;
  const readable = async (platform: TestPlatform): Promise<string> => {
    const uuid = await owned(platform);
    await platform.agave.meta[`set${word}Permission`](uuid, bob());
    return uuid;
  };
  const rights = async ({ agave }: TestPlatform, uuid: string): Promise<unknown> => {
    const rows = await collect<MetadataPermission>(agave.meta[`list${word}Permissions`](uuid));
    return rows.find(({ username }) => username === usernameOf("bob"))?.permission;
  };
  return [
    contract({
      method: `meta.list${word}Permissions`,
      prepare: owned,
      call: (agave, uuid, options) => collect(agave.meta[`list${word}Permissions`](uuid, options)),
      check: (answer) => expect(answer).toMatchObject([{ username: usernameOf("ann") }]),
      missing: (agave) => collect(agave.meta[`list${word}Permissions`](NOTHING)),
      denied: { as: "bob" },
      refused: WHY.nothing,
    }),
    contract({
      method: `meta.get${word}Permission`,
      prepare: owned,
      call: (agave, uuid, options) => agave.meta[`get${word}Permission`](uuid, usernameOf("ann"), options),
      check: (answer) =>
        expect(answer).toMatchObject({
          username: usernameOf("ann"),
          permission: { read: true, write: true },
        }),
      missing: (agave) => agave.meta[`get${word}Permission`](NOTHING, usernameOf("ann")),
      denied: { as: "bob" },
      refused: WHY.nothing,
    }),
    contract({
      method: `meta.set${word}Permission`,
      prepare: readable,
      call: (agave, uuid, options) =>
        agave.meta[`set${word}Permission`](uuid, { ...bob(), permission: "READ_WRITE" }, options),
      check: async (_, platform, uuid) => {
        expect(await rights(platform, uuid)).toEqual({ read: true, write: true });
        await platform.agave.meta[`set${word}Permission`](uuid, bob());
        expect(await rights(platform, uuid)).toEqual(READ);
      },
      missing: (agave) => agave.meta[`set${word}Permission`](NOTHING, bob()),
      denied: { as: "bob" },
      refused: {
        call: (agave, uuid) => agave.meta[`set${word}Permission`](uuid, { ...bob(), permission: "EXECUTE" }),
        words: /Metadata is not/u,
      },
    }),
    contract({
      method: `meta.delete${word}Permission`,
      prepare: readable,
      call: (agave, uuid, options) => agave.meta[`delete${word}Permission`](uuid, usernameOf("bob"), options),
      check: async (_, platform, uuid) => expect(await rights(platform, uuid)).toBeUndefined(),
      missing: (agave) => agave.meta[`delete${word}Permission`](NOTHING, usernameOf("bob")),
      denied: { as: "bob" },
      refused: WHY.nothing,
    }),
    contract({
      method: `meta.delete${word}Permissions`,
      prepare: readable,
      call: (agave, uuid, options) => agave.meta[`delete${word}Permissions`](uuid, options),
      check: async (_, platform, uuid) => expect(await rights(platform, uuid)).toBeUndefined(),
      missing: (agave) => agave.meta[`delete${word}Permissions`](NOTHING),
      denied: { as: "bob" },
      refused: WHY.nothing,
    }),
  ];
}

/** The rows of who may do what with metadata and JSON schemas. */
export const metaPermissionContracts: readonly ContractRow[] = KINDS.flatMap(rowsOf);
