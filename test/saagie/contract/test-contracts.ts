import { afterAll, describe, expect, test } from "vitest";
import type { ContractRow } from "./contract.ts";
import { openPlatform, type TestPlatform } from "../support/platform.ts";
import { publicMethods } from "../support/public-methods.ts";

/** What a table's tests have asked of the emulators so far; `undefined` while not all of them have run. */
export type Executed = () => ReadonlySet<string> | undefined;

/** Declares the tests of a table, and returns what was asked of the emulators while they ran. */
export function testContracts(platform: TestPlatform, rows: readonly ContractRow[]): Executed {
  const platforms = [platform];
  let left = 0;
  for (const { method, cases, platformVersion } of rows) {
    describe(method, () => {
      const here = platformVersion === undefined ? platform : openPlatform({ platformVersion });
      platforms.push(here);
      left += cases.length;
      for (const { title, run } of cases) {
        test(title, async () => {
          left -= 1;
          await run(here);
        });
      }
    });
  }
  return () => {
    if (left > 0) return undefined;
    return new Set(
      platforms.flatMap(({ emulator }) => emulator.requests.flatMap(({ operation }) => operation ?? [])),
    );
  };
}

/** Declares the test that a table has a row for every public method of a resource. */
export function testEveryMethodHasRow(prefix: string, resource: object, rows: readonly ContractRow[]): void {
  test(`every public method of ${prefix} has a row`, () => {
    const methods = publicMethods(resource).map((name) => `${prefix}.${name}`);
    const inTable = rows.map(({ method }) => method).filter((method) => method.startsWith(`${prefix}.`));
    expect(inTable.toSorted()).toEqual(methods.toSorted());
  });
}

/**
 * Expects, when all tests around it have run in whatever order, that every operation of the operation files was executed by
 * the rows of a table. Where only some of the rows were asked to run, there is nothing to expect.
 */
export function testEveryOperationExecuted(
  operations: readonly { readonly name: string }[],
  executed: Executed,
): void {
  afterAll(() => {
    const names = executed();
    if (names === undefined) return;
    const missing = operations.map(({ name }) => name).filter((name) => !names.has(name));
    expect(missing, "operations that no row has executed").toEqual([]);
  });
}
