import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { NotFoundError } from "../../../src/index.ts";
import { allContracts } from "../contract/all.ts";
import { makeApp } from "../support/app-things.ts";
import type { ContractCase } from "../contract/contract.ts";
import { makeGroup } from "../contract/people.ts";
import { makeRepository } from "../contract/repositories.ts";
import { makeEndlessRun, rejection } from "../support/things.ts";
import { namedPlatform } from "./environment.ts";
import { EmulatorOnlyError, openLivePlatform } from "./live-platform.ts";
import { listMarked } from "./marked.ts";
import { servePlatform } from "./served-platform.ts";
import { someOf } from "../../support/thorough.ts";

// The contract on the platform that the environment names. Where it names none, on an emulator behind a socket, of which nothing
// but an environment is known either, and in which all names are others.
//
// SAAGIE_URL has to be set with SAAGIE_USER and SAAGIE_PASSWORD, or with SAAGIE_TOKEN; environment.ts tells what that account needs.

const named = namedPlatform(process.env);
const served = named === undefined ? await servePlatform() : undefined;
const environment = served?.environment ?? named ?? {};
// Projects of a live platform take minutes to become ready, and its runs wait for a free node.
if (named !== undefined) vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });
const patience =
  named === undefined ? { intervalMs: 20, deadlineMs: 20_000 } : { intervalMs: 5_000, deadlineMs: 900_000 };

/** Rows that only an emulator can show, and why. */
const ONLY_EMULATED: Readonly<Record<string, string>> = {
  "technologies.listFacets": "no client can make a facet",
  "jobs.generateDescriptionByAi": "it is for a platform of another version, and what is generated differs",
  "jobs.deleteInstances": "how soon a run that is over can be deleted is the platform's business",
  "jobs.deleteInstancesBySelector": "how soon a run that is over can be deleted is the platform's business",
  "jobs.deleteInstancesByDate": "how soon a run that is over can be deleted is the platform's business",
  "pipelines.deleteInstances": "how soon a run that is over can be deleted is the platform's business",
  "pipelines.deleteInstancesBySelector":
    "how soon a run that is over can be deleted is the platform's business",
  "pipelines.deleteInstancesByDate": "how soon a run that is over can be deleted is the platform's business",
};

/** Cases that only an emulator can show, in whatever row, and why. */
const CASES_ONLY_EMULATED: Readonly<Record<string, string>> = {
  "raises RefusedError with the platform's reasons":
    "no rule forbids it: the refusal is put in the place of an answer",
  "logs in once more when the token has expired":
    "an hour has to pass, and the requests of the client are counted",
  "needs no token": "an hour has to pass, and the requests of the client are counted",
  "asks nothing of the platform": "an hour has to pass, and the requests of the client are counted",
};

/** All that a served emulator knows, but for how often a login was there before. */
async function everything(): Promise<unknown> {
  const { world } = (await served?.emulator.save()) ?? {};
  return world && { ...(world as object), formerUsers: undefined };
}

const before = await everything();
const platform = await openLivePlatform({ environment, patience });
const { saagie, mark } = platform;
const kind = named === undefined ? "an emulator behind a socket" : "live";
process.stdout.write(
  `The contract of Saagie runs on platform ${String(saagie.platform)} of realm ${saagie.realm} at ${saagie.url} (${kind}). ` +
    `All that it makes there has ${mark} in its name, and is deleted at the end.\n`,
);

afterAll(async () => {
  await platform.close();
  await served?.emulator.close();
});

const isShown = ({ emulatorOnly }: ContractCase): boolean => emulatorOnly === undefined;

const liveRows = allContracts.filter(({ method }) => !(method in ONLY_EMULATED));
// Every row passes on the emulator itself, too: as if live, some of them will do but for the long form.
describe.each(named === undefined ? someOf(liveRows) : liveRows)("$method", ({ cases }) => {
  test.each(cases.filter(isShown))("$title", async ({ run }) => {
    onTestFinished(() => platform.tidy());
    await run(platform);
  });
});

test("what is left to an emulator is told, with the reason", () => {
  const left = allContracts.flatMap(({ method, cases }) =>
    cases.flatMap(({ title, emulatorOnly }) =>
      emulatorOnly === undefined ? [] : [{ method, title, emulatorOnly }],
    ),
  );
  const rows = left.filter(({ title }) => title === "succeeds");
  expect(Object.fromEntries(rows.map(({ method, emulatorOnly }) => [method, emulatorOnly]))).toEqual(
    ONLY_EMULATED,
  );
  const others = left.filter(({ method }) => !(method in ONLY_EMULATED));
  expect(Object.fromEntries(others.map(({ title, emulatorOnly }) => [title, emulatorOnly]))).toEqual(
    CASES_ONLY_EMULATED,
  );
});

test("nothing but the platform itself is asked", () => {
  expect(() => platform.emulator).toThrow(EmulatorOnlyError);
});

test("what would run on is ended with its case", async () => {
  const app = await makeApp(platform);
  const run = await makeEndlessRun(platform);
  const project = await platform.makeProject();
  await platform.tidy();
  expect(await rejection(saagie.apps.get(app.id))).toBeInstanceOf(NotFoundError);
  expect(["KILLING", "KILLED"]).toContain((await saagie.jobs.instanceStatus(run.id)).status);
  expect(await listMarked(saagie, mark)).not.toContain(`project ${project.name}`);
});

test("nothing is left behind", async () => {
  await makeGroup(platform);
  await makeRepository(platform);
  await platform.project();
  const name = platform.unique("GLOBAL").replaceAll(" ", "_");
  await saagie.environmentVariables.create({ scope: "GLOBAL" }, { name, value: "x" });
  const kinds = new Set((await listMarked(saagie, mark)).map((found) => found.split(" ")[0]));
  expect(kinds).toEqual(new Set(["project", "group", "user", "repository", "variable"]));
  await platform.close();
  // A platform may take its time to delete a project.
  const { intervalMs: interval, deadlineMs: timeout } = patience;
  await expect.poll(() => listMarked(saagie, mark), { interval, timeout }).toEqual([]);
  expect(await everything()).toEqual(before);
});
