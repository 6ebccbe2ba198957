import { describe } from "vitest";
import { projectsOperations } from "../../generated/saagie/methods.ts";
import { projectBundleContracts } from "./support/bundle-contracts.ts";
import { openPlatform } from "./support/platform.ts";
import { projectContracts } from "./support/project-contracts.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "./support/test-contracts.ts";

const rows = [...projectContracts, ...projectBundleContracts];

describe("the contract of projects", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("projects", platform.saagie.projects, rows);
  testEveryOperationExecuted(Object.values(projectsOperations), executed);
});
