import { describe } from "vitest";
import { storagesOperations } from "../../../generated/saagie/methods.ts";
import { openPlatform } from "../support/platform.ts";
import { storageContracts } from "../contract/storages.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";

// That for exports is executed by these.
const { forExport: _, ...operations } = storagesOperations;

describe("the contract of storages", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, storageContracts);
  testEveryMethodHasRow("storages", platform.saagie.storages, storageContracts);
  testEveryOperationExecuted(Object.values(operations), executed);
});
