import { describe } from "vitest";
import { platformOperations, technologiesOperations } from "../../generated/saagie/methods.ts";
import { catalogueContracts } from "./support/catalogue-contracts.ts";
import { openPlatform } from "./support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "./support/test-contracts.ts";

describe("the contract of the catalogue and of the platform itself", () => {
  const platform = openPlatform();
  const { saagie } = platform;
  const executed = testContracts(platform, catalogueContracts);
  testEveryMethodHasRow("technologies", saagie.technologies, catalogueContracts);
  testEveryMethodHasRow("about", saagie.about, catalogueContracts);
  testEveryOperationExecuted(
    [...Object.values(technologiesOperations), ...Object.values(platformOperations)],
    executed,
  );
});
