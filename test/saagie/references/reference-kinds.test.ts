import { describe, expect, test } from "vitest";
import type { ReferenceKind } from "../../../generated/saagie/methods.ts";
import type { Caller } from "../../../src/core/client.ts";
import {
  AmbiguousNameError,
  InvalidInputError,
  NotFoundError,
  UnsupportedByPlatformError,
} from "../../../src/index.ts";
import { createReferences } from "../../../src/saagie/references/references.ts";
import { NOBODY, rejection } from "../support/things.ts";

const HOME = { url: "https://acme-workspace.example.io", platform: 6 };
const PROJECT = "11111111-1111-4111-8111-111111111111";
const FOUND = "22222222-2222-4222-8222-222222222222";
const OTHER = "33333333-3333-4333-8333-333333333333";
const page = (path: string): string => `${HOME.url}/projects/platform/6/project/${PROJECT}${path}`;

/** References of a platform that answers every operation as told, and notes what it was asked. */
function answering(answers: Readonly<Record<string, unknown>>) {
  const asked: { readonly name: string; readonly variables: unknown }[] = [];
  const call = ((operation: { readonly name: string }, variables: unknown) => {
    asked.push({ name: operation.name, variables });
    if (!Object.hasOwn(answers, operation.name)) {
      return Promise.reject(new Error(`${operation.name} was not to be asked`));
    }
    const answer = answers[operation.name];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }) as Caller;
  const { resolve } = createReferences(HOME, call);
  const find = async (kind: string, reference: unknown, variables = {}): Promise<string> =>
    resolve(kind, reference, { variables });
  return { find, asked };
}

const KINDS: readonly ReferenceKind[] = [
  "APP",
  "DOCKER_CREDENTIALS",
  "ENVIRONMENT_VARIABLE",
  "JOB",
  "JOB_INSTANCE",
  "PIPELINE",
  "PIPELINE_INSTANCE",
  "PROJECT",
  "REPOSITORY",
  "STORAGE",
  "TECHNOLOGY",
];

describe.each(KINDS)("a reference of the kind %s", (kind) => {
  const { find, asked } = answering({});

  test("is an id as it is, and asks nothing", async () => {
    expect(await find(kind, NOBODY.toUpperCase())).toBe(NOBODY);
    expect(await find(kind, { id: FOUND })).toBe(FOUND);
    expect(asked).toEqual([]);
  });

  test.each([
    {},
    { id: 7 },
    { id: "" },
    { id: { id: FOUND } },
    7,
    "",
    null,
    [FOUND],
    { name: 7 },
    { project: PROJECT },
  ])("is refused when it is %o", async (reference) => {
    expect(await rejection(find(kind, reference))).toBeInstanceOf(InvalidInputError);
    expect(asked).toEqual([]);
  });

  test("is refused as a URL of another platform", async () => {
    const url = `${HOME.url}/projects/platform/7/project/${PROJECT}/job/${NOBODY}`;
    expect(String(await rejection(find(kind, url)))).toMatch(/connect to the other one/u);
  });
});

test("a kind that nothing looks up is a loud mistake, and no id", async () => {
  expect(await rejection(answering({}).find("CLUSTER", { name: "x" }))).toBeInstanceOf(TypeError);
  expect(await rejection(answering({}).find("toString", FOUND))).toBeInstanceOf(TypeError);
});

test.each([
  ["PIPELINE", `/pipeline/${FOUND}`],
  ["PIPELINE", `/pipeline/${FOUND}/instances/${NOBODY}`],
  ["PIPELINE_INSTANCE", `/pipeline/${NOBODY}/instances/${FOUND}`],
  ["JOB_INSTANCE", `/job/${NOBODY}/instances/${FOUND}`],
  ["APP", `/app/${FOUND}`],
  ["APP", `/app/${FOUND}/logs`],
  ["JOB", `/job/${FOUND}`],
])("the URL of a %s is read: %s", async (kind, path) => {
  expect(await answering({}).find(kind, page(path))).toBe(FOUND);
  expect(await answering({}).find(kind, new URL(page(path)))).toBe(FOUND);
});

test.each(["PIPELINE", "PIPELINE_INSTANCE", "APP", "STORAGE", "REPOSITORY", "DOCKER_CREDENTIALS"])(
  "the URL of something else is none of a %s",
  async (kind) => {
    expect(String(await rejection(answering({}).find(kind, page(`/job/${NOBODY}`))))).toMatch(
      /holds no .* id/u,
    );
  },
);

