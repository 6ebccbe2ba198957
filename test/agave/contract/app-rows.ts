import { expect } from "vitest";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";
import { anApp, APP, NOTHING } from "./things.ts";

const ID = "count-1.0.0";
const BOB = { username: "bob", permission: "READ" } as const;

async function aReadableApp(platform: TestPlatform): Promise<void> {
  await anApp(platform);
  await platform.agave.apps.setPermission(ID, BOB);
}

const ids = (answer: unknown): readonly string[] =>
  (answer as readonly { readonly id: string }[]).map(({ id }) => id).toSorted();

const listRows: readonly ContractRow[] = [
  contract({
    method: "apps.list",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.list(options)),
    check: (answer) => expect(ids(answer)).toEqual([ID, "public-wc-1.0.0u1", "wc-1.0.0"]),
    safe: (answer) => expect(answer).toBeInstanceOf(Array),
    missing: WHY.list,
    denied: WHY.own,
    refused: {
      isLocal: true,
      call: async (agave) => collect(agave.apps.list({ search: { "revision.like": 1 } as object })),
      words: /cannot be searched by "like"/u,
    },
  }),
  contract({
    method: "apps.listByName",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.listByName("count", options)),
    check: (answer) => expect(ids(answer)).toEqual([ID]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.listByTag",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.listByTag("text", { ...options, privateOnly: true })),
    check: (answer) => expect(ids(answer)).toEqual([ID, "wc-1.0.0"]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.listByOntologyTerm",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.listByOntologyTerm("http://example.com/words", options)),
    check: (answer) => expect(ids(answer)).toEqual([ID]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.listBySystem",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.listBySystem("hpc", options)),
    check: (answer) => expect(ids(answer)).toContain(ID),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

const readRows: readonly ContractRow[] = [
  contract({
    method: "apps.get",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.get(ID, options),
    check: (answer) =>
      expect(answer).toMatchObject({ id: ID, owner: "ann", inputs: [{ id: "input1" }], isPublic: false }),
    missing: (agave) => agave.apps.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.getNewest",
    prepare: async (platform) => {
      await anApp(platform);
      for (const version of ["1.10.0", "1.9.0"]) await platform.agave.apps.create({ ...APP, version });
    },
    call: (agave, _, options) => agave.apps.getNewest("count", options),
    check: (answer) => expect(answer).toMatchObject({ id: "count-1.10.0" }),
    missing: (agave) => agave.apps.getNewest(NOTHING),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.getSubmissionForm",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.getSubmissionForm(ID, options),
    check: (answer) => expect(JSON.stringify(answer)).toContain("input1"),
    missing: (agave) => agave.apps.getSubmissionForm(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.history",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.history(ID, options)),
    check: (answer) => expect(answer).toMatchObject([{ status: "CREATED", createdBy: "ann" }]),
    missing: (agave) => collect(agave.apps.history(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const changeRows: readonly ContractRow[] = [
  contract({
    method: "apps.create",
    call: (agave, _, options) => agave.apps.create(APP, options),
    check: (answer) => expect(answer).toMatchObject({ id: ID, revision: 1, available: true }),
    missing: (agave) => agave.apps.create({ ...APP, executionSystem: NOTHING }),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.apps.create({ ...APP, name: "wc" }, options),
    },
    refused: {
      call: (agave) => agave.apps.create({ ...APP, version: "newest" }),
      words: /Invalid version value/u,
    },
  }),
  contract({
    method: "apps.createOrUpdate",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.createOrUpdate({ ...APP, label: "Counts" }, options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ action: "updated", app: { label: "Counts", revision: 2 } });
      const again = await agave.apps.createOrUpdate({ ...APP, label: "Counts" });
      const other = await agave.apps.createOrUpdate({ ...APP, name: "count2" });
      expect([again.action, other.action]).toEqual(["unchanged", "created"]);
    },
    missing: (agave) => agave.apps.createOrUpdate({ ...APP, executionSystem: NOTHING }),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.apps.createOrUpdate({ ...APP, executionType: "ABACUS" }),
      words: /Invalid executionType value/u,
    },
  }),
  contract({
    method: "apps.update",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.update(ID, { ...APP, label: "Counts" }, options),
    check: (answer) => expect(answer).toMatchObject({ label: "Counts", revision: 2 }),
    missing: (agave) => agave.apps.update(NOTHING, APP),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.apps.update(ID, { ...APP, version: "2.0" }),
      words: /version of an app cannot be changed/u,
    },
  }),
  contract({
    method: "apps.delete",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.delete(ID, options),
    check: async (answer, { agave }) => {
      expect(answer).toBeNull();
      expect(ids(await collect(agave.apps.list()))).not.toContain(ID);
    },
    missing: (agave) => agave.apps.delete(NOTHING),
    // The service refuses it with 401.
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.enable",
    prepare: async (platform) => {
      await aReadableApp(platform);
      await platform.agave.apps.disable(ID);
    },
    call: (agave, _, options) => agave.apps.enable(ID, options),
    check: (answer) => expect(answer).toMatchObject({ id: ID, available: true }),
    missing: (agave) => agave.apps.enable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.disable",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.disable(ID, options),
    check: (answer) => expect(answer).toMatchObject({ id: ID, available: false }),
    missing: (agave) => agave.apps.disable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.publish",
    as: "admin",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.publish(ID, options),
    check: (answer) => expect(answer).toMatchObject({ id: "count-1.0.0u1", isPublic: true }),
    missing: (agave) => agave.apps.publish(NOTHING),
    denied: { as: "ann" },
    refused: { call: (agave) => agave.apps.publish("public-wc-1.0.0u1"), words: /public already/u },
  }),
  contract({
    method: "apps.clone",
    call: (agave, _, options) => agave.apps.clone("public-wc-1.0.0u1", { name: "own" }, options),
    check: async (answer, { emulator, agave }) => {
      expect(answer).toMatchObject({ id: "own-1.0.0", owner: "ann" });
      expect(
        emulator.files.get({ system: "data", path: "/ann/applications/own-1.0.0/wrapper.sh" }),
      ).toBeDefined();
      expect(await agave.apps.get("own-1.0.0")).toMatchObject({ isPublic: false });
    },
    missing: (agave) => agave.apps.clone(NOTHING),
    denied: { as: "bob", call: (agave, _, options) => agave.apps.clone("wc-1.0.0", {}, options) },
    refused: { call: (agave) => agave.apps.clone("wc-1.0.0"), words: /exists already/u },
  }),
  contract({
    method: "apps.erase",
    as: "admin",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.erase(ID, options),
    check: async (answer, { agave }) => {
      expect(answer).toBeUndefined();
      expect(ids(await collect(agave.apps.list()))).not.toContain(ID);
    },
    missing: (agave) => agave.apps.erase(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
];

/** The rows of apps themselves. */
export const appContracts: readonly ContractRow[] = [...listRows, ...readRows, ...changeRows];
