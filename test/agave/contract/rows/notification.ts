import { expect } from "vitest";
import type { NotificationInput } from "../../../../src/agave/index.ts";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { NOTHING, pending } from "../things.ts";

const about = (associatedUuid: string, url = "http://127.0.0.1:9/hook"): NotificationInput => ({
  associatedUuid,
  event: "FINISHED",
  url,
  persistent: true,
});

/** A notification of ann's about a job of hers. */
async function aNotification(platform: TestPlatform): Promise<string> {
  return (await platform.agave.notifications.create(about(await pending(platform)))).id;
}

interface Fired {
  readonly id: string;
  readonly attempt: string;
}

/** One that was delivered, to nobody. */
async function aFired(platform: TestPlatform): Promise<Fired> {
  const id = await aNotification(platform);
  await platform.agave.notifications.fire(id);
  const [attempt] = await platform.agave.notifications.attempts(id).first(1);
  return { id, attempt: attempt?.id ?? "" };
}

const rows: readonly ContractRow[] = [
  contract({
    method: "notifications.list",
    prepare: aNotification,
    call: (agave, _, options) => collect(agave.notifications.list(options)),
    check: (answer, _, id) =>
      expect(answer).toContainEqual(expect.objectContaining({ id, event: "FINISHED", status: "ACTIVE" })),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "notifications.get",
    prepare: aNotification,
    call: (agave, id, options) => agave.notifications.get(id, options),
    check: (answer, _, id) =>
      expect(answer).toMatchObject({ id, owner: usernameOf("ann"), persistent: true }),
    missing: (agave) => agave.notifications.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "notifications.create",
    prepare: pending,
    call: (agave, job, options) => agave.notifications.create(about(job), options),
    check: (answer, _, associatedUuid) =>
      expect(answer).toMatchObject({ associatedUuid, policy: { retryStrategy: "IMMEDIATE" } }),
    missing: WHY.new,
    denied: { as: "ann", call: (agave, _, options) => agave.notifications.create(about("*"), options) },
    refused: {
      call: (agave, job) => agave.notifications.create(about(job, "nowhere")),
      words: /Invalid notification url/u,
    },
  }),
  contract({
    method: "notifications.update",
    prepare: async (platform) => {
      const job = await pending(platform);
      return { job, id: (await platform.agave.notifications.create(about(job))).id };
    },
    call: (agave, { id, job }, options) =>
      agave.notifications.update(id, { ...about(job), event: "FAILED" }, options),
    check: (answer) => expect(answer).toMatchObject({ event: "FAILED" }),
    missing: (agave, { job }) => agave.notifications.update(NOTHING, about(job)),
    denied: { as: "bob" },
    refused: {
      call: (agave, { id, job }) => agave.notifications.update(id, about(job, "nowhere")),
      words: /Invalid notification url/u,
    },
  }),
  contract({
    method: "notifications.delete",
    prepare: aNotification,
    call: (agave, id, options) => agave.notifications.delete(id, options),
    check: async (_, { agave }, id) =>
      expect((await collect(agave.notifications.list())).map((one) => one.id)).not.toContain(id),
    missing: (agave) => agave.notifications.delete(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const attemptRows: readonly ContractRow[] = [
  contract({
    method: "notifications.fire",
    prepare: aNotification,
    call: (agave, id, options) => agave.notifications.fire(id, options),
    check: async (_, { agave }, id) =>
      expect(await agave.notifications.attempts(id).first(1)).toMatchObject([{ notificationId: id }]),
    missing: (agave) => agave.notifications.fire(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "notifications.attempts",
    prepare: aFired,
    call: (agave, { id }, options) => agave.notifications.attempts(id, options).first(1),
    check: (answer, _, { id, attempt }) =>
      expect(answer).toMatchObject([{ id: attempt, notificationId: id }]),
    missing: (agave) => collect(agave.notifications.attempts(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "notifications.getAttempt",
    prepare: aFired,
    call: (agave, { id, attempt }, options) => agave.notifications.getAttempt(id, attempt, options),
    check: (answer, _, { attempt }) => expect(answer).toMatchObject({ id: attempt }),
    missing: (agave, { id }) => agave.notifications.getAttempt(id, NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "notifications.deleteAttempt",
    prepare: aFired,
    call: (agave, { id, attempt }, options) => agave.notifications.deleteAttempt(id, attempt, options),
    check: async (_, { agave }, { id, attempt }) => {
      const left = await collect(agave.notifications.attempts(id));
      expect(left.map((one) => one.id)).not.toContain(attempt);
    },
    missing: (agave, { id }) => agave.notifications.deleteAttempt(id, NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "notifications.deleteAttempts",
    prepare: aFired,
    call: (agave, { id }, options) => agave.notifications.deleteAttempts(id, options),
    check: async (_, { agave }, { id, attempt }) => {
      const left = await collect(agave.notifications.attempts(id));
      expect(left.map((one) => one.id)).not.toContain(attempt);
    },
    missing: (agave) => agave.notifications.deleteAttempts(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

/** The rows of notifications and their deliveries. */
export const notificationContracts: readonly ContractRow[] = [...rows, ...attemptRows];
