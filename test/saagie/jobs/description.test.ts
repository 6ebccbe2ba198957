import { describe, expect, onTestFinished, test } from "vitest";
import { UnsupportedByPlatformError } from "../../../src/index.ts";
import { emulatedPlatform, openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, rejection } from "../support/things.ts";

describe("generateDescriptionByAi", () => {
  const platform = openPlatform();

  test.each(["2023.04", "2023.05", "2024.01", "2024.02"])("is there on %s", async (platformVersion) => {
    const own = emulatedPlatform({ platformVersion });
    onTestFinished(() => own.close());
    const { id } = await makeJob(own, { commandLine: "python {file} --day" });
    const answer = await own.saagie.jobs.generateDescriptionByAi(id);
    expect(answer).toEqual({
      id,
      description: expect.stringContaining("python {file} --day") as string,
      aiDescriptionVersionNumber: 1,
    });
    const { description, aiDescriptionVersionNumber } = await own.saagie.jobs.get(id);
    expect({ description, aiDescriptionVersionNumber }).toEqual({
      description: answer.description,
      aiDescriptionVersionNumber: 1,
    });
  });

  test.each(["2023.03", "2024.05"])("is not told of by a job on %s", async (platformVersion) => {
    const own = emulatedPlatform({ platformVersion });
    onTestFinished(() => own.close());
    const { id } = await makeJob(own);
    expect(await own.saagie.jobs.get(id)).not.toHaveProperty("aiDescriptionVersionNumber");
  });

  test("says that a description was made of this version already", async () => {
    const own = emulatedPlatform({ platformVersion: "2024.02" });
    onTestFinished(() => own.close());
    const { id } = await makeJob(own);
    await own.saagie.jobs.generateDescriptionByAi(id);
    expect(await rejection(own.saagie.jobs.generateDescriptionByAi(id))).toMatchObject({
      code: "REFUSED",
      fields: { aiDescription: "ALREADY_GENERATED" },
    });
  });

  test.each(["2023.01", "2023.03", "2024.05"])(
    "of a platform of version %s is refused before anything is sent",
    async (platformVersion) => {
      const { id } = await makeJob(platform);
      const asked = watchRequests(platform.emulator);
      const saagie = platform.client({ platformVersion });
      const error = await rejection(saagie.jobs.generateDescriptionByAi(id));
      expect(error).toBeInstanceOf(UnsupportedByPlatformError);
      expect(String(error)).toMatch(/works from version 2023\.04 to 2024\.02, and the platform has/u);
      expect(asked.operations()).toEqual([]);
    },
  );

  test("of a platform that is newer than the client was told is an error that says so", async () => {
    const { id } = await makeJob(platform);
    const saagie = platform.client({ platformVersion: "2024.02" });
    expect(await rejection(saagie.jobs.generateDescriptionByAi(id))).toBeInstanceOf(
      UnsupportedByPlatformError,
    );
  });
});
