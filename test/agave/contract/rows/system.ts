import { expect } from "vitest";
import { aCluster, aSharedStorage, aStorage, cluster, emulatedOnly, NOTHING, storage } from "../things.ts";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { names, own, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";

const ids = (answer: unknown): readonly string[] =>
  (answer as readonly { readonly id: string }[]).map(({ id }) => id);

const readRows: readonly ContractRow[] = [
  contract({
    method: "systems.list",
    prepare: aStorage,
    call: (agave, _, options) => collect(agave.systems.list(options)),
    check: (answer) =>
      expect(ids(answer)).toEqual(
        expect.arrayContaining([own("lab"), names().storage, names().execution]) as readonly string[],
      ),
    missing: WHY.list,
    denied: WHY.own,
    refused: {
      isLocal: true,
      call: async (agave) => collect(agave.systems.list({ search: { colour: "red" } as object })),
      words: /"colour" is not a field that can be searched by/u,
    },
  }),
  contract({
    method: "systems.get",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.get(own("lab"), options),
    check: (answer) =>
      expect(answer).toMatchObject({
        id: own("lab"),
        type: "STORAGE",
        owner: usernameOf("ann"),
        available: true,
      }),
    missing: (agave) => agave.systems.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.history",
    prepare: aStorage,
    call: (agave, _, options) => collect(agave.systems.history(own("lab"), options)),
    check: (answer) => expect(answer).toMatchObject([{ status: "CREATED" }]),
    missing: (agave) => collect(agave.systems.history(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const changeRows: readonly ContractRow[] = [
  contract({
    method: "systems.create",
    call: (agave, _, options) => agave.systems.create(storage(), options),
    check: (answer) =>
      expect(answer).toMatchObject({ id: own("lab"), owner: usernameOf("ann"), public: false }),
    missing: WHY.new,
    denied: WHY.own,
    refused: {
      call: (agave) => agave.systems.create({ ...storage(), id: names().storage }),
      words: /exists already/u,
    },
  }),
  contract({
    method: "systems.createOrUpdate",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.createOrUpdate({ ...storage(), name: "Other" }, options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ action: "updated", system: { name: "Other" } });
      const again = await agave.systems.createOrUpdate({ ...storage(), name: "Other" });
      const other = await agave.systems.createOrUpdate({ ...storage(), id: own("lab2") });
      expect([again.action, other.action]).toEqual(["unchanged", "created"]);
    },
    missing: WHY.new,
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.createOrUpdate({ ...cluster(), id: own("lab") }),
      words: /type of a system cannot be changed/u,
    },
  }),
  contract({
    method: "systems.update",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.update(own("lab"), { ...storage(), name: "Other" }, options),
    check: (answer) => expect(answer).toMatchObject({ id: own("lab"), name: "Other" }),
    missing: (agave) => agave.systems.update(NOTHING, storage()),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.update(own("lab"), { ...storage(), id: "other" }),
      words: /id of a system cannot be changed/u,
    },
  }),
  contract({
    method: "systems.delete",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.delete(own("lab"), options),
    check: async (answer, { agave }) => {
      expect(answer).toBeNull();
      expect(await agave.systems.list({ search: { id: own("lab") } }).first(1)).toEqual([]);
    },
    missing: (agave) => agave.systems.delete(NOTHING),
    // The service refuses it with 401.
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

/** Registers ann's laboratory; the storage that she works with in general is hers again afterwards. */
async function aDefaultLess(platform: TestPlatform): Promise<undefined> {
  const { systems } = platform.agave;
  for await (const { id } of systems.list({ search: { type: "STORAGE", default: true } }))
    platform.afterwards(() => systems.setDefault(id));
  await aStorage(platform);
}

const actionRows: readonly ContractRow[] = [
  contract({
    method: "systems.enable",
    prepare: async (platform) => {
      await aSharedStorage(platform);
      await platform.agave.systems.disable(own("lab"));
    },
    call: (agave, _, options) => agave.systems.enable(own("lab"), options),
    check: (answer) => expect(answer).toMatchObject({ id: own("lab"), available: true }),
    missing: (agave) => agave.systems.enable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.disable",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.disable(own("lab"), options),
    check: (answer) => expect(answer).toMatchObject({ id: own("lab"), available: false }),
    missing: (agave) => agave.systems.disable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.publish",
    as: "admin",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.publish(own("lab"), options),
    check: (answer) => expect(answer).toMatchObject({ id: own("lab"), public: true }),
    missing: (agave) => agave.systems.publish(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.unpublish",
    as: "admin",
    prepare: async (platform) => {
      await aStorage(platform);
      await platform.as("admin").systems.publish(own("lab"));
    },
    call: (agave, _, options) => agave.systems.unpublish(own("lab"), options),
    check: (answer) => expect(answer).toMatchObject({ id: own("lab"), public: false }),
    missing: (agave) => agave.systems.unpublish(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.setDefault",
    prepare: aDefaultLess,
    call: (agave, _, options) => agave.systems.setDefault(own("lab"), options),
    check: (answer) => expect(answer).toMatchObject({ id: own("lab"), default: true }),
    missing: (agave) => agave.systems.setDefault(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.unsetDefault",
    prepare: async (platform) => {
      await aDefaultLess(platform);
      await platform.agave.systems.setDefault(own("lab"));
    },
    call: (agave, _, options) => agave.systems.unsetDefault(own("lab"), options),
    check: (answer) => expect(answer).toMatchObject({ id: own("lab"), default: false }),
    missing: (agave) => agave.systems.unsetDefault(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.setGlobalDefault",
    as: "admin",
    prepare: async (platform) => {
      emulatedOnly(platform);
      await aStorage(platform);
      await platform.agave.systems.create({ ...storage(), id: own("vault") });
      await platform.as("admin").systems.publish(own("lab"));
    },
    call: (agave, _, options) => agave.systems.setGlobalDefault(own("lab"), options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ id: own("lab"), globalDefault: true });
      expect(await agave.systems.get(names().storage)).toMatchObject({ globalDefault: false });
    },
    missing: (agave) => agave.systems.setGlobalDefault(NOTHING),
    denied: { as: "ann" },
    refused: {
      call: (agave) => agave.systems.setGlobalDefault(own("vault")),
      words: /Only a public system can be the default/u,
    },
  }),
  contract({
    method: "systems.unsetGlobalDefault",
    as: "admin",
    prepare: emulatedOnly,
    call: (agave, _, options) => agave.systems.unsetGlobalDefault(names().storage, options),
    check: (answer) => expect(answer).toMatchObject({ id: names().storage, globalDefault: false }),
    missing: (agave) => agave.systems.unsetGlobalDefault(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.clone",
    prepare: aCluster,
    call: (agave, _, options) => agave.systems.clone(own("cluster"), own("cluster-2"), options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ id: own("cluster-2"), owner: usernameOf("ann") });
      expect(await agave.systems.get(own("cluster-2"))).toMatchObject({
        login: { host: "cluster.example.com" },
      });
    },
    missing: (agave) => agave.systems.clone(NOTHING, "copy"),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.clone(own("cluster"), names().storage),
      words: /exists already/u,
    },
  }),
  contract({
    method: "systems.erase",
    as: "admin",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.erase(own("lab"), options),
    check: async (answer, { agave }) => {
      expect(answer).toBeUndefined();
      // Its id can be given again.
      expect(await agave.systems.create(storage())).toMatchObject({ id: own("lab") });
    },
    missing: (agave) => agave.systems.erase(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
];

/** The rows of systems themselves. */
export const systemContracts: readonly ContractRow[] = [...readRows, ...changeRows, ...actionRows];
