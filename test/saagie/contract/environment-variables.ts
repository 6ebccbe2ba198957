import { expect } from "vitest";
import type { EnvironmentVariable, Project } from "../../../src/saagie/index.ts";
import { makeApp } from "../support/app-things.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { makePipeline } from "../support/pipeline-things.ts";
import { makeJob, NOBODY } from "../support/things.ts";

/** A variable that was made for a test. */
export interface MadeVariable {
  readonly id: string;
  readonly name: string;
  readonly project: Project;
}

/** A name that no other variable has. */
function variableName(platform: TestPlatform): string {
  return platform.unique("VAR").replace(/\W/gu, "_");
}

/** Makes a variable in the project that the tests share. */
export async function makeVariable(
  platform: TestPlatform,
  more: { readonly value?: string; readonly isPassword?: boolean } = {},
): Promise<MadeVariable> {
  const project = await platform.project();
  const definition = { name: variableName(platform), value: "north", ...more };
  const { id, name } = await platform.saagie.environmentVariables.create({ project: project.id }, definition);
  return { id, name, project };
}

const aVariable = (platform: TestPlatform): Promise<MadeVariable> => makeVariable(platform);
const named = (list: readonly EnvironmentVariable[], name: string): EnvironmentVariable | undefined =>
  list.find((variable) => variable.name === name);
const NOTHING = "NOTHING_HAS_THIS_NAME";
const TOO_MANY = { name: "FIRST", value: "one" };

