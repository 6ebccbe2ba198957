import { expect } from "vitest";
import type { MetadataInput, Validator } from "../../../src/agave/index.ts";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";
import { NOTHING } from "./things.ts";

const ITEM: MetadataInput = { name: "run", value: { state: "done", steps: 3 } };

async function anItem({ agave }: TestPlatform): Promise<string> {
  return (await agave.meta.create(ITEM)).uuid;
}

/** An item that bob reads. */
async function aReadableItem(platform: TestPlatform): Promise<string> {
  const uuid = await anItem(platform);
  await platform.agave.meta.setPermission(uuid, { username: "bob", permission: "READ" });
  return uuid;
}

interface Run {
  readonly state: string;
}

/** A validator such as schema libraries make. */
const isRun: Validator<Run> = {
  "~standard": {
    validate: (value) => {
      const { state } = value as Run;
      return typeof state === "string" ? { value: { state } } : { issues: [{ message: "no state" }] };
    },
  },
};

const readRows: readonly ContractRow[] = [
  contract({
    method: "meta.list",
    prepare: anItem,
    call: (agave, _, options) =>
      collect(agave.meta.list({ ...options, query: { "value.steps": { $gt: 2 } } })),
    check: (answer, _, uuid) => expect(answer).toMatchObject([{ uuid, ...ITEM }]),
    safe: (answer) => expect(answer).toBeInstanceOf(Array),
    missing: WHY.list,
    denied: WHY.own,
    refused: {
      call: (agave) => collect(agave.meta.list({ orderBy: "colour" })),
      words: /was refused/u,
    },
  }),
  contract({
    method: "meta.get",
    prepare: anItem,
    call: (agave, uuid, options) => agave.meta.get(uuid, options),
    check: (answer, _, uuid) => expect(answer).toMatchObject({ uuid, owner: "ann", ...ITEM }),
    missing: (agave) => agave.meta.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "meta.getValue",
    prepare: anItem,
    call: (agave, uuid, options) => agave.meta.getValue(uuid, isRun, options),
    check: (answer) => expect(answer).toEqual({ state: "done" }),
    missing: (agave) => agave.meta.getValue(NOTHING, isRun),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "meta.values",
    prepare: anItem,
    call: (agave, _, options) => collect(agave.meta.values(isRun, { ...options, query: { name: "run" } })),
    check: (answer) => expect(answer).toEqual([{ state: "done" }]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

const changeRows: readonly ContractRow[] = [
  contract({
    method: "meta.create",
    call: (agave, _, options) => agave.meta.create(ITEM, options),
    check: (answer) => expect(answer).toMatchObject({ ...ITEM, owner: "ann" }),
    missing: WHY.new,
    denied: WHY.own,
    refused: {
      call: (agave) => agave.meta.create({ ...ITEM, schemaId: NOTHING }),
      words: /schema does not exist/u,
    },
  }),
  contract({
    method: "meta.update",
    prepare: aReadableItem,
    call: (agave, uuid, options) => agave.meta.update(uuid, { ...ITEM, value: [1] }, options),
    check: (answer) => expect(answer).toMatchObject({ name: "run", value: [1] }),
    missing: (agave) => agave.meta.update(NOTHING, ITEM),
    denied: { as: "bob" },
    refused: {
      call: (agave, uuid) => agave.meta.update(uuid, { ...ITEM, associationIds: [NOTHING] }),
      words: /No associated object found/u,
    },
  }),
  contract({
    method: "meta.delete",
    prepare: aReadableItem,
    call: (agave, uuid, options) => agave.meta.delete(uuid, options),
    check: async (_, { agave }) => expect(await collect(agave.meta.list())).toEqual([]),
    missing: (agave) => agave.meta.delete(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "meta.createMany",
    call: (agave, _, options) => agave.meta.createMany([ITEM, { ...ITEM, name: "other" }], options),
    check: async (_, { agave }) => expect(await collect(agave.meta.list())).toHaveLength(2),
    missing: WHY.new,
    denied: WHY.own,
    refused: { call: (agave) => agave.meta.createMany([{ ...ITEM, name: "" }]), words: /No name attribute/u },
  }),
  contract({
    method: "meta.updateMany",
    prepare: aReadableItem,
    call: (agave, uuid, options) =>
      agave.meta.updateMany([{ uuid, update: { "value.state": "failed" } }], options),
    check: async (_, { agave }, uuid) =>
      expect(await agave.meta.get(uuid)).toMatchObject({ value: { state: "failed", steps: 3 } }),
    missing: (agave) => agave.meta.updateMany([{ uuid: NOTHING, update: {} }]),
    denied: { as: "bob" },
    refused: {
      call: (agave, uuid) => agave.meta.updateMany([{ uuid, update: 1 }]),
      words: /not a JSON object/u,
    },
  }),
  contract({
    method: "meta.deleteMany",
    prepare: aReadableItem,
    call: (agave, uuid, options) => agave.meta.deleteMany([uuid], options),
    check: async (_, { agave }) => expect(await collect(agave.meta.list())).toEqual([]),
    missing: (agave) => agave.meta.deleteMany([NOTHING]),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const SCHEMA = { type: "object", properties: { state: { type: "string" } }, required: ["state"] };

async function aSchema({ agave }: TestPlatform): Promise<string> {
  return (await agave.meta.createSchema(SCHEMA)).uuid;
}

async function aReadableSchema(platform: TestPlatform): Promise<string> {
  const uuid = await aSchema(platform);
  await platform.agave.meta.setSchemaPermission(uuid, { username: "bob", permission: "READ" });
  return uuid;
}

const schemaRows: readonly ContractRow[] = [
  contract({
    method: "meta.listSchemas",
    prepare: aSchema,
    call: (agave, _, options) => collect(agave.meta.listSchemas({ ...options, query: { owner: "ann" } })),
    check: (answer, _, uuid) => expect(answer).toMatchObject([{ uuid, schema: SCHEMA }]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "meta.getSchema",
    prepare: aSchema,
    call: (agave, uuid, options) => agave.meta.getSchema(uuid, options),
    check: (answer, _, uuid) => expect(answer).toMatchObject({ uuid, schema: SCHEMA }),
    missing: (agave) => agave.meta.getSchema(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "meta.createSchema",
    call: (agave, _, options) => agave.meta.createSchema(SCHEMA, options),
    check: async (answer, { agave }) => {
      const { uuid } = answer as { readonly uuid: string };
      // What does not fit is refused with the validator's words.
      const wrong = agave.meta.create({ name: "run", value: {}, schemaId: uuid });
      await expect(wrong).rejects.toThrow(/does not conform to schema/u);
    },
    missing: WHY.new,
    denied: WHY.own,
    refused: { call: (agave) => agave.meta.createSchema({ type: "riddle" }), words: /Invalid JSON schema/u },
  }),
  contract({
    method: "meta.updateSchema",
    prepare: aReadableSchema,
    call: (agave, uuid, options) => agave.meta.updateSchema(uuid, { type: "array" }, options),
    check: (answer) => expect(answer).toMatchObject({ schema: { type: "array" } }),
    missing: (agave) => agave.meta.updateSchema(NOTHING, SCHEMA),
    denied: { as: "bob" },
    refused: {
      call: (agave, uuid) => agave.meta.updateSchema(uuid, { type: "riddle" }),
      words: /Invalid JSON schema/u,
    },
  }),
  contract({
    method: "meta.deleteSchema",
    prepare: aReadableSchema,
    call: (agave, uuid, options) => agave.meta.deleteSchema(uuid, options),
    check: async (_, { agave }) => expect(await collect(agave.meta.listSchemas())).toEqual([]),
    missing: (agave) => agave.meta.deleteSchema(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

/** The rows of metadata and JSON schemas. */
export const metaContracts: readonly ContractRow[] = [...readRows, ...changeRows, ...schemaRows];
