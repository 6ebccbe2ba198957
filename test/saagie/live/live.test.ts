import { afterAll, describe, expect, test, vi } from "vitest";
import { allContracts } from "../support/all-contracts.ts";
import type { ContractCase } from "../support/contract.ts";
import { namedPlatform } from "./environment.ts";
import { openLivePlatform } from "./live-platform.ts";
import { listMarked } from "./marked.ts";
import { servePlatform } from "./served-platform.ts";

// The contract on the platform that the environment names. Where it names none, on an emulator behind a socket, of which nothing
// but an environment is known either, and in which all names are others.

const named = namedPlatform(process.env);
const served = named === undefined ? await servePlatform() : undefined;
// Projects of a live platform take minutes to become ready, and its runs wait for a free node.
if (named !== undefined) vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });
const patience =
  named === undefined ? { intervalMs: 20, deadlineMs: 20_000 } : { intervalMs: 5_000, deadlineMs: 900_000 };

/** All that a served emulator knows, but for how often a login was there before. */
async function everything(): Promise<unknown> {
  const { world } = (await served?.emulator.save()) ?? {};
  return world && { ...(world as object), formerUsers: undefined };
}

const before = await everything();
const platform = await openLivePlatform({ environment: named ?? served?.environment ?? {}, patience });
const { saagie, mark } = platform;
console.log(
  `The contract of Saagie runs on platform ${String(saagie.platform)} of realm ${saagie.realm} at ${saagie.url}` +
    `${named === undefined ? ", a served emulator" : ""}. What it makes has ${mark} in its name, and is deleted at the end.`,
);

afterAll(async () => {
  await platform.close();
  await served?.emulator.close();
});

const runs = (cases: readonly ContractCase[]): readonly ContractCase[] =>
  cases.filter(({ emulatorOnly }) => emulatorOnly === undefined);

describe.each(allContracts.filter(({ cases }) => runs(cases).length > 0))("$method", ({ cases }) => {
  test.each(runs(cases))("$title", async ({ run }) => {
    try {
      await run(platform);
    } finally {
      await platform.tidy();
    }
  });
});

test("nothing is left behind", async () => {
  await platform.close();
  await expect
    .poll(() => listMarked(saagie, mark), { interval: patience.intervalMs, timeout: patience.deadlineMs })
    .toEqual([]);
  expect(await everything()).toEqual(before);
});
