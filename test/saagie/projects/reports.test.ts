import { describe } from "vitest";
import { reportsOperations } from "../../../generated/saagie/methods.ts";
import { reportContracts } from "../contract/logs.ts";
import { openPlatform } from "../support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";

describe("the contract of reports", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, reportContracts);
  testEveryMethodHasRow("reports", platform.saagie.reports, reportContracts);
  testEveryOperationExecuted(Object.values(reportsOperations), executed);
});
