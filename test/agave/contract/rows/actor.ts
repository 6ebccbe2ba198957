import { expect } from "vitest";
import { collect, WHY } from "../collect.ts";
import { contract, type Contract, type ContractRow, type MethodName } from "../contract.ts";
import type { Agave } from "../../../../src/agave/index.ts";
import { needed, own, usernameOf, type Person } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { NOTHING } from "../things.ts";

type Actors = Agave["actors"];

const echo = () => ({ name: own("echo"), image: needed("image") });

/** An actor of ann's that is ready, and says everything again. */
async function anActor(platform: TestPlatform): Promise<string> {
  const { agave } = platform;
  if (!platform.isLive)
    platform.emulator.actors.set(needed("image"), ({ message, log, sendResult }) => {
      log(message);
      sendResult(message);
    });
  const { id } = await agave.actors.create({ ...echo(), stateless: false });
  await agave.actors.waitUntilReady(id);
  return id;
}

interface Executed {
  readonly id: string;
  readonly execution: string;
}

/** One that has done something. */
async function anExecution(platform: TestPlatform): Promise<Executed> {
  const id = await anActor(platform);
  const { executionId } = await platform.agave.actors.send(id, "hello");
  const execution = executionId ?? "";
  await platform.agave.actors.waitForExecution(id, execution);
  return { id, execution };
}

