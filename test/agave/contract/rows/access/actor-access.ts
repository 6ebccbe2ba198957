import { expect } from "vitest";
import { WHY } from "../../collect.ts";
import { contract, type Contract, type ContractRow, type MethodName } from "../../contract.ts";
import { needed, own, usernameOf } from "../../names.ts";
import type { Agave } from "../../../../../src/agave/index.ts";
import type { TestPlatform } from "../../platform.ts";
import { NOTHING } from "../../things.ts";

type Actors = Agave["actors"];

interface Made {
  readonly id: string;
  readonly nonce: string;
  readonly aliasNonce: string;
}

/** An actor with an alias, a config, and a nonce of each kind. */
async function made({ agave }: TestPlatform): Promise<Made> {
  const { id } = await agave.actors.create({ name: own("echo"), image: needed("image") });
  await agave.actors.waitUntilReady(id);
  await agave.actors.createAlias(own("again"), id);
  await agave.actors.createConfig({ name: own("settings"), value: { a: 1 }, actors: id });
  const nonce = await agave.actors.createNonce(id, { maxUses: 2 });
  const aliasNonce = await agave.actors.createAliasNonce(own("again"), { level: "READ" });
  return { id, nonce: nonce.id, aliasNonce: aliasNonce.id };
}

function row(
  method: Extract<MethodName, `actors.${string}`>,
  call: (actors: Actors, made: Made, options?: object) => Promise<unknown>,
  more: Pick<Contract<Made>, "check"> & Partial<Contract<Made>>,
): ContractRow {
  return contract({
    method,
    prepare: made,
    call: (agave, thing, options) => call(agave.actors, thing, options),
    missing: WHY.list,
    denied: { as: "bob" },
    refused: WHY.nothing,
    ...more,
  });
}

const nonceRows: readonly ContractRow[] = [
  row("actors.listNonces", (actors, { id }, options) => actors.listNonces(id, options), {
    check: (answer, _, { nonce }) => expect(answer).toMatchObject([{ id: nonce, maxUses: 2 }]),
    missing: (agave) => agave.actors.listNonces(NOTHING),
  }),
  row("actors.getNonce", (actors, { id, nonce }, options) => actors.getNonce(id, nonce, options), {
    check: (answer, _, { nonce }) => expect(answer).toMatchObject({ id: nonce }),
    missing: (agave, { id }) => agave.actors.getNonce(id, NOTHING),
  }),
  row("actors.createNonce", (actors, { id }, options) => actors.createNonce(id, { maxUses: 3 }, options), {
    check: async (_, { agave }, { id }) => expect(await agave.actors.listNonces(id)).toHaveLength(2),
    missing: (agave) => agave.actors.createNonce(NOTHING, {}),
    refused: {
      call: (agave, { id }) => agave.actors.createNonce(id, { maxUses: 0 }),
      words: /positive integer/u,
    },
  }),
  row("actors.deleteNonce", (actors, { id, nonce }, options) => actors.deleteNonce(id, nonce, options), {
    check: async (_, { agave }, { id }) => expect(await agave.actors.listNonces(id)).toEqual([]),
    missing: (agave, { id }) => agave.actors.deleteNonce(id, NOTHING),
  }),
  row("actors.listAliasNonces", (actors, _, options) => actors.listAliasNonces(own("again"), options), {
    check: (answer, _, { aliasNonce }) => expect(answer).toMatchObject([{ id: aliasNonce }]),
    missing: (agave) => agave.actors.listAliasNonces(NOTHING),
  }),
  row("actors.createAliasNonce", (actors, _, options) => actors.createAliasNonce(own("again"), {}, options), {
    check: async (_, { agave }) => expect(await agave.actors.listAliasNonces(own("again"))).toHaveLength(2),
    missing: (agave) => agave.actors.createAliasNonce(NOTHING, {}),
    refused: {
      call: (agave) => agave.actors.createAliasNonce(own("again"), { level: "UPDATE" }),
      words: /cannot have the level/u,
    },
  }),
  row(
    "actors.deleteAliasNonce",
    (actors, { aliasNonce }, options) => actors.deleteAliasNonce(own("again"), aliasNonce, options),
    {
      check: async (_, { agave }) => expect(await agave.actors.listAliasNonces(own("again"))).toEqual([]),
      missing: (agave) => agave.actors.deleteAliasNonce(own("again"), NOTHING),
    },
  ),
];

