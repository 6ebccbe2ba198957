import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import { Saagie } from "../../../src/saagie/index.ts";
import { checkCron } from "../../../src/saagie/schedules/schedule.ts";
import { connect, makeJob, readyProject, type Wire } from "../../emulator/saagie/wire.ts";
import { emulateSaagie } from "../../../src/emulator/index.ts";
import { samples } from "../../support/thorough.ts";

const EDIT = "mutation ($job: JobEditionInput!) { editJob(job: $job) { cronScheduling } }";

/** Forms of a schedule, and whether they are any. */
const FORMS: readonly (readonly [string, boolean])[] = [
  ["0 5 * * *", true],
  ["0/15 * * * *", true],
  ["0 1/4 * * *", true],
  ["*/90 * * * *", true],
  ["005 5 * * *", true],
  ["1-5/2,30 * * * *", true],
  ["0 0 * jan-MAR mon,SUN", true],
  ["0 0 * * SAT-SUN", true],
  ["0 0 * * 7", true],
  ["0 0 31 2 *", true],
  ["0 0 * * 6-0", false],
  ["0 0 * * 8", false],
  ["60 * * * *", false],
  ["0 0 0 * *", false],
  ["0 0 * 13 *", false],
  ["*/0 * * * *", false],
  ["/5 * * * *", false],
  ["5, * * * *", false],
  ["5-1 * * * *", false],
  ["1-2-3 * * * *", false],
  ["0 0 * * L", false],
  ["0 0 ? * *", false],
  ["@daily", false],
  ["* * * *", false],
  ["0 * * * * *", false],
];

interface Scheduled {
  readonly wire: Wire;
  readonly job: string;
  readonly saagie: Saagie;
}

async function aJob(): Promise<Scheduled> {
  const emulator = emulateSaagie({ clock: "manual" });
  onTestFinished(() => emulator.close());
  const wire = await connect(emulator);
  const job = await makeJob(wire, await readyProject(emulator, wire));
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  return { wire, job, saagie: new Saagie({ url, realm, platform, user, password, fetch, clock }) };
}

async function isTakenByPlatform({ wire, job }: Scheduled, cronScheduling: string): Promise<boolean> {
  const { errors } = await wire.post(EDIT, { job: { id: job, isScheduled: true, cronScheduling } });
  return errors === undefined;
}

function isTakenByClient(cron: string): Promise<boolean> {
  return checkCron(cron).then(
    () => true,
    (error: unknown) => {
      if (error instanceof InvalidInputError) return false;
      throw error;
    },
  );
}

test("client and platform take the same forms of a schedule", async () => {
  const scheduled = await aJob();
  for (const [cron, isOne] of FORMS) {
    expect([cron, await isTakenByPlatform(scheduled, cron)]).toEqual([cron, isOne]);
    if (!isOne) {
      await expect(scheduled.saagie.jobs.edit(scheduled.job, { cronScheduling: cron })).rejects.toThrow(
        InvalidInputError,
      );
      continue;
    }
    await scheduled.saagie.jobs.edit(scheduled.job, { cronScheduling: "1 1 1 1 1" });
    expect(await scheduled.saagie.jobs.edit(scheduled.job, { cronScheduling: cron })).toMatchObject({
      cronScheduling: cron,
    });
  }
});

const number = fc.integer({ min: 0, max: 70 }).map(String);
const value = fc.oneof(number, fc.constantFrom("*", "00", "007", "SUN", "mon", "Feb", "x"));
const range = fc.oneof(
  value,
  fc.tuple(value, value).map(([from, to]) => `${from}-${to}`),
);
const stepped = fc.oneof(
  range,
  fc.tuple(range, number).map(([of, step]) => `${of}/${step}`),
);
const field = fc.oneof(
  { weight: 4, arbitrary: fc.constant("*") },
  fc.array(stepped, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(",")),
);

test("property: whatever the platform takes, the client takes", async () => {
  const scheduled = await aJob();
  await fc.assert(
    fc.asyncProperty(fc.tuple(field, field, field, field, field), async (fields) => {
      const cron = fields.join(" ");
      if (await isTakenByPlatform(scheduled, cron))
        expect([cron, await isTakenByClient(cron)]).toEqual([cron, true]);
    }),
    { numRuns: samples(500) },
  );
});
