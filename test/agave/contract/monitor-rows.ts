import { expect } from "vitest";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";
import { NOTHING } from "./things.ts";

const MONITOR = { target: "data", frequency: 600 };

async function aMonitor({ agave }: TestPlatform): Promise<string> {
  return (await agave.monitors.create(MONITOR)).id;
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
    call: (agave, _, options) => collect(agave.monitors.list({ ...options, target: "data" })),
    check: (answer, _, id) => expect(answer).toMatchObject([{ id, active: true }]),
    safe: (answer) => expect(answer).toBeInstanceOf(Array),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "monitors.get",
    prepare: aMonitor,
    call: (agave, id, options) => agave.monitors.get(id, options),
    check: (answer, _, id) => expect(answer).toMatchObject({ id, ...MONITOR, owner: "ann" }),
    // The service says so with 400.
    missing: (agave) => agave.monitors.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "monitors.create",
    call: (agave, _, options) => agave.monitors.create(MONITOR, options),
    check: (answer) => expect(answer).toMatchObject({ ...MONITOR, updateSystemStatus: false }),
    missing: (agave) => agave.monitors.create({ target: NOTHING }),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.monitors.create({ target: "ann.storage" }, options),
    },
    refused: {
      call: (agave) => agave.monitors.create({ ...MONITOR, frequency: 1 }),
      words: /Invalid frequency value/u,
    },
  }),
  contract({
    method: "monitors.update",
    prepare: aMonitor,
    call: (agave, id, options) => agave.monitors.update(id, { ...MONITOR, frequency: 30 }, options),
    check: (answer) => expect(answer).toMatchObject({ frequency: 30 }),
    missing: (agave) => agave.monitors.update(NOTHING, MONITOR),
    denied: { as: "bob" },
    refused: {
      call: (agave, id) => agave.monitors.update(id, { ...MONITOR, frequency: 1 }),
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
    check: async (_, { agave }) => expect(await collect(agave.monitors.list())).toEqual([]),
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
