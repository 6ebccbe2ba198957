import { expect } from "vitest";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { names, own, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { aStorage, NOTHING } from "../things.ts";

const monitor = () => ({ target: names().storage, frequency: 600 });

async function aMonitor({ agave }: TestPlatform): Promise<string> {
  return (await agave.monitors.create(monitor())).id;
}

interface Checked {
  readonly id: string;
  readonly check: string;
}

async function aCheck(platform: TestPlatform): Promise<Checked> {
  const id = await aMonitor(platform);
  await platform.agave.monitors.runCheck(id);
  const [check] = await platform.agave.monitors.checks(id).first(1);
  return { id, check: check?.id ?? "" };
}

const rows: readonly ContractRow[] = [
  contract({
    method: "monitors.list",
    prepare: aMonitor,
    call: (agave, _, options) => collect(agave.monitors.list({ ...options, target: names().storage })),
    check: (answer, _, id) => expect(answer).toContainEqual(expect.objectContaining({ id, active: true })),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "monitors.get",
    prepare: aMonitor,
    call: (agave, id, options) => agave.monitors.get(id, options),
    check: (answer, _, id) => expect(answer).toMatchObject({ id, ...monitor(), owner: usernameOf("ann") }),
    // The service says so with 400.
    missing: (agave) => agave.monitors.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "monitors.create",
    prepare: aStorage,
    call: (agave, _, options) => agave.monitors.create(monitor(), options),
    check: (answer) => expect(answer).toMatchObject({ ...monitor(), updateSystemStatus: false }),
    missing: (agave) => agave.monitors.create({ target: NOTHING }),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.monitors.create({ target: own("lab") }, options),
    },
    refused: {
      call: (agave) => agave.monitors.create({ ...monitor(), frequency: 1 }),
      words: /Invalid frequency value/u,
    },
  }),
  contract({
    method: "monitors.update",
    prepare: aMonitor,
    call: (agave, id, options) => agave.monitors.update(id, { ...monitor(), frequency: 30 }, options),
    check: (answer) => expect(answer).toMatchObject({ frequency: 30 }),
    missing: (agave) => agave.monitors.update(NOTHING, monitor()),
    denied: { as: "bob" },
    refused: {
      call: (agave, id) => agave.monitors.update(id, { ...monitor(), frequency: 1 }),
      words: /Invalid frequency value/u,
    },
  }),
  contract({
    method: "monitors.enable",
    prepare: aMonitor,
    call: (agave, id, options) => agave.monitors.enable(id, options),
    check: async (_, { agave }, id) => expect(await agave.monitors.get(id)).toMatchObject({ active: true }),
    missing: (agave) => agave.monitors.enable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "monitors.disable",
    prepare: aMonitor,
    call: (agave, id, options) => agave.monitors.disable(id, options),
    check: async (_, { agave }, id) => expect(await agave.monitors.get(id)).toMatchObject({ active: false }),
    missing: (agave) => agave.monitors.disable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "monitors.delete",
    prepare: aMonitor,
    call: (agave, id, options) => agave.monitors.delete(id, options),
    check: async (_, { agave }, id) =>
      expect((await collect(agave.monitors.list())).map((one) => one.id)).not.toContain(id),
    missing: (agave) => agave.monitors.delete(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const checkRows: readonly ContractRow[] = [
  contract({
    method: "monitors.runCheck",
    prepare: aMonitor,
    call: (agave, id, options) => agave.monitors.runCheck(id, options),
    check: (answer) => expect(answer).toMatchObject({ result: "PASSED" }),
    missing: (agave) => agave.monitors.runCheck(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "monitors.checks",
    prepare: aCheck,
    call: (agave, { id }, options) => agave.monitors.checks(id, options).first(1),
    check: (answer, _, { check }) => expect(answer).toMatchObject([{ id: check, result: "PASSED" }]),
    missing: (agave) => collect(agave.monitors.checks(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "monitors.getCheck",
    prepare: aCheck,
    call: (agave, { id, check }, options) => agave.monitors.getCheck(id, check, options),
    check: (answer, _, { check }) => expect(answer).toMatchObject({ id: check, result: "PASSED" }),
    missing: (agave, { id }) => agave.monitors.getCheck(id, NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "monitors.history",
    prepare: aMonitor,
    call: (agave, id, options) => agave.monitors.history(id, options).first(1),
    check: (answer) => expect(answer).toMatchObject([{ status: "CREATED" }]),
    missing: (agave) => collect(agave.monitors.history(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

/** The rows of monitors and their checks. */
export const monitorContracts: readonly ContractRow[] = [...rows, ...checkRows];
