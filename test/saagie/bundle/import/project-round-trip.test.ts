import { describe, expect, test } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import { packed } from "../support/archives.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";
import { essenceOf, makeRichProject } from "../support/sample-project.ts";

const platform = bundlePlatform();
const { saagie } = platform;

const secrets = ({ what }: { readonly what: string }): string => `told for ${what}`;

describe.each(packed)("through a $name", ({ fill }) => {
  test("a whole project comes back as it was", async () => {
    const { id } = await platform.makeProject();
    await makeRichProject(saagie, id);
    const archive = await fill((empty) => saagie.projects.export(id, empty));
    const expected = await essenceOf(archive);
    const name = platform.unique("copy");
    const plan = await saagie.projects.planImport(archive, { name, secrets });
    expect(plan.steps.filter(({ action }) => action !== "create")).toEqual([]);
    const { projectId, imported } = await saagie.projects.import(archive, { name, secrets });
    expect(imported.filter(({ action }) => action !== "created")).toEqual([]);
    const again = memoryArchive();
    await saagie.projects.export(projectId, again);
    expect(await essenceOf(again)).toEqual(expected);
    const second = await saagie.projects.import(archive, { name, secrets });
    expect(second.steps.filter(({ action }) => action !== "unchanged")).toEqual([]);
  });
});
