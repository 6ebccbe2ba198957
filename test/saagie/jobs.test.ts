import { describe } from "vitest";
import { jobsOperations } from "../../generated/saagie/methods.ts";
import { jobBundleContracts } from "./support/bundle-contracts.ts";
import { jobChangeContracts } from "./support/job-change-contracts.ts";
import { jobReadContracts } from "./support/job-read-contracts.ts";
import { jobRunContracts } from "./support/job-run-contracts.ts";
import { openPlatform } from "./support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "./support/test-contracts.ts";

const rows = [...jobBundleContracts, ...jobReadContracts, ...jobChangeContracts, ...jobRunContracts];

// The operations of session.graphql and artifacts.graphql, as the emulator calls them.
const REST = [{ name: "authenticate" }, { name: "downloadArtifact" }];

describe("the contract of jobs", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("jobs", platform.saagie.jobs, rows);
  testEveryOperationExecuted([...Object.values(jobsOperations), ...REST], executed);
});
