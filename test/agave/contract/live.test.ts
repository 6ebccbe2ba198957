import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import type { ContractCase } from "./contract.ts";
import { serveTenant } from "./emulated-tenant.ts";
import { belongings, tenancy } from "./inventory.ts";
import { EmulatorOnlyError, openTenant } from "./live-platform.ts";
import { namesFrom, NotNamedError, takeNames } from "./names.ts";
import type { TestPlatform } from "./platform.ts";
import { storage } from "./things.ts";
import { someOf } from "../../support/thorough.ts";

// Every row on the live tenant that the environment names. Where it names none, on an emulator behind a socket, of which nothing
// but an environment is known either, and in which all names are others.
//
// AGAVE_TENANT, AGAVE_USERNAME, AGAVE_PASSWORD, AGAVE_STORAGE_SYSTEM, AGAVE_EXECUTION_SYSTEM, AGAVE_APP and AGAVE_PUBLIC_APP have
// to be set; AGAVE_JOB is what the app is run with, as JSON of `inputs` and `parameters`. Without AGAVE_OTHER_USERNAME,
// AGAVE_ADMIN_USERNAME (each with its password), AGAVE_ACTOR_IMAGE or AGAVE_ENDLESS_IMAGE the cases that need them are skipped, and
// say so. names.ts tells what each names.

const served = namesFrom(process.env) === undefined ? await serveTenant() : undefined;
const given = namesFrom(served?.environment ?? process.env);
if (given === undefined) throw new NotNamedError("AGAVE_TENANT");
takeNames(given);
// Only now: rows ask for names.
const { allContracts } = await import("./rows/all.ts");
const tenant = await openTenant(served && { clock: served.emulator.clock });
const kind = served === undefined ? "live" : "an emulator behind a socket";
process.stdout.write(
  `The contract of Agave runs on the tenant ${given.tenant} at ${tenant.as("ann").baseUrl} (${kind}). ` +
    "All that it makes there is deleted at the end.\n",
);

/** Rows that only the emulator can show, each because it would change what is not the row's own. */
const ONLY_EMULATED: Readonly<Record<string, string>> = {
  "systems.setGlobalDefault": "another system would be the default of everybody in the tenant",
  "systems.unsetGlobalDefault": "everybody in the tenant would lose the default system",
  "profiles.deleteInternalUsers": "internal users that others rely on would go, too",
};

/** What there is: of an emulator all, of a live tenant what is ann's, as others are at work there. */
async function inventory(): Promise<object> {
  const everybody = served === undefined ? (["ann"] as const) : (["ann", "bob", "admin"] as const);
  const owned = await Promise.all(everybody.map((person) => belongings(tenant.as(person), person)));
  return [...owned, ...(served === undefined ? [] : [await tenancy(tenant.as("admin"))])];
}

let before: object;
beforeAll(async () => {
  before = await inventory();
});
afterAll(async () => {
  await tenant.close();
  await served?.emulator.close();
});

/** Runs a case; one that needs somebody or something that the environment does not name says so. */
async function runNamed({ run }: ContractCase, context: TestContext): Promise<void> {
  const tried = async (platform: TestPlatform): Promise<void> => {
    await run(platform).catch((error: unknown) => {
      if (!(error instanceof NotNamedError) || served !== undefined) throw error;
      context.skip(`the environment does not name ${error.message}`);
    });
  };
  await tenant.run(tried);
}

const casesOf = (cases: readonly ContractCase[]): readonly ContractCase[] =>
  cases.filter(({ isEmulated }) => isEmulated !== true);

const rows = allContracts.filter(({ method }) => !(method in ONLY_EMULATED));
// Every row passes on the emulator itself, too: as if live, some of them will do but for the long form.
describe.each(served !== undefined ? someOf(rows) : rows)("$method", ({ cases }) => {
  for (const contractCase of casesOf(cases))
    test(contractCase.title, async (context) => {
      await runNamed(contractCase, context);
    });
});

test.each(Object.keys(ONLY_EMULATED))("%s is left to the emulator", async (method) => {
  const row = allContracts.find((contract) => contract.method === method);
  const success = row?.cases[0];
  await expect(tenant.run(async (platform) => success?.run(platform))).rejects.toBeInstanceOf(
    EmulatorOnlyError,
  );
});

test("no other row is left to the emulator", () => {
  expect(Object.keys(ONLY_EMULATED)).toEqual([
    "systems.setGlobalDefault",
    "systems.unsetGlobalDefault",
    "profiles.deleteInternalUsers",
  ]);
});

test("what a row has made is taken away also where the row fails", async () => {
  const failed = new Error("The row fails.");
  const run = tenant.run(async ({ agave, put }) => {
    await put("left.txt", "left");
    await agave.systems.create(storage());
    throw failed;
  });
  await expect(run).rejects.toBe(failed);
});

test("everything is as it was before", async () => {
  expect(await inventory()).toEqual(before);
});
