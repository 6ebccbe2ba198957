import { describe } from "vitest";
import { jobsOperations } from "../../../generated/saagie/methods.ts";
import { jobBundleContracts } from "../contract/bundle.ts";
import { jobChangeContracts } from "../contract/job-changes.ts";
import { jobReadContracts } from "../contract/job-reads.ts";
import { jobRunContracts } from "../contract/job-runs.ts";
import { openPlatform } from "../support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";

const rows = [...jobBundleContracts, ...jobReadContracts, ...jobChangeContracts, ...jobRunContracts];

// The operations of session.graphql and artifacts.graphql, as the emulator calls them.
const REST = [{ name: "authenticate" }, { name: "downloadArtifact" }];

describe("the contract of jobs", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("jobs", platform.saagie.jobs, rows);
  testEveryOperationExecuted([...Object.values(jobsOperations), ...REST], executed);
});
