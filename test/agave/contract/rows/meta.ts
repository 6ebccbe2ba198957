import { expect } from "vitest";
import type { Agave, MetadataInput, Validator } from "../../../../src/agave/index.ts";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { own, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { NOTHING } from "../things.ts";

const item = (): MetadataInput => ({ name: own("run"), value: { state: "done", steps: 3 } });

async function anItem({ agave }: TestPlatform): Promise<string> {
  return (await agave.meta.create(item())).uuid;
}

/** An item that bob reads. */
async function aReadableItem(platform: TestPlatform): Promise<string> {
  const uuid = await anItem(platform);
  await platform.agave.meta.setPermission(uuid, { username: usernameOf("bob"), permission: "READ" });
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
      collect(agave.meta.list({ ...options, query: { name: own("run"), "value.steps": { $gt: 2 } } })),
    check: (answer, _, uuid) => expect(answer).toMatchObject([{ uuid, ...item() }]),
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
    check: (answer, _, uuid) => expect(answer).toMatchObject({ uuid, owner: usernameOf("ann"), ...item() }),
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
    call: (agave, _, options) =>
      collect(agave.meta.values(isRun, { ...options, query: { name: own("run") } })),
    check: (answer) => expect(answer).toEqual([{ state: "done" }]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

/** What the row has made. */
function ownItems({ meta }: Agave): Promise<readonly { readonly uuid: string }[]> {
  return collect(meta.list({ query: { name: { $in: [own("run"), own("other")] } } }));
}

const changeRows: readonly ContractRow[] = [
  contract({
    method: "meta.create",
    call: (agave, _, options) => agave.meta.create(item(), options),
    check: (answer) => expect(answer).toMatchObject({ ...item(), owner: usernameOf("ann") }),
    missing: WHY.new,
    denied: WHY.own,
    refused: {
      call: (agave) => agave.meta.create({ ...item(), schemaId: NOTHING }),
      words: /schema does not exist/u,
    },
  }),
  contract({
    method: "meta.update",
    prepare: aReadableItem,
    call: (agave, uuid, options) => agave.meta.update(uuid, { ...item(), value: [1] }, options),
    check: (answer) => expect(answer).toMatchObject({ name: own("run"), value: [1] }),
    missing: (agave) => agave.meta.update(NOTHING, item()),
    denied: { as: "bob" },
    refused: {
      call: (agave, uuid) => agave.meta.update(uuid, { ...item(), associationIds: [NOTHING] }),
      words: /No associated object found/u,
    },
  }),
  contract({
    method: "meta.delete",
    prepare: aReadableItem,
    call: (agave, uuid, options) => agave.meta.delete(uuid, options),
    check: async (_, { agave }, uuid) =>
      expect(await collect(agave.meta.list({ query: { uuid } }))).toEqual([]),
    missing: (agave) => agave.meta.delete(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "meta.createMany",
    // The service does not say what it has made.
    prepare: ({ agave, afterwards }) =>
      afterwards(async () => {
        for (const { uuid } of await ownItems(agave)) await agave.meta.delete(uuid);
      }),
    call: (agave, _, options) => agave.meta.createMany([item(), { ...item(), name: own("other") }], options),
    check: async (_, { agave }) => expect(await ownItems(agave)).toHaveLength(2),
    missing: WHY.new,
    denied: WHY.own,
    refused: {
      call: (agave) => agave.meta.createMany([{ ...item(), name: "" }]),
      words: /No name attribute/u,
    },
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
    check: async (_, { agave }, uuid) =>
      expect(await collect(agave.meta.list({ query: { uuid } }))).toEqual([]),
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
  await platform.agave.meta.setSchemaPermission(uuid, { username: usernameOf("bob"), permission: "READ" });
  return uuid;
}

const schemaRows: readonly ContractRow[] = [
  contract({
    method: "meta.listSchemas",
    prepare: aSchema,
    call: (agave, _, options) =>
      collect(agave.meta.listSchemas({ ...options, query: { owner: usernameOf("ann") } })),
    check: (answer, _, uuid) =>
      expect(answer).toContainEqual(
        expect.objectContaining({ uuid, schema: expect.objectContaining(SCHEMA) as object }),
      ),
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
      const wrong = agave.meta.create({ name: own("run"), value: {}, schemaId: uuid });
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
    check: async (_, { agave }, uuid) =>
      expect(await collect(agave.meta.listSchemas({ query: { uuid } }))).toEqual([]),
    missing: (agave) => agave.meta.deleteSchema(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

/** The rows of metadata and JSON schemas. */
export const metaContracts: readonly ContractRow[] = [...readRows, ...changeRows, ...schemaRows];