/** What environment variables promise. */
export const environmentVariableContracts: readonly ContractRow[] = [
  contract({
    method: "environmentVariables.listGlobal",
    prepare: async ({ saagie, unique }) => {
      const name = unique("GLOBAL").replace(/\W/gu, "_");
      return saagie.environmentVariables.create({ scope: "GLOBAL" }, { name, value: "x" });
    },
    call: ({ environmentVariables }) => environmentVariables.listGlobal(),
    check: (list, { id, name }) =>
      expect(list).toContainEqual(expect.objectContaining({ id, name, value: "x" })),
    missing: "cannot be missing",
    denied: "viewer",
    refused: { answerTo: "EnvironmentVariablesListGlobal" },
  }),
  contract({
    method: "environmentVariables.listForProject",
    prepare: aVariable,
    call: ({ environmentVariables }, { project }) => environmentVariables.listForProject(project.id),
    check: (list, { id, name }) => expect(list).toContainEqual(expect.objectContaining({ id, name })),
    missing: ({ environmentVariables }) => environmentVariables.listForProject(NOBODY),
    denied: "outsider",
    refused: { answerTo: "EnvironmentVariablesListForProject" },
  }),
  contract({
    method: "environmentVariables.listForPipeline",
    prepare: async (platform) => {
      const pipeline = await makePipeline(platform);
      await platform.saagie.environmentVariables.create(
        { pipeline: pipeline.id },
        { name: "DAY", value: "today" },
      );
      return pipeline;
    },
    call: ({ environmentVariables }, { id }) => environmentVariables.listForPipeline(id),
    check: (list) =>
      expect(list).toContainEqual(
        expect.objectContaining({ name: "DAY", scope: "PIPELINE", value: "today" }),
      ),
    missing: ({ environmentVariables }) => environmentVariables.listForPipeline(NOBODY),
    denied: "outsider",
    refused: { answerTo: "EnvironmentVariablesListForPipeline" },
  }),
  contract({
    method: "environmentVariables.listForApp",
    prepare: async (platform) => {
      const app = await makeApp(platform);
      await platform.saagie.environmentVariables.create({ app: app.id }, { name: "REGION", value: "north" });
      return app;
    },
    call: ({ environmentVariables }, { id }) => environmentVariables.listForApp(id, { scope: "APP" }),
    check: (list) => expect(list).toMatchObject([{ name: "REGION", scope: "APP", value: "north" }]),
    missing: ({ environmentVariables }) => environmentVariables.listForApp(NOBODY),
    denied: "outsider",
    refused: { answerTo: "EnvironmentVariablesListForApp" },
  }),
  contract({
    method: "environmentVariables.listForJob",
    prepare: async (platform) => ({ job: await makeJob(platform), variable: await makeVariable(platform) }),
    call: ({ environmentVariables }, { job }) => environmentVariables.listForJob(job.id),
    check: (list, { variable: { id, name } }) =>
      expect(list).toContainEqual(expect.objectContaining({ id, name, scope: "PROJECT" })),
    missing: ({ environmentVariables }) => environmentVariables.listForJob(NOBODY),
    denied: "outsider",
    refused: { answerTo: "EnvironmentVariablesListForJob" },
  }),
  contract({
    method: "environmentVariables.list",
    prepare: aVariable,
    call: ({ environmentVariables }, { project }) =>
      environmentVariables.list({ project: project.id }, { scopeOnly: true }),
    check: (list, { id, name }) => {
      expect(named(list, name)).toMatchObject({ id, value: "north", scope: "PROJECT", overriddenValues: [] });
      expect(new Set(list.map(({ scope }) => scope))).toEqual(new Set(["PROJECT"]));
    },
    missing: ({ environmentVariables }) => environmentVariables.list({ project: NOBODY }),
    denied: "outsider",
    refused: { answerTo: "EnvironmentVariablesListForProject" },
  }),
  contract({
    method: "environmentVariables.get",
    prepare: aVariable,
    call: ({ environmentVariables }, { project, name }) =>
      environmentVariables.get({ project: project.id, name }),
    check: (answer, { id, name }) => expect(answer).toMatchObject({ id, name, value: "north" }),
    missing: ({ environmentVariables }, { project }) =>
      environmentVariables.get({ project: project.id, name: NOTHING }),
    denied: "outsider",
    refused: { answerTo: "EnvironmentVariablesListForProject" },
  }),
  contract({
    method: "environmentVariables.idOf",
    prepare: aVariable,
    call: ({ environmentVariables }, { project, name }) =>
      environmentVariables.idOf({ project: project.id, name }),
    check: (answer, { id }) => expect(answer).toBe(id),
    missing: ({ environmentVariables }, { project }) =>
      environmentVariables.idOf({ project: project.id, name: NOTHING }),
    denied: "outsider",
    refused: { answerTo: "EnvironmentVariablesListForProject" },
  }),
  contract({
    method: "environmentVariables.create",
    prepare: async (platform) => ({ project: await platform.project(), name: variableName(platform) }),
    call: ({ environmentVariables }, { project, name }) =>
      environmentVariables.create({ project: project.id }, { name, value: "north", description: "where" }),
    check: async (answer, { project, name }, { saagie }) => {
      const expected = { name, value: "north", description: "where", isPassword: false, scope: "PROJECT" };
      expect(answer).toMatchObject(expected);
      expect(await saagie.environmentVariables.get({ project: project.id, name })).toMatchObject(expected);
    },
    missing: ({ environmentVariables }) => environmentVariables.create({ project: NOBODY }, TOO_MANY),
    denied: "viewer",
    refused: {
      call: async ({ environmentVariables }, { project }, platform) => {
        const { name } = await makeVariable(platform);
        return environmentVariables.create({ project: project.id }, { name, value: "south" });
      },
      fields: { name: "NAME_ALREADY_USED" },
    },
  }),
  contract({
    method: "environmentVariables.update",
    prepare: aVariable,
    call: ({ environmentVariables }, { project, name }) =>
      environmentVariables.update({ project: project.id, name }, { value: "south" }),
    check: async (answer, { id, project, name }, { saagie }) => {
      expect(answer).toMatchObject({ id, name, value: "south" });
      const now = await saagie.environmentVariables.get({ project: project.id, name });
      expect(now).toMatchObject({ id, value: "south" });
    },
    missing: ({ environmentVariables }, { project }) =>
      environmentVariables.update({ project: project.id, name: NOTHING }, { value: "south" }),
    denied: "viewer",
    refused: {
      call: async ({ environmentVariables }, { project, name }, platform) => {
        const other = await makeVariable(platform);
        return environmentVariables.update({ project: project.id, name }, { name: other.name });
      },
      fields: { name: "NAME_ALREADY_USED" },
    },
  }),
  contract({
    method: "environmentVariables.createOrUpdate",
    prepare: aVariable,
    call: ({ environmentVariables }, { project, name }) =>
      environmentVariables.createOrUpdate({ project: project.id }, { name, value: "south" }),
    check: (answer, { id, name }) =>
      expect(answer).toMatchObject({ action: "updated", variable: { id, name, value: "south" } }),
    missing: ({ environmentVariables }) => environmentVariables.createOrUpdate({ project: NOBODY }, TOO_MANY),
    denied: "viewer",
    refused: { answerTo: "EnvironmentVariablesEdit" },
  }),
  contract({
    method: "environmentVariables.replaceAll",
    needs: "2024.02",
    prepare: (platform) => makeApp(platform),
    call: ({ environmentVariables }, { id }) =>
      environmentVariables.replaceAll({ app: id }, { REGION: "north", EMPTY: "", URL: "a=b" }),
    check: async (answer, { id }, { saagie }) => {
      const values = [
        { name: "REGION", value: "north" },
        { name: "EMPTY", value: "" },
        { name: "URL", value: "a=b" },
      ];
      expect(answer).toMatchObject(values);
      expect(await saagie.environmentVariables.list({ app: id }, { scopeOnly: true })).toMatchObject(values);
    },
    missing: ({ environmentVariables }) => environmentVariables.replaceAll({ app: NOBODY }, { REGION: "x" }),
    denied: "viewer",
    refused: { answerTo: "EnvironmentVariablesReplaceAll" },
  }),
  contract({
    method: "environmentVariables.delete",
    prepare: aVariable,
    call: ({ environmentVariables }, { project, name }) =>
      environmentVariables.delete({ project: project.id, name }),
    check: async (_, { project, name }, { saagie }) =>
      expect(named(await saagie.environmentVariables.list({ project: project.id }), name)).toBeUndefined(),
    missing: ({ environmentVariables }) => environmentVariables.delete(NOBODY),
    denied: "viewer",
    refused: { answerTo: "EnvironmentVariablesDelete" },
  }),
];
