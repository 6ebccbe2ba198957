import { describe } from "vitest";
import { pipelinesOperations } from "../../../generated/saagie/methods.ts";
import { pipelineBundleContracts } from "../contract/bundle.ts";
import { pipelineChangeContracts } from "../contract/pipeline-changes.ts";
import { pipelineReadContracts } from "../contract/pipeline-reads.ts";
import { pipelineRunContracts } from "../contract/pipeline-runs.ts";
import { openPlatform } from "../support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";

const rows = [
  ...pipelineBundleContracts,
  ...pipelineReadContracts,
  ...pipelineChangeContracts,
  ...pipelineRunContracts,
];

describe("the contract of pipelines", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("pipelines", platform.saagie.pipelines, rows);
  testEveryOperationExecuted(Object.values(pipelinesOperations), executed);
});
