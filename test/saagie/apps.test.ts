import { describe } from "vitest";
import { appsOperations } from "../../generated/saagie/methods.ts";
import { appContracts } from "./support/app-contracts.ts";
import { openPlatform } from "./support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "./support/test-contracts.ts";

// Those for exports are executed by these; the log is read where the platform keeps it, and so not by `appLogs`.
const { forExport: _, logs: __, ...operations } = appsOperations;

describe("the contract of apps", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, appContracts);
  testEveryMethodHasRow("apps", platform.saagie.apps, appContracts);
  testEveryOperationExecuted(Object.values(operations), executed);
});
