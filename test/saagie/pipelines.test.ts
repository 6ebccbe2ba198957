import { describe } from "vitest";
import { pipelinesOperations } from "../../generated/saagie/methods.ts";
import { pipelineChangeContracts } from "./support/pipeline-change-contracts.ts";
import { pipelineReadContracts } from "./support/pipeline-read-contracts.ts";
import { pipelineRunContracts } from "./support/pipeline-run-contracts.ts";
import { openPlatform } from "./support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "./support/test-contracts.ts";

const rows = [...pipelineReadContracts, ...pipelineChangeContracts, ...pipelineRunContracts];

// Exports of projects read pipelines in a way of their own, and have a table of theirs.
const { forExport: _, ...operations } = pipelinesOperations;

describe("the contract of pipelines", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("pipelines", platform.saagie.pipelines, rows);
  testEveryOperationExecuted(Object.values(operations), executed);
});
