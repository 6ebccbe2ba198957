import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { NotFoundError } from "../../../src/index.ts";
import { pipelineGraph, type Saagie } from "../../../src/saagie/index.ts";
import { emulatedPlatform } from "../support/platform.ts";
import { NOBODY, rejection } from "../support/things.ts";

// From 2023.04 on the platform can be asked for one thing by its name or alias; before, a list has to do.
describe.each(["2023.01", "2023.05", "2024.05"])("on a platform of %s", (platformVersion) => {
  const platform = emulatedPlatform({ platformVersion, projectSeconds: 0 });
  const { saagie } = platform;
  afterAll(() => platform.close());
  const ids = { project: "", job: "", pipeline: "", app: "" };

  beforeAll(async () => {
    ids.project = (await saagie.projects.create({ name: "Sales" })).id;
    const job = { name: "Load", technology: "Bash", commandLine: "true", alias: "load_it" };
    ids.job = (await saagie.jobs.create("Sales", job)).id;
    const graph = pipelineGraph().job("load", ids.job);
    ids.pipeline = (await saagie.pipelines.create("Sales", { name: "Nightly", graph })).id;
    const ports = [{ number: 80 }];
    ids.app = (await saagie.apps.create("Sales", { name: "Page", image: "nginx:1", ports })).id;
  });

  const reads: readonly [string, (saagie: Saagie) => Promise<{ readonly id: string }>, keyof typeof ids][] = [
    ["projects.getByName", ({ projects }) => projects.getByName("SALES"), "project"],
    ["pipelines.getByName", ({ pipelines }) => pipelines.getByName("sales", "nightly"), "pipeline"],
    ["apps.getByName", ({ apps }) => apps.getByName("sales", "PAGE"), "app"],
    ["projects.get", ({ projects }) => projects.get({ name: "sAles" }), "project"],
    ["pipelines.get", ({ pipelines }) => pipelines.get({ project: "sales", name: "NIGHTLY" }), "pipeline"],
  ];

  test.each(reads)("%s ignores case", async (_, read, what) => {
    expect((await read(saagie)).id).toBe(ids[what]);
  });

  const misses: readonly [string, (saagie: Saagie) => Promise<unknown>, string][] = [
    ["projects.getByName", ({ projects }) => projects.getByName("Sale"), "Sales"],
    ["pipelines.getByName", ({ pipelines }) => pipelines.getByName("Sales", "Nightle"), "Nightly"],
    ["apps.getByName", ({ apps }) => apps.getByName("Sales", "Pages"), "Page"],
  ];

  test.each(misses)("%s tells near names", async (_, read, near) => {
    const error = await rejection(read(saagie));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ near: [near] });
    expect(String(error)).toContain(`Did you mean "${near}"?`);
  });

  test("a project that is not there is what is missing", async () => {
    for (const read of [
      saagie.jobs.getByAlias(NOBODY, "load_it"),
      saagie.pipelines.getByName(NOBODY, "Nightly"),
    ]) {
      expect(await rejection(read)).toBeInstanceOf(NotFoundError);
    }
  });
});

describe.each(["2024.01", "2024.05"])("aliases on a platform of %s", (platformVersion) => {
  test("are near, too, of jobs and of pipelines", async () => {
    const platform = emulatedPlatform({ platformVersion, projectSeconds: 0 });
    onTestFinished(() => platform.close());
    const { saagie } = platform;
    await saagie.projects.create({ name: "Sales" });
    const job = { name: "Load", technology: "Bash", commandLine: "true", alias: "load_it" };
    const { id } = await saagie.jobs.create("Sales", job);
    const graph = pipelineGraph().job("load", id);
    await saagie.pipelines.create("Sales", { name: "Nightly", alias: "every_night", graph });
    for (const [read, near] of [
      [saagie.jobs.getByAlias("Sales", "lode_it"), "load_it"],
      [saagie.pipelines.getByAlias("Sales", "every_nite"), "every_night"],
    ] as const) {
      const error = await rejection(read);
      expect(error).toBeInstanceOf(NotFoundError);
      expect(error).toMatchObject({ near: [near] });
    }
  });
});
