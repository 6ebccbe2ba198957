import { describe } from "vitest";
import { appsOperations } from "../../../generated/saagie/methods.ts";
import { appContracts } from "../contract/apps.ts";
import { appBundleContracts } from "../contract/bundle.ts";
import { openPlatform } from "../support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";

const rows = [...appBundleContracts, ...appContracts];

// The log is read where the platform keeps it, and so not by `appLogs`.
const { logs: _, ...operations } = appsOperations;

describe("the contract of apps", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("apps", platform.saagie.apps, rows);
  testEveryOperationExecuted(Object.values(operations), executed);
});
