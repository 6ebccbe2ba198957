import { expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { pipelineGraph } from "../../../../src/saagie/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { journals, json } from "../support/archives.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

/** Leaves the journals of an import as after a crash before it could write which versions it had made. */
async function forgetVersions(archive: Archive): Promise<void> {
  const paths = (await journals(archive)).filter((path) =>
    /(?:jobs|pipelines)\/.*journal\.json$/u.test(path),
  );
  expect(paths).toHaveLength(2);
  for (const path of paths) {
    const journal = (await json(archive, path)) as object;
    await archive.write(path, JSON.stringify({ ...journal, versions: {}, done: false }));
  }
}

test("each version of an archive stands for one version of the target, also where two are equal", async () => {
  const { id: from } = await platform.makeProject();
  const { id: job } = await saagie.jobs.create(from, {
    name: "Twins",
    technology: "Bash",
    commandLine: "echo 1",
  });
  await saagie.jobs.upgrade(job, {});
  await saagie.jobs.upgrade(job, { commandLine: "echo 3" });
  const graph = pipelineGraph().job("a", { id: job });
  const { id: pipeline } = await saagie.pipelines.create(from, { name: "Twins", graph });
  await saagie.pipelines.upgrade(pipeline, {});
  await saagie.pipelines.upgrade(pipeline, { graph: graph.job("b", { id: job }).edge("a", "b") });
  const archive = memoryArchive();
  await saagie.projects.export(from, archive);
  const name = platform.unique("twins");
  const { projectId } = await saagie.projects.import(archive, { name });
  await forgetVersions(archive);
  const asked = watchRequests(emulator);
  await saagie.projects.import(archive, { name });
  expect(asked.writes().filter((write) => write.includes("AddVersion"))).toEqual([]);
  const [madeJob] = await saagie.jobs.list(projectId);
  const [madePipeline] = await saagie.pipelines.list(projectId);
  expect([madeJob?.versions.length, madePipeline?.versions.length]).toEqual([3, 3]);
});