/** What a platform answers that knows nothing by exactly that name or alias. */
const MISSES = {
  PipelinesIdByName: new NotFoundError("There is none."),
  PipelinesIdByAlias: new NotFoundError("There is none."),
  JobsIdByAlias: new NotFoundError("There is none."),
};

test.each([
  ["JOB", { alias: "daily_data" }, "JobsIdByAlias"],
  ["PIPELINE", { alias: "daily_data" }, "PipelinesIdByAlias"],
  ["PIPELINE", { name: "Daily data" }, "PipelinesIdByName"],
])("a %s by %o is asked for alone, without a list", async (kind, wanted, operation) => {
  const { find, asked } = answering({ [operation]: { id: FOUND } });
  expect(await find(kind, { project: PROJECT, ...wanted })).toBe(FOUND);
  expect(asked).toEqual([{ name: operation, variables: { projectId: PROJECT, ...wanted } }]);
});

test("a platform that is too old to be asked for one tells it in its list", async () => {
  const { find } = answering({
    JobsIdByAlias: new UnsupportedByPlatformError("Too old."),
    JobsListMinimal: [{ id: FOUND, name: "Daily data", alias: "daily_data" }],
  });
  expect(await find("JOB", { project: PROJECT, alias: "daily_data" })).toBe(FOUND);
});

describe.each([
  ["PIPELINE", "PipelinesListMinimal", "pipelines", ["PipelinesIdByName"]],
  ["APP", "AppsListMinimal", "apps", []],
  ["STORAGE", "StoragesListMinimal", "volumes", []],
])("a %s is named within its project", (kind, operation, member, before) => {
  const items = [
    { id: FOUND, name: "Daily data", alias: "daily_data" },
    { id: OTHER, name: "Weekly data", alias: "weekly_data" },
  ];

  test("by its name in any case, over one short list", async () => {
    const { find, asked } = answering({ ...MISSES, [operation]: { [member]: items } });
    expect(await find(kind, { project: PROJECT, name: "daily DATA" })).toBe(FOUND);
    expect(asked.map(({ name }) => name)).toEqual([...before, operation]);
    expect(asked.at(-1)?.variables).toEqual({ projectId: PROJECT });
  });

  test("in a project that is named, too", async () => {
    const { find, asked } = answering({
      ...MISSES,
      ProjectsGetByName: { id: PROJECT },
      [operation]: { [member]: items },
    });
    expect(await find(kind, { project: { name: "Sales" }, name: "Daily data" })).toBe(FOUND);
    expect(asked.map(({ name }) => name)).toEqual(["ProjectsGetByName", ...before, operation]);
  });

  test("and not found with near names", async () => {
    const { find } = answering({ ...MISSES, [operation]: { [member]: items } });
    const error = await rejection(find(kind, { project: PROJECT, name: "Daily dat" }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as NotFoundError).near).toContain("Daily data");
  });

  test("and not by its name alone", async () => {
    expect(String(await rejection(answering({}).find(kind, "Daily data")))).toMatch(/\{ project, name \}/u);
  });
});

test("a pipeline has an alias, an app has none", async () => {
  const pipelines = [{ id: FOUND, name: "Daily data", alias: "daily_data" }];
  const { find } = answering({ ...MISSES, PipelinesListMinimal: { pipelines } });
  expect(await find("PIPELINE", { project: PROJECT, alias: "daily_data" })).toBe(FOUND);
  const error = await rejection(find("PIPELINE", { project: PROJECT, alias: "daily_dat" }));
  expect((error as NotFoundError).near).toEqual(["daily_data"]);
  expect(await rejection(find("APP", { project: PROJECT, alias: "x" }))).toBeInstanceOf(InvalidInputError);
});

