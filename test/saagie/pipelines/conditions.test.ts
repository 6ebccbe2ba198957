import { describe, expect, test } from "vitest";
import { conditionsOperations } from "../../../generated/saagie/methods.ts";
import { InvalidInputError, RefusedError } from "../../../src/index.ts";
import { conditionContracts } from "../contract/logs.ts";
import { openPlatform } from "../support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";
import { collect, NOBODY, rejection } from "../support/things.ts";

describe("the contract of conditions", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, conditionContracts);
  testEveryMethodHasRow("conditions", platform.saagie.conditions, conditionContracts);
  testEveryOperationExecuted(Object.values(conditionsOperations), executed);
});

describe("beyond the contract of conditions", () => {
  const platform = openPlatform();
  const { conditions } = platform.saagie;

  test.each([
    [undefined, "1 + 1 == 2", true],
    [null, "1 + 1 == 3", false],
    [{}, 'size("") == 0', true],
    [{ tube: "Tube 7" }, 'tube.contains("Tube")', true],
    [{ isOn: true, count: 3 }, 'isOn == "true" && count == "3"', true],
    [[{ key: "tube", value: "Tube 7" }], 'tube.contains("Pipe")', false],
  ])("with %o, %s is %s", async (variables, expression, expected) => {
    const { id } = await platform.project();
    expect(await conditions.evaluate(id, expression, { variables })).toBe(expected);
  });

  test("a variable without a value is refused", async () => {
    const { id } = await platform.project();
    expect(await rejection(conditions.evaluate(id, "double(rmse) > 500.0"))).toBeInstanceOf(RefusedError);
  });

  test("options that make no sense are refused before anything is asked", async () => {
    const { id } = await platform.project();
    const lines = conditions.logs({ project: id, conditionInstanceId: NOBODY }, { pageSize: 0 });
    expect(await rejection(collect(lines))).toBeInstanceOf(InvalidInputError);
  });
});
