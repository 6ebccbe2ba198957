import { describe, expect, test } from "vitest";
import { rowPlaces } from "../../support/row-places.ts";
import { Agave } from "../../../src/agave/index.ts";
import { openPlatform } from "./platform.ts";
import { allContracts, WITHOUT_ROWS } from "./rows/all.ts";

// What every public method promises, one row each, over a socket: it works, tells what is missing, forbidden and refused,
// renews a token once, and ends when it is aborted.

/** Sessions on disk have tests of their own, in sessions.test.ts. */
const ON_DISK = ["Agave.restore", "agave.save"];

/** Asks nothing of the platform. */
const LOCAL = ["postits.urlOf"];

/** The public methods of a class; its getters are none. */
function methodsOf(instance: object, service: string): readonly string[] {
  const found = new Set<string>();
  for (
    let at: unknown = Object.getPrototypeOf(instance);
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at as object))) {
      if (name !== "constructor" && typeof value === "function") found.add(`${service}.${name}`);
    }
  }
  return [...found];
}

function allMethods(): readonly string[] {
  const client = new Agave({ token: "t" });
  const services = Object.entries(client).flatMap(([service, member]: readonly [string, unknown]) =>
    typeof member === "object" && member !== null ? methodsOf(member, service) : [],
  );
  const statics = ["tenants", "connect", "restore"].map((name) => `Agave.${name}`);
  return [...services, ...methodsOf(client, "agave"), ...statics];
}

test("every public method has a row", () => {
  const rows = [...allContracts.map(({ method }) => method), ...ON_DISK, ...LOCAL, ...WITHOUT_ROWS];
  const methods = allMethods();
  const missing = methods.filter((method) => !rows.includes(method));
  expect(rowPlaces(missing, "test/agave/contract/rows")).toEqual([]);
  expect(rows.toSorted()).toEqual(methods.toSorted());
});

describe.each(allContracts)("$method", ({ cases }) => {
  test.each(cases)("$title", async ({ run }) => {
    expect.hasAssertions();
    await run(await openPlatform());
  });
});

test("transforms, which the platform has given up, are refused in its words", async () => {
  const { agave } = await openPlatform();
  const file = { owner: "ann", filePath: "a.txt", transform: { url: "agave://data/ann/a.pdf" } };
  for (const ended of [
    agave.transforms.transformAndDownload("x", file),
    agave.transforms.transformAndStage("x", file),
  ])
    await expect(ended).rejects.toMatchObject({
      code: "REFUSED",
      status: 501,
      message: expect.stringContaining("Transforms are not supported any more") as string,
    });
  await expect(agave.transforms.get("x")).resolves.toEqual([]);
});