describe("an environment variable is named by its owner", () => {
  const variable = (id: string, scope: string, name = "TOKEN") => ({ id, scope, name });
  const OWN = [
    ["GLOBAL", { scope: "GLOBAL", name: "TOKEN" }, "EnvironmentVariablesListGlobal", {}],
    [
      "PROJECT",
      { project: PROJECT, name: "TOKEN" },
      "EnvironmentVariablesListForProject",
      { projectId: PROJECT },
    ],
    [
      "PIPELINE",
      { pipeline: OTHER, name: "TOKEN" },
      "EnvironmentVariablesListForPipeline",
      { pipelineId: OTHER, scope: "PIPELINE" },
    ],
    ["APP", { app: OTHER, name: "TOKEN" }, "EnvironmentVariablesListForApp", { appId: OTHER, scope: "APP" }],
  ] as const;

  test.each(OWN)("%s", async (scope, reference, operation, variables) => {
    const { find, asked } = answering({
      [operation]: [variable(OTHER, scope, "OTHER"), variable(FOUND, scope)],
    });
    expect(await find("ENVIRONMENT_VARIABLE", reference)).toBe(FOUND);
    expect(asked).toEqual([{ name: operation, variables }]);
  });

  test("an inherited one is none of its own, nor is one in another case", async () => {
    const listed = [variable(OTHER, "GLOBAL"), variable(FOUND, "PROJECT", "Token")];
    const { find } = answering({ EnvironmentVariablesListForProject: listed });
    const error = await rejection(find("ENVIRONMENT_VARIABLE", { project: PROJECT, name: "TOKEN" }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as NotFoundError).near).toEqual(["Token"]);
  });

  test("the owner may be named, too", async () => {
    const { find, asked } = answering({
      AppsListMinimal: { apps: [{ id: OTHER, name: "Dashboard" }] },
      EnvironmentVariablesListForApp: [variable(FOUND, "APP")],
    });
    const app = { project: PROJECT, name: "Dashboard" };
    expect(await find("ENVIRONMENT_VARIABLE", { app, name: "TOKEN" })).toBe(FOUND);
    expect(asked.map(({ name }) => name)).toEqual(["AppsListMinimal", "EnvironmentVariablesListForApp"]);
  });

  test.each([{ name: "TOKEN" }, { scope: "PROJECT", name: "TOKEN" }, "TOKEN"])(
    "%o names none without its owner",
    async (reference) => {
      expect(String(await rejection(answering({}).find("ENVIRONMENT_VARIABLE", reference)))).toMatch(
        /owner/u,
      );
    },
  );
});

describe("Docker credentials are named by who logs in where", () => {
  const listed = [
    { id: OTHER, username: "robot", registry: "registry.example.io" },
    { id: FOUND, username: "robot", registry: null },
  ];
  const beside = { projectId: PROJECT };

  test.each([
    [{ username: "robot", registry: "registry.example.io" }, OTHER],
    [{ username: "robot" }, FOUND],
    [{ username: "robot", registry: null }, FOUND],
    [{ username: "robot", registry: "" }, FOUND],
  ])("%o, in the project of the call", async (reference, id) => {
    const { find, asked } = answering({ DockerCredentialsListMinimal: listed });
    expect(await find("DOCKER_CREDENTIALS", reference, beside)).toBe(id);
    expect(asked).toEqual([{ name: "DockerCredentialsListMinimal", variables: beside }]);
  });

  test("and not without a project", async () => {
    const { find, asked } = answering({});
    expect(await rejection(find("DOCKER_CREDENTIALS", { username: "robot" }))).toBeInstanceOf(
      InvalidInputError,
    );
    expect(asked).toEqual([]);
  });

  test("and not found with near ones, or ambiguous with ids", async () => {
    const { find } = answering({ DockerCredentialsListMinimal: [...listed, { ...listed[1], id: NOBODY }] });
    const missing = await rejection(find("DOCKER_CREDENTIALS", { username: "robots" }, beside));
    expect((missing as NotFoundError).near).toContain("robot at Docker Hub");
    const several = await rejection(find("DOCKER_CREDENTIALS", { username: "robot" }, beside));
    expect(several).toBeInstanceOf(AmbiguousNameError);
    expect((several as AmbiguousNameError).ids).toEqual([FOUND, NOBODY]);
  });
});

test("a repository is named by its name alone", async () => {
  const listed = [{ id: FOUND, name: "Our technologies" }];
  const { find } = answering({ RepositoriesListMinimal: listed });
  expect(await find("REPOSITORY", "our technologies")).toBe(FOUND);
  expect(await find("REPOSITORY", { name: "Our technologies" })).toBe(FOUND);
  const error = await rejection(find("REPOSITORY", "Our technologie"));
  expect((error as NotFoundError).near).toEqual(["Our technologies"]);
});
