import { expect } from "vitest";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { own, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { NOTHING, pending } from "../things.ts";

const bob = () => ({ username: usernameOf("bob"), permission: "READ" }) as const;

interface Tagged {
  readonly id: string;
  readonly job: string;
}

/** A tag on a job. */
async function aTag(platform: TestPlatform): Promise<Tagged> {
  const job = await pending(platform);
  const { id } = await platform.agave.tags.create({ name: own("important"), associationIds: [job] });
  return { id, job };
}

/** One that bob reads. */
async function aReadableTag(platform: TestPlatform): Promise<Tagged> {
  const tag = await aTag(platform);
  await platform.agave.tags.setPermission(tag.id, bob());
  return tag;
}

async function taggedBy({ agave }: TestPlatform, id: string): Promise<readonly string[]> {
  const associations = await agave.tags.getAssociations(id);
  return (associations as readonly { readonly uuid: string }[]).map(({ uuid }) => uuid);
}

const tagRows: readonly ContractRow[] = [
  contract({
    method: "tags.list",
    prepare: aTag,
    call: (agave, _, options) => collect(agave.tags.list(options)),
    check: (answer, _, { id }) =>
      expect(answer).toContainEqual(expect.objectContaining({ id, name: own("important") })),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "tags.get",
    prepare: aTag,
    call: (agave, { id }, options) => agave.tags.get(id, options),
    check: (answer, _, { id, job }) => expect(answer).toMatchObject({ id, associationIds: [job] }),
    missing: (agave) => agave.tags.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "tags.create",
    prepare: pending,
    call: (agave, job, options) => agave.tags.create({ name: own("new"), associationIds: [job] }, options),
    check: (answer, _, job) => expect(answer).toMatchObject({ name: own("new"), associationIds: [job] }),
    missing: WHY.new,
    denied: WHY.own,
    refused: { call: (agave) => agave.tags.create({ name: "" }), words: /No tag name given/u },
  }),
  contract({
    method: "tags.update",
    prepare: aReadableTag,
    call: (agave, { id }, options) => agave.tags.update(id, { name: own("other") }, options),
    check: (answer, _, { id }) => expect(answer).toMatchObject({ id, name: own("other") }),
    missing: (agave) => agave.tags.update(NOTHING, { name: own("other") }),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "tags.delete",
    prepare: aReadableTag,
    call: (agave, { id }, options) => agave.tags.delete(id, options),
    check: async (_, { agave }, { id }) =>
      expect((await collect(agave.tags.list())).map((one) => one.id)).not.toContain(id),
    missing: (agave) => agave.tags.delete(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "tags.history",
    prepare: aTag,
    call: (agave, { id }, options) => collect(agave.tags.history(id, options)),
    check: (answer) => expect(answer).toMatchObject([{ status: "CREATED" }]),
    missing: (agave) => collect(agave.tags.history(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const associationRows: readonly ContractRow[] = [
  contract({
    method: "tags.getAssociations",
    prepare: aTag,
    call: (agave, { id }, options) => agave.tags.getAssociations(id, options),
    check: (answer, _, { job }) => expect(answer).toMatchObject([{ uuid: job }]),
    missing: (agave) => agave.tags.getAssociations(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "tags.setAssociations",
    prepare: aReadableTag,
    call: (agave, { id, job }, options) => agave.tags.setAssociations(id, [job], options),
    check: async (_, platform, { id, job }) => expect(await taggedBy(platform, id)).toEqual([job]),
    missing: (agave) => agave.tags.setAssociations(NOTHING, []),
    denied: { as: "bob" },
    refused: {
      call: (agave, { id }) => agave.tags.setAssociations(id, [NOTHING]),
      words: /No associated object found/u,
    },
  }),
  contract({
    method: "tags.addAssociation",
    prepare: async (platform) => {
      const tag = await aReadableTag(platform);
      await platform.agave.tags.deleteAssociations(tag.id);
      return tag;
    },
    call: (agave, { id, job }, options) => agave.tags.addAssociation(id, job, options),
    check: async (_, platform, { id, job }) => expect(await taggedBy(platform, id)).toEqual([job]),
    missing: (agave, { job }) => agave.tags.addAssociation(NOTHING, job),
    denied: { as: "bob" },
    refused: {
      call: (agave, { id }) => agave.tags.addAssociation(id, NOTHING),
      words: /No associated object found/u,
    },
  }),
  contract({
    method: "tags.deleteAssociation",
    prepare: aReadableTag,
    call: (agave, { id, job }, options) => agave.tags.deleteAssociation(id, job, options),
    check: async (_, platform, { id }) => expect(await taggedBy(platform, id)).toEqual([]),
    missing: (agave, { id }) => agave.tags.deleteAssociation(id, NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "tags.deleteAssociations",
    prepare: aReadableTag,
    call: (agave, { id }, options) => agave.tags.deleteAssociations(id, options),
    check: async (_, platform, { id }) => expect(await taggedBy(platform, id)).toEqual([]),
    missing: (agave) => agave.tags.deleteAssociations(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const permissionRows: readonly ContractRow[] = [
  contract({
    method: "tags.listPermissions",
    prepare: aTag,
    call: (agave, { id }, options) => collect(agave.tags.listPermissions(id, options)),
    check: (answer) => expect(answer).toMatchObject([{ username: usernameOf("ann") }]),
    missing: (agave) => collect(agave.tags.listPermissions(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "tags.setPermission",
    prepare: aTag,
    call: (agave, { id }, options) => agave.tags.setPermission(id, bob(), options),
    check: async (_, platform, { id }) =>
      expect(await platform.as("bob").tags.get(id)).toMatchObject({ name: own("important") }),
    missing: (agave) => agave.tags.setPermission(NOTHING, bob()),
    denied: { as: "bob" },
    refused: {
      call: (agave, { id }) => agave.tags.setPermission(id, { ...bob(), username: "" }),
      words: /No username given/u,
    },
  }),
  contract({
    method: "tags.deletePermission",
    prepare: aReadableTag,
    call: (agave, { id }, options) => agave.tags.deletePermission(id, usernameOf("bob"), options),
    check: async (_, { agave }, { id }) =>
      expect(await collect(agave.tags.listPermissions(id))).toHaveLength(1),
    missing: (agave) => agave.tags.deletePermission(NOTHING, usernameOf("bob")),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

/** The rows of tags. */
export const tagContracts: readonly ContractRow[] = [...tagRows, ...associationRows, ...permissionRows];
