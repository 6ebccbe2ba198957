import { describe } from "vitest";
import { projectsOperations } from "../../../generated/saagie/methods.ts";
import { projectBundleContracts } from "../contract/bundle.ts";
import { openPlatform } from "../support/platform.ts";
import { projectContracts } from "../contract/projects.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";

const rows = [...projectContracts, ...projectBundleContracts];

describe("the contract of projects", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("projects", platform.saagie.projects, rows);
  testEveryOperationExecuted(Object.values(projectsOperations), executed);
});