/** What most rows of an actor have in common: bob may not, and the service says so with 400. */
function actorRow(
  method: Extract<MethodName, `actors.${string}`>,
  call: (actors: Actors, id: string, options?: object) => Promise<unknown>,
  more: Pick<Contract<string>, "check"> & Partial<Contract<string>>,
): ContractRow {
  return contract({
    method,
    prepare: anActor,
    call: (agave, id, options) => call(agave.actors, id, options),
    missing: (agave) => call(agave.actors, NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
    ...more,
  });
}

const actorRows: readonly ContractRow[] = [
  contract({
    method: "actors.list",
    prepare: anActor,
    call: (agave, _, options) => agave.actors.list(options),
    check: (answer, _, id) =>
      expect(answer).toContainEqual(expect.objectContaining({ id, name: own("echo") })),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  actorRow("actors.get", (actors, id, options) => actors.get(id, options), {
    check: (answer, _, id) =>
      expect(answer).toMatchObject({ id, image: echo().image, owner: usernameOf("ann") }),
  }),
  contract({
    method: "actors.create",
    call: (agave, _, options) => agave.actors.create(echo(), options),
    check: (answer) => expect(answer).toMatchObject({ name: own("echo"), status: "SUBMITTED" }),
    missing: WHY.new,
    denied: {
      as: "ann",
      call: (agave, _, options) => agave.actors.create({ ...echo(), privileged: true }, options),
    },
    refused: { call: (agave) => agave.actors.create({ image: "" }), words: /image missing/u },
  }),
  actorRow(
    "actors.update",
    (actors, id, options) => actors.update(id, { ...echo(), description: "new" }, options),
    {
      check: (answer) => expect(answer).toMatchObject({ description: "new" }),
      refused: {
        call: (agave, id) => agave.actors.update(id, { ...echo(), stateless: true }),
        words: /Cannot update an actor/u,
      },
    },
  ),
  contract({
    method: "actors.createOrUpdate",
    prepare: anActor,
    call: (agave, _, options) => agave.actors.createOrUpdate({ ...echo(), description: "new" }, options),
    check: (answer) => expect(answer).toMatchObject({ action: "updated", actor: { description: "new" } }),
    missing: WHY.new,
    denied: WHY.own,
    refused: {
      call: (agave) => agave.actors.createOrUpdate({ name: own("other"), image: "" }),
      words: /image missing/u,
    },
  }),
  actorRow("actors.delete", (actors, id, options) => actors.delete(id, options), {
    check: async (_, { agave }, actor) =>
      expect((await agave.actors.list()).map(({ id }) => id)).not.toContain(actor),
  }),
  actorRow("actors.waitUntilReady", (actors, id, options) => actors.waitUntilReady(id, options), {
    check: (answer) => expect(answer).toMatchObject({ status: "READY" }),
  }),
  actorRow("actors.getState", (actors, id, options) => actors.getState(id, options), {
    check: (answer) => expect(answer).not.toBeUndefined(),
  }),
  actorRow("actors.updateState", (actors, id, options) => actors.updateState(id, { step: 1 }, options), {
    check: async (_, { agave }, id) =>
      expect(JSON.stringify(await agave.actors.getState(id))).toContain('"step":1'),
    refused: { call: (agave, id) => agave.actors.updateState(id, {}), words: /Invalid state/u },
  }),
  actorRow("actors.getPermissions", (actors, id, options) => actors.getPermissions(id, options), {
    check: (answer) => expect(answer).toMatchObject({ [usernameOf("ann")]: "UPDATE" }),
  }),
  actorRow(
    "actors.setPermission",
    (actors, id, options) => actors.setPermission(id, { user: usernameOf("bob"), level: "READ" }, options),
    {
      check: async (_, platform, id) => expect(await platform.as("bob").actors.get(id)).toMatchObject({ id }),
      refused: {
        call: (agave, id) => agave.actors.setPermission(id, { user: "", level: "READ" }),
        words: /user parameter is required/u,
      },
    },
  ),
];

const messageRows: readonly ContractRow[] = [
  actorRow("actors.send", (actors, id, options) => actors.send(id, { hello: "world" }, options), {
    check: (answer) => expect(answer).toMatchObject({ executionId: expect.any(String) as string }),
    refused: {
      isLocal: true,
      call: async (agave, id) => agave.actors.send(id, "a", { environment: { message: "b" } }),
      words: /cannot be set for an actor/u,
    },
  }),
  actorRow(
    "actors.sendAndWait",
    async (actors, id, options) =>
      new Response((await actors.sendAndWait(id, { a: 1 }, options)).stream).text(),
    { check: (answer) => expect(answer).toBe('{"a":1}') },
  ),
  actorRow("actors.run", (actors, id, options) => actors.run(id, "hello", options), {
    check: (answer) =>
      expect(answer).toMatchObject({
        execution: { status: "COMPLETE" },
        results: [new TextEncoder().encode("hello")],
      }),
  }),
  actorRow("actors.map", (actors, id, options) => actors.map(id, ["a"], options), {
    check: (answer) => expect(answer).toMatchObject([{ execution: { status: "COMPLETE" } }]),
  }),
  actorRow("actors.countMessages", (actors, id, options) => actors.countMessages(id, options), {
    check: (answer) => expect(JSON.stringify(answer)).toContain("0"),
  }),
  actorRow("actors.deleteMessages", (actors, id, options) => actors.deleteMessages(id, options), {
    check: (answer) => expect(answer).toEqual(expect.anything()),
  }),
  actorRow("actors.listExecutions", (actors, id, options) => actors.listExecutions(id, options), {
    check: (answer) => expect(answer).toHaveProperty("executions"),
  }),
  actorRow(
    "actors.recordExecution",
    (actors, id, options) => actors.recordExecution(id, { runtime: 1, cpu: 2, io: 3 }, options),
    {
      check: async (_, { agave }, id) =>
        expect((await agave.actors.listExecutions(id)).executions).toHaveLength(1),
    },
  ),
];

/** What rows of an execution have in common. */
function executionRow(
  method: Extract<MethodName, `actors.${string}`>,
  call: (actors: Actors, at: Executed, options?: object) => Promise<unknown>,
  check: Contract<Executed>["check"],
): ContractRow {
  return contract({
    method,
    prepare: anExecution,
    call: (agave, at, options) => call(agave.actors, at, options),
    check,
    // The service says so with 400.
    missing: (agave, { id }) => call(agave.actors, { id, execution: NOTHING }),
    denied: { as: "bob" },
    refused: WHY.nothing,
  });
}

const executionRows: readonly ContractRow[] = [
  executionRow(
    "actors.getExecution",
    (actors, { id, execution }, options) => actors.getExecution(id, execution, options),
    (answer, _, { execution }) => expect(answer).toMatchObject({ id: execution, status: "COMPLETE" }),
  ),
  executionRow(
    "actors.waitForExecution",
    (actors, { id, execution }, options) => actors.waitForExecution(id, execution, options),
    (answer) => expect(answer).toMatchObject({ status: "COMPLETE" }),
  ),
  executionRow(
    "actors.getLogs",
    (actors, { id, execution }, options) => actors.getLogs(id, execution, options),
    (answer) => expect(JSON.stringify(answer)).toContain("hello"),
  ),
  executionRow(
    "actors.log",
    (actors, { id, execution }, options) => actors.log(id, execution, options),
    (answer) => expect(answer).toContain("hello"),
  ),
  executionRow(
    "actors.results",
    (actors, { id, execution }, options) => collect(actors.results(id, execution, options)),
    (answer) => expect(answer).toEqual([new TextEncoder().encode("hello")]),
  ),
];

/** One that goes on until it is stopped. */
async function aRunning(platform: TestPlatform): Promise<Executed> {
  const { agave } = platform;
  const image = needed("endlessImage");
  if (!platform.isLive) platform.emulator.actors.set(image, () => new Promise<void>(() => undefined));
  const { id } = await agave.actors.create({ name: own("endless"), image });
  await agave.actors.waitUntilReady(id);
  const execution = (await agave.actors.send(id, "begin")).executionId ?? "";
  await untilRunning(agave.actors, { id, execution });
  return { id, execution };
}

/** Waits until an execution has begun; the end does not come. */
async function untilRunning(actors: Actors, { id, execution }: Executed): Promise<void> {
  const begun = new AbortController();
  const onStatus = (status: string): void => {
    if (status === "RUNNING") begun.abort();
  };
  await actors.waitForExecution(id, execution, { signal: begun.signal, onStatus }).catch((error: unknown) => {
    if (!begun.signal.aborted) throw error;
  });
}

const stopRow: ContractRow = contract({
  method: "actors.stopExecution",
  prepare: aRunning,
  call: (agave, { id, execution }, options) => agave.actors.stopExecution(id, execution, options),
  check: async (_, { agave }, { id, execution }) =>
    expect(await agave.actors.getExecution(id, execution)).not.toMatchObject({ status: "RUNNING" }),
  missing: (agave, { id }) => agave.actors.stopExecution(id, NOTHING),
  denied: { as: "bob" },
  refused: {
    call: async (agave, { id, execution }) => {
      await agave.actors.stopExecution(id, execution);
      await agave.actors.stopExecution(id, execution);
    },
    words: /Cannot force quit an execution/u,
  },
});

/** Workers are looked after by administrators. */
const admin = { as: "admin" as Person, denied: { as: "ann" as Person } };

const workerRows: readonly ContractRow[] = [
  actorRow("actors.listWorkers", (actors, id, options) => actors.listWorkers(id, options), {
    ...admin,
    check: (answer) => expect(answer).toMatchObject([{ status: "READY" }]),
  }),
  actorRow(
    "actors.ensureWorkers",
    (actors, id, options) => actors.ensureWorkers(id, { ...options, num: 1 }),
    {
      ...admin,
      check: async (_, platform, id) =>
        expect(await platform.as("admin").actors.listWorkers(id)).toHaveLength(1),
      refused: {
        call: (agave, id) => agave.actors.ensureWorkers(id, { num: 2 }),
        words: /one worker at most/u,
      },
    },
  ),
];

/** The rows of actors, their messages and executions. */
export const actorContracts: readonly ContractRow[] = [
  ...actorRows,
  ...messageRows,
  ...executionRows,
  stopRow,
  ...workerRows,
];
