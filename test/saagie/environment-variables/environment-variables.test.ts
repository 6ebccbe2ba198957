import { describe } from "vitest";
import { environmentVariablesOperations } from "../../../generated/saagie/methods.ts";
import { environmentVariableContracts } from "../contract/environment-variables.ts";
import { openPlatform } from "../support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";

describe("the contract of environment variables", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, environmentVariableContracts);
  testEveryMethodHasRow(
    "environmentVariables",
    platform.saagie.environmentVariables,
    environmentVariableContracts,
  );
  testEveryOperationExecuted(Object.values(environmentVariablesOperations), executed);
});