const aliasRows: readonly ContractRow[] = [
  row("actors.listAliases", (actors, _, options) => actors.listAliases(options), {
    check: (answer, _, { id }) =>
      expect(answer).toContainEqual(expect.objectContaining({ alias: own("again"), actorId: id })),
    denied: WHY.own,
  }),
  row("actors.getAlias", (actors, _, options) => actors.getAlias(own("again"), options), {
    check: (answer, _, { id }) => expect(answer).toMatchObject({ actorId: id, owner: usernameOf("ann") }),
    missing: (agave) => agave.actors.getAlias(NOTHING),
  }),
  row("actors.createAlias", (actors, { id }, options) => actors.createAlias(own("other"), id, options), {
    check: (answer) => expect(answer).toMatchObject({ alias: own("other") }),
    missing: (agave) => agave.actors.createAlias(own("other"), NOTHING),
    refused: {
      call: (agave, { id }) => agave.actors.createAlias(own("again"), id),
      words: /already exists/u,
    },
  }),
  row("actors.updateAlias", (actors, { id }, options) => actors.updateAlias(own("again"), id, options), {
    check: (answer, _, { id }) => expect(answer).toMatchObject({ actorId: id }),
    missing: (agave, { id }) => agave.actors.updateAlias(NOTHING, id),
  }),
  row("actors.deleteAlias", (actors, _, options) => actors.deleteAlias(own("again"), options), {
    check: async (_, { agave }) =>
      expect((await agave.actors.listAliases()).map(({ alias }) => alias)).not.toContain(own("again")),
    missing: (agave) => agave.actors.deleteAlias(NOTHING),
  }),
];

const config = () => ({ name: own("settings"), value: { a: 2 }, actors: "" });

async function configs({ actors }: Agave): Promise<readonly (string | undefined)[]> {
  return (await actors.listConfigs()).map(({ name }) => name);
}

const configRows: readonly ContractRow[] = [
  row("actors.listConfigs", (actors, _, options) => actors.listConfigs(options), {
    check: (answer) => expect(answer).toContainEqual(expect.objectContaining({ name: own("settings") })),
    denied: WHY.own,
  }),
  row("actors.getConfig", (actors, _, options) => actors.getConfig(own("settings"), options), {
    check: (answer) => expect(answer).toMatchObject({ name: own("settings"), value: { a: 1 } }),
    missing: (agave) => agave.actors.getConfig(NOTHING),
  }),
  row(
    "actors.createConfig",
    (actors, _, options) => actors.createConfig({ ...config(), name: own("others") }, options),
    {
      check: async (_, { agave }) =>
        expect(await configs(agave)).toEqual(
          expect.arrayContaining([own("settings"), own("others")]) as readonly string[],
        ),
      denied: WHY.own,
      refused: { call: (agave) => agave.actors.createConfig(config()), words: /already exists/u },
    },
  ),
  row(
    "actors.updateConfig",
    (actors, _, options) => actors.updateConfig(own("settings"), config(), options),
    {
      check: async (_, { agave }) =>
        expect(await agave.actors.getConfig(own("settings"))).toMatchObject({ value: { a: 2 } }),
      missing: (agave) => agave.actors.updateConfig(NOTHING, config()),
    },
  ),
  row("actors.deleteConfig", (actors, _, options) => actors.deleteConfig(own("settings"), options), {
    check: async (_, { agave }) => expect(await configs(agave)).not.toContain(own("settings")),
    missing: (agave) => agave.actors.deleteConfig(NOTHING),
  }),
];

/** The first worker of an actor; workers are looked after by administrators. */
async function workerOf(actors: Actors, id: string): Promise<string> {
  return (await actors.listWorkers(id))[0]?.id ?? "";
}

const otherRows: readonly ContractRow[] = [
  contract({
    method: "actors.getWorker",
    as: "admin",
    prepare: async (platform) => {
      const { id } = await made(platform);
      return { id, worker: await workerOf(platform.as("admin").actors, id) };
    },
    call: (agave, { id, worker }, options) => agave.actors.getWorker(id, worker, options),
    check: (answer, _, { worker }) => expect(answer).toMatchObject({ id: worker, status: "READY" }),
    missing: (agave, { id }) => agave.actors.getWorker(id, NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  contract({
    method: "actors.deleteWorker",
    as: "admin",
    prepare: async (platform) => {
      const { id } = await made(platform);
      return { id, worker: await workerOf(platform.as("admin").actors, id) };
    },
    call: (agave, { id, worker }, options) => agave.actors.deleteWorker(id, worker, options),
    check: async (_, platform, { id }) =>
      expect(await platform.as("admin").actors.listWorkers(id)).toEqual([]),
    missing: (agave, { id }) => agave.actors.deleteWorker(id, NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  row("actors.search", (actors, _, options) => actors.search("actors", options), {
    check: (answer, _, { id }) => expect(JSON.stringify(answer)).toContain(id),
    denied: WHY.own,
    refused: {
      call: (agave) => agave.actors.search("riddles" as "actors"),
      words: /not "riddles"/u,
      isLocal: true,
    },
  }),
];

/** The rows of who and what reaches actors. */
export const actorAccessContracts: readonly ContractRow[] = [
  ...nonceRows,
  ...aliasRows,
  ...configRows,
  ...otherRows,
];
