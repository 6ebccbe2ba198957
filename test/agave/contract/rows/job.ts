import { expect } from "vitest";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { names, own, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { finished, job, NOTHING, pending, submitted } from "../things.ts";

const read = () => ({ username: usernameOf("bob"), permission: "READ" }) as const;

/** A live tenant goes to work when it likes to. */
function waiting({ isLive }: TestPlatform): object {
  return isLive ? {} : { status: "PENDING" };
}

const listRows: readonly ContractRow[] = [
  contract({
    method: "jobs.list",
    prepare: pending,
    call: (agave, id, options) => collect(agave.jobs.list({ ...options, search: { id } })),
    check: (answer, platform, id) =>
      expect(answer).toMatchObject([{ id, ...waiting(platform), appId: job().appId }]),
    missing: WHY.list,
    denied: WHY.own,
    refused: {
      isLocal: true,
      call: async (agave) => collect(agave.jobs.list({ pageSize: 251 })),
      words: /pageSize must be a whole number from 1 to 250/u,
    },
  }),
  contract({
    method: "jobs.listDetails",
    prepare: pending,
    call: (agave, id, options) => collect(agave.jobs.listDetails({ ...options, search: { id } })),
    check: (answer, _, id) => {
      const inputs = Object.entries(job().inputs ?? {}).map(([name, value]) => [name, [value].flat()]);
      expect(answer).toMatchObject([{ id, inputs: Object.fromEntries(inputs) as object }]);
    },
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.searchBy",
    prepare: pending,
    call: (agave, id, options) => collect(agave.jobs.searchBy("id", id, options)),
    check: (answer, _, id) => expect(answer).toMatchObject([{ id }]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

const readRows: readonly ContractRow[] = [
  contract({
    method: "jobs.get",
    prepare: pending,
    call: (agave, id, options) => agave.jobs.get(id, options),
    check: (answer, platform, id) =>
      expect(answer).toMatchObject({ id, owner: usernameOf("ann"), ...waiting(platform), archive: true }),
    missing: (agave) => agave.jobs.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.getStatus",
    prepare: pending,
    call: (agave, id, options) => agave.jobs.getStatus(id, options),
    check: (answer, platform, id) => expect(answer).toMatchObject({ id, ...waiting(platform) }),
    missing: (agave) => agave.jobs.getStatus(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.history",
    prepare: finished,
    call: (agave, id, options) => collect(agave.jobs.history(id, options)),
    check: (answer) => {
      const events = answer as readonly { readonly status: string }[];
      expect(events.at(0)?.status).toBe("PENDING");
      expect(events.at(-1)?.status).toBe("FINISHED");
    },
    missing: (agave) => collect(agave.jobs.history(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.watch",
    prepare: submitted,
    call: (agave, id, options) => collect(agave.jobs.watch(id, options)),
    check: (answer) => {
      const states = answer as readonly { readonly status: string }[];
      expect(states.at(-1)?.status).toBe("FINISHED");
    },
    missing: (agave) => collect(agave.jobs.watch(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.wait",
    prepare: submitted,
    call: (agave, id, options) => agave.jobs.wait(id, options),
    check: (answer, _, id) => expect(answer).toMatchObject({ id, status: "FINISHED" }),
    missing: (agave) => agave.jobs.wait(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const changeRows: readonly ContractRow[] = [
  contract({
    method: "jobs.submit",
    call: (agave, _, options) => agave.jobs.submit(job(), options),
    check: async (answer, { agave }) => {
      const { id } = answer as { readonly id: string };
      const name = expect.stringMatching(new RegExp(`^${own("words")}-`, "u")) as string;
      expect(answer).toMatchObject({ status: "PENDING", name });
      expect(await collect(agave.jobs.list({ search: { id } }))).toHaveLength(1);
    },
    missing: (agave) => agave.jobs.submit({ ...job(), appId: "none-1.0" }),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.jobs.submit({ ...job(), batchQueue: "none" }),
      words: /there is no queue/u,
    },
  }),
  contract({
    method: "jobs.run",
    call: (agave, _, options) => agave.jobs.run(job(), options),
    check: (answer) => expect(answer).toMatchObject({ status: "FINISHED", archiveSystem: names().storage }),
    missing: (agave) => agave.jobs.run({ ...job(), appId: "none-1.0" }),
    denied: { as: "bob" },
    refused: {
      isLocal: true,
      call: (agave) => agave.jobs.run({ ...job(), appId: "" }),
      words: /appId is empty/u,
    },
  }),
  contract({
    method: "jobs.stop",
    prepare: pending,
    call: (agave, id, options) => agave.jobs.stop(id, options),
    check: async (answer, { agave }, id) => {
      expect(answer).toMatchObject({ id, status: "STOPPED" });
      // One that has ended is left as it is.
      expect(await agave.jobs.stop(id)).toMatchObject({ status: "STOPPED" });
    },
    missing: (agave) => agave.jobs.stop(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.resubmit",
    prepare: finished,
    call: (agave, id, options) => agave.jobs.resubmit(id, options),
    check: (answer, _, id) => {
      expect(answer).toMatchObject({ status: "PENDING", appId: job().appId });
      expect(answer).not.toMatchObject({ id });
    },
    missing: (agave) => agave.jobs.resubmit(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  ...(["hide", "delete"] as const).map((name) =>
    contract({
      method: `jobs.${name}`,
      prepare: submitted,
      call: (agave, id, options) => agave.jobs[name](id, options),
      check: async (answer, { agave }, id) => {
        expect(answer).toBeUndefined();
        expect(await collect(agave.jobs.list({ search: { id } }))).toEqual([]);
      },
      missing: (agave) => agave.jobs[name](NOTHING),
      denied: { as: "bob" },
      refused: WHY.nothing,
    }),
  ),
  contract({
    method: "jobs.restore",
    prepare: async (platform) => {
      const id = await finished(platform);
      await platform.agave.jobs.hide(id);
      return id;
    },
    call: (agave, id, options) => agave.jobs.restore(id, options),
    check: async (_, { agave }, id) => expect(await agave.jobs.get(id)).toMatchObject({ status: "FINISHED" }),
    missing: (agave) => agave.jobs.restore(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.reset",
    as: "admin",
    prepare: submitted,
    call: (agave, id, options) => agave.jobs.reset(id, options),
    check: async (_, { agave }, id) =>
      expect(
        await collect(agave.jobs.history(id, { search: { description: "Job was reset" } })),
      ).toHaveLength(1),
    missing: (agave) => agave.jobs.reset(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
];

async function readable(platform: TestPlatform): Promise<string> {
  const id = await submitted(platform);
  await platform.agave.jobs.setPermission(id, read());
  return id;
}

const permissionRows: readonly ContractRow[] = [
  contract({
    method: "jobs.listPermissions",
    prepare: submitted,
    call: (agave, id, options) => collect(agave.jobs.listPermissions(id, options)),
    check: (answer) =>
      expect(answer).toMatchObject([
        { username: usernameOf("ann"), permission: { read: true, write: true } },
      ]),
    missing: (agave) => collect(agave.jobs.listPermissions(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.getPermission",
    prepare: readable,
    call: (agave, id, options) => agave.jobs.getPermission(id, usernameOf("bob"), options),
    check: (answer) =>
      expect(answer).toMatchObject({ username: usernameOf("bob"), permission: { read: true } }),
    missing: (agave, id) => agave.jobs.getPermission(id, usernameOf("admin")),
    denied: "it is told to those who may read the job",
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.setPermission",
    prepare: readable,
    call: (agave, id, options) =>
      agave.jobs.setPermission(id, { ...read(), permission: "READ_WRITE" }, options),
    check: async (_, { agave }, id) => {
      expect(await agave.jobs.getPermission(id, usernameOf("bob"))).toMatchObject({
        permission: { write: true },
      });
      await agave.jobs.setPermission(id, { ...read(), permission: "NONE" });
      expect(await collect(agave.jobs.listPermissions(id))).toHaveLength(1);
    },
    missing: (agave) => agave.jobs.setPermission(NOTHING, read()),
    denied: { as: "bob" },
    refused: {
      call: (agave, id) => agave.jobs.setPermission(id, { ...read(), username: "" }),
      words: /No username given/u,
    },
  }),
  contract({
    method: "jobs.deletePermission",
    prepare: readable,
    call: (agave, id, options) => agave.jobs.deletePermission(id, usernameOf("bob"), options),
    check: async (_, { agave }, id) => expect(await collect(agave.jobs.listPermissions(id))).toHaveLength(1),
    missing: (agave) => agave.jobs.deletePermission(NOTHING, usernameOf("bob")),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "jobs.deletePermissions",
    prepare: readable,
    call: (agave, id, options) => agave.jobs.deletePermissions(id, options),
    check: async (_, { agave }, id) => expect(await collect(agave.jobs.listPermissions(id))).toHaveLength(1),
    missing: (agave) => agave.jobs.deletePermissions(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

/** The rows of jobs themselves. */
export const jobContracts: readonly ContractRow[] = [
  ...listRows,
  ...readRows,
  ...changeRows,
  ...permissionRows,
];
