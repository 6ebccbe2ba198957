import { describe } from "vitest";
import { platformOperations, technologiesOperations } from "../../../generated/saagie/methods.ts";
import { catalogueContracts } from "../contract/technologies.ts";
import { openPlatform } from "../support/platform.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";

describe("the contract of the catalogue and of the platform itself", () => {
  const platform = openPlatform();
  const { saagie } = platform;
  const executed = testContracts(platform, catalogueContracts);
  testEveryMethodHasRow("technologies", saagie.technologies, catalogueContracts);
  testEveryMethodHasRow("about", saagie.about, catalogueContracts);
  // Which version the platform has is told to the clients of contracts; platform-version.test.ts lets them find out.
  const { rootFields: _, typeMembers: __, ...others } = platformOperations;
  testEveryOperationExecuted([...Object.values(technologiesOperations), ...Object.values(others)], executed);
});
