import { describe } from "vitest";
import { pipelinesOperations } from "../../generated/saagie/methods.ts";
import { pipelineBundleContracts } from "./support/bundle-contracts.ts";
import { pipelineChangeContracts } from "./support/pipeline-change-contracts.ts";
import { pipelineReadContracts } from "./support/pipeline-read-contracts.ts";
import { pipelineRunContracts } from "./support/pipeline-run-contracts.ts";
import { openPlatform } from "./support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "./support/test-contracts.ts";

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
