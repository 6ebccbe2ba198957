import { describe, expect, onTestFinished, test } from "vitest";
import { UnsupportedByPlatformError, type Warning } from "../../../src/index.ts";
import { pipelineGraph, type PipelineDefinition, type Saagie } from "../../../src/saagie/index.ts";
import { emulatedPlatform, type ClosablePlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { rejection } from "../support/things.ts";

interface Older {
  readonly own: ClosablePlatform;
  readonly saagie: Saagie;
  readonly warnings: readonly Warning[];
  readonly project: string;
  readonly job: string;
  readonly definition: PipelineDefinition;
}

/** A platform without aliases of pipelines, or without their source URLs, with a project and a job. */
async function older(platformVersion: string): Promise<Older> {
  const own = emulatedPlatform({ platformVersion });
  onTestFinished(() => own.close());
  const warnings: Warning[] = [];
  const saagie = own.client({ onWarning: (warning) => warnings.push(warning) });
  const { id: project } = await own.project();
  const { id: job } = await saagie.jobs.create(project, {
    name: "j",
    technology: "Bash",
    commandLine: "true",
  });
  const graph = pipelineGraph().job("j", { id: job });
  const definition = { name: "Nightly", alias: "nightly", sourceUrl: "https://git.invalid/1", graph };
  return { own, saagie, warnings, project, job, definition };
}

describe.each(["2023.05", "2024.01"])(
  "on %s, what the version lacks is not looked for after a lost answer",
  (version) => {
    test("pipelines.create", async () => {
      const { own, saagie, project, definition } = await older(version);
      own.emulator.faults.add({ match: { operation: "createGraphPipeline" }, reset: "after" });
      const asked = watchRequests(own.emulator);
      const { id } = await saagie.pipelines.create(project, definition);
      expect(asked.count("PipelinesCreate")).toBe(1);
      expect(await saagie.pipelines.listMinimal(project)).toMatchObject([{ id }]);
    });

    test("pipelines.createLinear", async () => {
      const { own, saagie, project, job, definition } = await older(version);
      own.emulator.faults.add({ match: { operation: "createPipeline" }, reset: "after" });
      const asked = watchRequests(own.emulator);
      const { graph: _, ...linear } = definition;
      const { id } = await saagie.pipelines.createLinear(project, { ...linear, jobs: [job] });
      expect(asked.count("PipelinesCreateLinear")).toBe(1);
      expect(await saagie.pipelines.listMinimal(project)).toMatchObject([{ id }]);
    });

    test("pipelines.upgrade", async () => {
      const { own, saagie, project, job, definition } = await older(version);
      const { id } = await saagie.pipelines.create(project, definition);
      own.emulator.faults.add({ match: { operation: "addGraphPipelineVersion" }, reset: "after" });
      const graph = definition.graph.job("k", { id: job }).edge("j", "k");
      const upgrade = { graph, releaseNote: "2", sourceUrl: "https://git.invalid/2" };
      expect(await saagie.pipelines.upgrade(id, upgrade)).toMatchObject({ number: 2, releaseNote: "2" });
    });
  },
);

describe("an alias before 2024.01", () => {
  test("never differs: it is told of once, and nothing is sent", async () => {
    const { own, saagie, project, warnings, definition } = await older("2023.05");
    await saagie.pipelines.create(project, definition);
    const [before, asked] = [warnings.length, watchRequests(own.emulator)];
    const wanted = { ...definition, alias: "another" };
    expect(await saagie.pipelines.createOrUpgrade(project, wanted)).toMatchObject({
      action: "unchanged",
      changed: [],
    });
    expect(asked.writes()).toEqual([]);
    expect(warnings.slice(before)).toEqual([
      {
        operation: "PipelinesEdit",
        path: "pipeline.alias",
        message: expect.stringContaining("it is there from version 2024.01 on") as string,
      },
    ]);
  });

  test("does not keep what else differs from being sent", async () => {
    const { own, saagie, project, definition } = await older("2023.05");
    await saagie.pipelines.create(project, definition);
    const asked = watchRequests(own.emulator);
    const wanted = { ...definition, description: "d" };
    expect(await saagie.pipelines.createOrUpgrade(project, wanted)).toMatchObject({
      action: "upgraded",
      changed: ["description"],
    });
    expect(asked.writes()).toEqual(["PipelinesEdit"]);
  });

  test("cannot be edited", async () => {
    const { own, saagie, project, definition } = await older("2023.05");
    const { id } = await saagie.pipelines.create(project, definition);
    const asked = watchRequests(own.emulator);
    const error = await rejection(saagie.pipelines.edit(id, { alias: "another", description: "d" }));
    expect(error).toBeInstanceOf(UnsupportedByPlatformError);
    expect(String(error)).toContain("2024.01");
    expect(asked.writes()).toEqual([]);
  });
});
