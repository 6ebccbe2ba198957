import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  appsOperations,
  environmentVariablesOperations,
  pipelinesOperations,
  storagesOperations,
} from "../../../../generated/saagie/methods.ts";
import { foldCase } from "../../../../src/core/lookup/lookup.ts";
import { packed } from "../support/archives.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";
import { callerOf, essenceOf } from "../support/sample-project.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie } = platform;
const call = callerOf(saagie);

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const names = text.filter((name) => name.trim() !== "");
const unique = <T extends { readonly name: string }>(
  item: fc.Arbitrary<T>,
  maxLength: number,
): fc.Arbitrary<T[]> =>
  fc.uniqueArray(item, {
    minLength: 0,
    maxLength,
    comparator: (a, b) => foldCase(a.name) === foldCase(b.name),
  });

const variable = fc.record({
  name: fc.stringMatching(/^[A-Z]\w{0,12}$/u),
  value: fc.string({ unit: "grapheme", maxLength: 60 }),
  description: text,
  isPassword: fc.boolean(),
});
const variables = unique(variable, 3);

/** A graph of which each node leads only to later ones: there can be no cycle. */
const graph = fc
  .array(
    fc.record({
      id: fc.uuid(),
      job: fc.nat({ max: 1 }),
      isCondition: fc.boolean(),
      next: fc.array(fc.nat({ max: 5 }), { maxLength: 2 }),
      position: fc.option(fc.record({ x: fc.integer(), y: fc.integer() })),
      condition: fc.constantFrom(
        { status: { value: "AllSuccess" as const } },
        { status: { value: "AtLeastOneSuccess" as const } },
        { custom: { expression: `a.contains("x") && b == ")" || 1 > 2` } },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .filter((nodes) => new Set(nodes.map(({ id }) => id)).size === nodes.length)
  .filter((nodes) => nodes.some(({ isCondition }) => !isCondition));

const version = fc.record({ graph, releaseNote: text });
const pipeline = fc.record({
  name: names,
  description: text,
  isScheduled: fc.boolean(),
  cronScheduling: fc.option(fc.constantFrom("0 4 * * *", "*/5 0 1 1 0")),
  hasExecutionVariablesEnabled: fc.boolean(),
  versions: fc.array(version, { minLength: 1, maxLength: 3 }),
  current: fc.nat({ max: 2 }),
  variables,
});
const app = fc.record({
  name: names,
  description: text,
  images: fc.array(fc.constantFrom("nginx:1", "nginx:2", "redis:7"), { minLength: 1, maxLength: 3 }),
  ports: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 2 }),
  current: fc.nat({ max: 2 }),
  isStopped: fc.boolean(),
  variables,
});
const storage = fc.record({
  name: names,
  size: fc.constantFrom("64 MB", "1 GB", "1.5 GiB"),
  description: text,
  app: fc.nat({ max: 2 }),
});
const project = fc.record({
  pipelines: unique(pipeline, 3),
  apps: unique(app, 2),
  storages: unique(storage, 3),
  variables,
});

type MadeUp = typeof project extends fc.Arbitrary<infer T> ? T : never;
type Owner = { readonly scope: "PROJECT" | "PIPELINE" | "APP"; readonly entityId: string };

async function makeVariables({ scope, entityId }: Owner, list: MadeUp["variables"]): Promise<void> {
  for (const one of list) {
    const environmentVariable = { ...one, scope };
    await call(environmentVariablesOperations.create, { entityId, environmentVariable });
  }
}

async function makePipeline(
  projectId: string,
  jobs: readonly string[],
  { versions, current, variables: own, cronScheduling, isScheduled, ...more }: MadeUp["pipelines"][number],
): Promise<void> {
  const graphs = versions.map(({ graph: nodes }) => {
    const after = (at: number, ways: readonly number[]): readonly string[] =>
      [...new Set(ways)].flatMap((way) => nodes[at + 1 + way]?.id ?? []);
    return {
      jobNodes: nodes.flatMap(({ id, job, isCondition, next, position }, at) =>
        isCondition ? [] : [{ id, job: { id: jobs[job] ?? "" }, nextNodes: after(at, next), position }],
      ),
      conditionNodes: nodes.flatMap(({ id, isCondition, next, position, condition }, at) =>
        isCondition
          ? [{ id, nextNodesSuccess: after(at, next), nextNodesFailure: after(at, []), position, condition }]
          : [],
      ),
    };
  });
  const [first, ...others] = versions;
  const schedule =
    cronScheduling === null
      ? { isScheduled: false }
      : { isScheduled, cronScheduling, scheduleTimezone: "Europe/Paris" };
  const { id } = await call(pipelinesOperations.create, {
    pipeline: {
      ...more,
      ...schedule,
      projectId,
      alias: `alias_${Buffer.from(foldCase(more.name)).toString("hex")}`,
      releaseNote: first?.releaseNote ?? "",
      graph: graphs[0] ?? {},
    },
  });
  for (const [at, { releaseNote }] of others.entries()) {
    await call(pipelinesOperations.addVersion, { pipelineId: id, graph: graphs[at + 1] ?? {}, releaseNote });
  }
  await call(pipelinesOperations.rollback, {
    pipelineId: id,
    versionNumber: (current % versions.length) + 1,
  });
  await makeVariables({ scope: "PIPELINE", entityId: id }, own);
}

async function makeApps(projectId: string, { apps, storages }: MadeUp): Promise<void> {
  const catalogue = await saagie.technologies.list({ catalog: "Saagie" });
  const technologyId = catalogue.find(({ label }) => label === "Docker image")?.id ?? "";
  const mounts: { readonly app: number; readonly volumeId: string; readonly path: string }[] = [];
  for (const [at, { app: owner, ...volume }] of storages.entries()) {
    const { id } = await call(storagesOperations.create, { volume: { ...volume, projectId } });
    mounts.push({ app: owner, volumeId: id, path: `/${at}` });
  }
  for (const [at, { images, ports, current, isStopped, variables: own, ...more }] of apps.entries()) {
    const volumesWithPath = mounts
      .filter((mount) => mount.app === at)
      .map(({ path, volumeId }) => ({ path, volumeId }));
    const [first, ...others] = images.map((image) => ({
      dockerInfo: { image },
      ports: ports.map((number) => ({ number, isRewriteUrl: false })),
      volumesWithPath,
    }));
    if (first === undefined) continue;
    const { id } = await call(appsOperations.create, {
      app: { ...more, projectId, technologyId, version: first },
    });
    for (const other of others) await call(appsOperations.addVersion, { appId: id, version: other });
    const versionNumber = (current % images.length) + 1;
    await call(appsOperations.rollback, { appId: id, versionNumber });
    if (isStopped) await call(appsOperations.stop, { id });
    await makeVariables({ scope: "APP", entityId: id }, own);
  }
}

async function make(projectId: string, madeUp: MadeUp): Promise<void> {
  const jobs: string[] = [];
  for (const name of ["one", "two"]) {
    jobs.push((await saagie.jobs.create(projectId, { name, technology: "Bash", commandLine: name })).id);
  }
  for (const one of madeUp.pipelines) await makePipeline(projectId, jobs, one);
  await makeApps(projectId, madeUp);
  await makeVariables({ scope: "PROJECT", entityId: projectId }, madeUp.variables);
}

describe.each(packed)("through a $name", ({ name: place, fill }) => {
  test(
    "a project of any kind comes back as it was, and importing it again changes nothing",
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(project, async (madeUp) => {
          const [from, to] = [await platform.makeProject(), await platform.makeProject()];
          await make(from.id, madeUp);
          const archive = await fill((empty) => saagie.projects.export(from.id, empty));
          const options = { into: to.id, secrets: () => "told" };
          await saagie.projects.import(archive, options);
          const again = await fill((empty) => saagie.projects.export(to.id, empty));
          expect(await essenceOf(again)).toEqual(await essenceOf(archive));
          const { steps } = await saagie.projects.import(archive, options);
          expect(steps.filter(({ action }) => action !== "unchanged")).toEqual([]);
        }),
        { numRuns: samples(place === "memory" ? 30 : 8) },
      );
    },
  );
});
