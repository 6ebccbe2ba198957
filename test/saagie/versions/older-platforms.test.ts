import { expect, test } from "vitest";
import { emulateSaagie } from "../../../src/emulator/index.ts";
import { NotFoundError, UnsupportedByPlatformError } from "../../../src/index.ts";
import { pipelineGraph, Saagie } from "../../../src/saagie/index.ts";
import { rejection } from "../support/things.ts";

function oldest(): { readonly saagie: Saagie; readonly asked: () => readonly unknown[] } {
  const emulator = emulateSaagie({ platformVersion: "2023.01", projectSeconds: 0 });
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, realm, platform, user, password, fetch, clock });
  return { saagie, asked: () => [...emulator.requests].map(({ operation }) => operation) };
}

test("a project is found by name in the list where the platform cannot be asked for one", async () => {
  const { saagie, asked } = oldest();
  const { id } = await saagie.projects.create({ name: "Sales" });
  expect(await saagie.projects.idOf("Sales")).toBe(id);
  expect(asked()).toContain("ProjectsList");
  expect(asked()).not.toContain("ProjectsGetByName");
  expect(await rejection(saagie.projects.idOf("Purchases"))).toBeInstanceOf(NotFoundError);
});

test("what is read by name or alias is read through the list where the platform cannot be asked for it", async () => {
  const { saagie, asked } = oldest();
  const { id: project } = await saagie.projects.create({ name: "Sales" });
  const job = await saagie.jobs.create("Sales", { name: "Load", technology: "Bash", commandLine: "true" });
  const { id } = await saagie.pipelines.create("Sales", {
    name: "Nightly",
    graph: pipelineGraph().job("load", { id: job.id }),
  });
  expect((await saagie.projects.getByName("Sales")).id).toBe(project);
  expect((await saagie.jobs.getByAlias("Sales", "Load")).id).toBe(job.id);
  expect((await saagie.pipelines.getByName("Sales", "Nightly")).id).toBe(id);
  expect(await rejection(saagie.jobs.getByAlias("Sales", "Lode"))).toBeInstanceOf(NotFoundError);
  expect(await rejection(saagie.pipelines.getByName("Sales", "Daily"))).toBeInstanceOf(NotFoundError);
  expect(asked()).toEqual(
    expect.not.arrayContaining(["ProjectsGetByName", "JobsGetByAlias", "PipelinesGetByName"]),
  );
});

test("an alias that the platform has for no pipeline is refused with a word", async () => {
  const { saagie } = oldest();
  await saagie.projects.create({ name: "Sales" });
  const job = await saagie.jobs.create("Sales", { name: "Load", technology: "Bash", commandLine: "true" });
  const graph = pipelineGraph().job("load", { id: job.id });
  await saagie.pipelines.create("Sales", { name: "Nightly", graph });
  const error = await rejection(saagie.pipelines.getByAlias("Sales", "nightly"));
  expect(error).toBeInstanceOf(UnsupportedByPlatformError);
});

test("a method that the platform lacks is refused before it is sent", async () => {
  const { saagie, asked } = oldest();
  const error = await rejection(saagie.jobs.duplicate("00000000-0000-4000-8000-000000000000"));
  expect(error).toBeInstanceOf(UnsupportedByPlatformError);
  expect(asked()).not.toContain("JobsDuplicate");
});
