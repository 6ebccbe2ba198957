import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as generated from "../../../generated/saagie/methods.ts";
import { allContracts } from "../contract/all.ts";
import { emulatedPlatform } from "../support/platform.ts";
import { allPublicMethods } from "../support/public-methods.ts";
import { createCallRecorder } from "../support/record-calls.ts";

// Which methods run which operation, as `npm run record:calls` has seen it in all tests: what the report of
// `npm run regenerate` names the methods by that a new version touches.

const RECORD = JSON.parse(readFileSync(new URL("../method-calls.json", import.meta.url), "utf8")) as Readonly<
  Record<string, readonly string[]>
>;

const isRecorded = (pair: string): boolean => {
  const [operation = "", method = ""] = pair.split(" ");
  return RECORD[operation]?.includes(method) === true;
};

test("what the calls of the contract ask for is recorded", async () => {
  const recorder = createCallRecorder();
  for (const { begin, platformVersion } of allContracts) {
    const platform = emulatedPlatform(platformVersion === undefined ? {} : { platformVersion });
    const call = await begin(platform);
    await call(recorder.record(platform.client({ onRequest: recorder.onRequest })));
    await platform.close();
  }
  const pairs = recorder.pairs().filter((pair) => !pair.startsWith("SessionAuthenticate "));
  expect(pairs.length).toBeGreaterThan(200);
  expect(
    pairs.filter((pair) => !isRecorded(pair)),
    "run `npm run record:calls`",
  ).toEqual([]);
}, 120_000);

test("the record speaks of operations and methods that there are", () => {
  const methods = new Set(allPublicMethods(emulatedPlatform().saagie));
  const tables = Object.entries(generated).filter(([name]) => name.endsWith("Operations"));
  const operations = new Set(
    tables.flatMap(([, table]) =>
      Object.values(table as Record<string, { readonly name: string }>).map(({ name }) => name),
    ),
  );
  expect(Object.keys(RECORD).filter((name) => !operations.has(name))).toEqual([]);
  expect(
    Object.values(RECORD)
      .flat()
      .filter((name) => !methods.has(name)),
  ).toEqual([]);
});

// Read by hand in the sources: what runs the operation, and what comes to it through imports.
test.each([
  [
    "JobsCreate",
    [
      "jobs.create",
      "jobs.createOrUpgrade",
      "jobs.import",
      "pipelines.import",
      "projects.copyTo",
      "projects.import",
    ],
  ],
  [
    "JobsAddVersion",
    [
      "jobs.createOrUpgrade",
      "jobs.import",
      "jobs.upgrade",
      "pipelines.import",
      "projects.copyTo",
      "projects.import",
    ],
  ],
  ["JobsDuplicate", ["jobs.duplicate"]],
  ["StoragesEdit", ["projects.import", "storages.edit", "storages.resize"]],
  ["StoragesMove", ["storages.move", "storages.moveAndWait"]],
  ["UsersCreate", ["users.create", "users.import"]],
])("%s is run by what the sources say", (operation, methods) => {
  expect(RECORD[operation]).toEqual(methods);
});
