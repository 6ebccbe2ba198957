import { describe } from "vitest";
import { dockerCredentialsOperations } from "../../../generated/saagie/methods.ts";
import { dockerCredentialsContracts } from "../contract/docker-credentials.ts";
import { openPlatform } from "../support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";

describe("the contract of Docker credentials", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, dockerCredentialsContracts);
  testEveryMethodHasRow("dockerCredentials", platform.saagie.dockerCredentials, dockerCredentialsContracts);
  testEveryOperationExecuted(Object.values(dockerCredentialsOperations), executed);
});
