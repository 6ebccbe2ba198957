import { describe, expect, test } from "vitest";
import type { ContractRow } from "./contract.ts";
import { isLive, openPlatform, type TestPlatform } from "./platform.ts";
import { publicMethods } from "./public-methods.ts";

/** Declares the tests of a table, and returns what was asked of the emulators while they ran. */
export function testContracts(
  platform: TestPlatform,
  rows: readonly ContractRow[],
): () => ReadonlySet<string> {
  const platforms = [platform];
  for (const { method, cases, platformVersion } of rows) {
    const declared = cases.filter(({ emulatorOnly }) => !isLive || !emulatorOnly);
    if (declared.length === 0) continue;
    describe(method, () => {
      const here = platformVersion === undefined ? platform : openPlatform({ platformVersion });
      platforms.push(here);
      for (const { title, run } of declared) test(title, () => run(here));
    });
  }
  return () =>
    new Set(
      platforms.flatMap(({ emulator }) => emulator.requests.flatMap(({ operation }) => operation ?? [])),
    );
}

/** Declares the test that a table has a row for every public method of a resource. */
export function testEveryMethodHasRow(prefix: string, resource: object, rows: readonly ContractRow[]): void {
  test(`every public method of ${prefix} has a row`, () => {
    const methods = publicMethods(resource).map((name) => `${prefix}.${name}`);
    const inTable = rows.map(({ method }) => method).filter((method) => method.startsWith(`${prefix}.`));
    expect(inTable.toSorted()).toEqual(methods.toSorted());
  });
}

/** Declares the test that every operation of the operation files was executed by the rows before it. */
export function testEveryOperationExecuted(
  operations: readonly { readonly name: string }[],
  executed: () => ReadonlySet<string>,
): void {
  test.runIf(!isLive)("every operation has been executed", () => {
    const names = executed();
    expect(operations.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  });
}
