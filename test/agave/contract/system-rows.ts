import { expect } from "vitest";
import { aCluster, aSharedStorage, aStorage, CLUSTER, NOTHING, STORAGE } from "./things.ts";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";

const IDS = ["ann.storage", "data", "hpc"];

const readRows: readonly ContractRow[] = [
  contract({
    method: "systems.list",
    call: (agave, _, options) => collect(agave.systems.list(options)),
    check: (answer) =>
      expect((answer as readonly { readonly id: string }[]).map(({ id }) => id).toSorted()).toEqual(IDS),
    safe: (answer) => expect(answer).toContainEqual(expect.objectContaining({ public: true })),
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
    call: (agave, _, options) => agave.systems.get("ann.storage", options),
    check: (answer) =>
      expect(answer).toMatchObject({ id: "ann.storage", type: "STORAGE", owner: "ann", available: true }),
    missing: (agave) => agave.systems.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.history",
    prepare: aStorage,
    call: (agave, _, options) => collect(agave.systems.history("lab", options)),
    check: (answer) => expect(answer).toMatchObject([{ status: "CREATED" }]),
    missing: (agave) => collect(agave.systems.history(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const changeRows: readonly ContractRow[] = [
  contract({
    method: "systems.create",
    call: (agave, _, options) => agave.systems.create(STORAGE, options),
    check: (answer) => expect(answer).toMatchObject({ id: "lab", owner: "ann", public: false }),
    missing: WHY.new,
    denied: WHY.own,
    refused: {
      call: (agave) => agave.systems.create({ ...STORAGE, id: "data" }),
      words: /exists already/u,
    },
  }),
  contract({
    method: "systems.createOrUpdate",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.createOrUpdate({ ...STORAGE, name: "Other" }, options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ action: "updated", system: { name: "Other" } });
      const again = await agave.systems.createOrUpdate({ ...STORAGE, name: "Other" });
      const other = await agave.systems.createOrUpdate({ ...STORAGE, id: "lab2" });
      expect([again.action, other.action]).toEqual(["unchanged", "created"]);
    },
    missing: WHY.new,
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.createOrUpdate({ ...CLUSTER, id: "lab" }),
      words: /type of a system cannot be changed/u,
    },
  }),
  contract({
    method: "systems.update",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.update("lab", { ...STORAGE, name: "Other" }, options),
    check: (answer) => expect(answer).toMatchObject({ id: "lab", name: "Other" }),
    missing: (agave) => agave.systems.update(NOTHING, STORAGE),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.update("lab", { ...STORAGE, id: "other" }),
      words: /id of a system cannot be changed/u,
    },
  }),
  contract({
    method: "systems.delete",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.delete("lab", options),
    check: async (answer, { agave }) => {
      expect(answer).toBeNull();
      expect(await agave.systems.list({ search: { id: "lab" } }).first(1)).toEqual([]);
    },
    missing: (agave) => agave.systems.delete(NOTHING),
    // The service refuses it with 401.
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const actionRows: readonly ContractRow[] = [
  contract({
    method: "systems.enable",
    prepare: async (platform) => {
      await aSharedStorage(platform);
      await platform.agave.systems.disable("lab");
    },
    call: (agave, _, options) => agave.systems.enable("lab", options),
    check: (answer) => expect(answer).toMatchObject({ id: "lab", available: true }),
    missing: (agave) => agave.systems.enable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.disable",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.disable("lab", options),
    check: (answer) => expect(answer).toMatchObject({ id: "lab", available: false }),
    missing: (agave) => agave.systems.disable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.publish",
    as: "admin",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.publish("lab", options),
    check: (answer) => expect(answer).toMatchObject({ id: "lab", public: true }),
    missing: (agave) => agave.systems.publish(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.unpublish",
    as: "admin",
    call: (agave, _, options) => agave.systems.unpublish("data", options),
    check: (answer) => expect(answer).toMatchObject({ id: "data", public: false }),
    missing: (agave) => agave.systems.unpublish(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.setDefault",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.setDefault("lab", options),
    check: (answer) => expect(answer).toMatchObject({ id: "lab", default: true }),
    missing: (agave) => agave.systems.setDefault(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.unsetDefault",
    prepare: async (platform) => {
      await aStorage(platform);
      await platform.agave.systems.setDefault("lab");
    },
    call: (agave, _, options) => agave.systems.unsetDefault("lab", options),
    check: (answer) => expect(answer).toMatchObject({ id: "lab", default: false }),
    missing: (agave) => agave.systems.unsetDefault(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.setGlobalDefault",
    as: "admin",
    prepare: async (platform) => {
      await aStorage(platform);
      await platform.as("admin").systems.publish("lab");
    },
    call: (agave, _, options) => agave.systems.setGlobalDefault("lab", options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ id: "lab", globalDefault: true });
      expect(await agave.systems.get("data")).toMatchObject({ globalDefault: false });
    },
    missing: (agave) => agave.systems.setGlobalDefault(NOTHING),
    denied: { as: "ann" },
    refused: {
      call: (agave) => agave.systems.setGlobalDefault("ann.storage"),
      words: /Only a public system can be the default/u,
    },
  }),
  contract({
    method: "systems.unsetGlobalDefault",
    as: "admin",
    call: (agave, _, options) => agave.systems.unsetGlobalDefault("data", options),
    check: (answer) => expect(answer).toMatchObject({ id: "data", globalDefault: false }),
    missing: (agave) => agave.systems.unsetGlobalDefault(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.clone",
    prepare: aCluster,
    call: (agave, _, options) => agave.systems.clone("cluster", "cluster-2", options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ id: "cluster-2", owner: "ann" });
      expect(await agave.systems.get("cluster-2")).toMatchObject({ login: { host: "cluster.example.com" } });
    },
    missing: (agave) => agave.systems.clone(NOTHING, "copy"),
    denied: { as: "bob" },
    refused: { call: (agave) => agave.systems.clone("cluster", "data"), words: /exists already/u },
  }),
  contract({
    method: "systems.erase",
    as: "admin",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.erase("lab", options),
    check: async (answer, { agave }) => {
      expect(answer).toBeUndefined();
      // Its id can be given again.
      expect(await agave.systems.create(STORAGE)).toMatchObject({ id: "lab" });
    },
    missing: (agave) => agave.systems.erase(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
];

/** The rows of systems themselves. */
export const systemContracts: readonly ContractRow[] = [...readRows, ...changeRows, ...actionRows];
