import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import {
  appProject,
  ask,
  isForbidden,
  makeApp,
  makePeople,
  makeSmallPipeline,
  unwrap,
} from "../apps/wire.ts";
import { ANY_TEXT, having } from "../../matchers.ts";
import { connect, makeJob, NOTHING, problems, readyProject, type Answer, type Wire } from "../wire.ts";

interface Variable {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly value: string | null;
}

const FIELDS = `id name scope value description isPassword isValid invalidReasons { type concernedProperty message }
  overriddenValues { id scope value description isPassword }`;

const SAVE = `mutation ($entity: UUID, $variable: EnvironmentVariableInput!) {
  saveEnvironmentVariable(entityId: $entity, environmentVariable: $variable) { ${FIELDS} }
}`;

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let job: string;
let app: string;
let pipeline: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual", platforms: [2] });
  wire = await connect(emulator);
  project = await appProject(emulator, wire);
  job = await makeJob(wire, project);
  app = await makeApp(wire, project);
  pipeline = await makeSmallPipeline(wire, project, job);
});

type Scope = "GLOBAL" | "PROJECT" | "PIPELINE" | "APP" | "JOB";

const entityOf = (scope: Scope): string | undefined =>
  ({ GLOBAL: undefined, PROJECT: project, PIPELINE: pipeline, APP: app, JOB: job })[scope];

function trySave(
  scope: Scope,
  variable: object,
  entity: string | null | undefined = entityOf(scope),
): Promise<Answer<{ saveEnvironmentVariable: Variable }>> {
  return wire.post(SAVE, {
    entity,
    variable: { scope, name: "COLOUR", value: "red", isPassword: false, ...variable },
  });
}

async function save(scope: Scope, variable: object = {}): Promise<Variable> {
  return unwrap(await trySave(scope, variable)).saveEnvironmentVariable;
}

const LISTS: Readonly<Record<Scope, string>> = {
  GLOBAL: "globalEnvironmentVariables",
  PROJECT: "projectEnvironmentVariables(projectId: $project)",
  PIPELINE: "pipelineEnvironmentVariables(pipelineId: $pipeline)",
  APP: "appEnvironmentVariables(appId: $app)",
  JOB: "jobEnvironmentVariables(jobId: $job)",
};

async function list(scope: Scope): Promise<readonly Variable[]> {
  const answer = await ask<{ found: readonly Variable[] }>(
    wire,
    "query",
    `found: ${LISTS[scope]} { ${FIELDS} }`,
    { project, pipeline, app, job },
  );
  return unwrap(answer).found;
}

/** What is seen from somewhere: names, scopes and values. */
const seen = async (scope: Scope): Promise<readonly string[]> =>
  (await list(scope)).map(({ name, scope: from, value }) => `${from} ${name}=${String(value)}`);

describe("a variable", () => {
  test.each(["GLOBAL", "PROJECT", "PIPELINE", "APP", "JOB"] as const)(
    "of the scope %s can be made, listed, changed and deleted",
    async (scope) => {
      const made = await save(scope, { description: "paint" });
      expect(made).toEqual({
        id: ANY_TEXT,
        name: "COLOUR",
        scope,
        value: "red",
        description: "paint",
        isPassword: false,
        isValid: true,
        invalidReasons: [],
        overriddenValues: [],
      });
      expect(await list(scope)).toEqual([made]);
      const changed = await save(scope, { id: made.id, name: "COLOR", value: "blue" });
      expect(changed).toEqual({ ...made, name: "COLOR", value: "blue" });
      expect(await list(scope)).toEqual([changed]);
      const remove = (): Promise<Answer<unknown>> =>
        ask(wire, "mutation", "deleteEnvironmentVariable(id: $id)", { id: made.id });
      expect((await remove()).data).toEqual({ deleteEnvironmentVariable: true });
      expect(await list(scope)).toEqual([]);
      expect(problems(await remove())).toEqual({ id: "NOT_EXISTS" });
    },
  );

  test("of the platform is seen everywhere with all that it has", async () => {
    const made = await save("GLOBAL", { description: "paint" });
    for (const scope of ["PROJECT", "PIPELINE", "APP", "JOB"] as const)
      expect(await list(scope)).toEqual([made]);
  });

  test("of a platform is not seen on another one", async () => {
    const made = await save("GLOBAL");
    const path = `${emulator.url}/projects/api/platform/2/graphql`;
    const post = async (query: string): Promise<unknown> => {
      const response = await emulator.fetch(path, {
        method: "POST",
        headers: { authorization: `Bearer ${wire.token}`, "content-type": "application/json" },
        body: JSON.stringify({ query }),
      });
      return response.json();
    };
    expect(await post("{ globalEnvironmentVariables { id } }")).toEqual({
      data: { globalEnvironmentVariables: [] },
    });
    expect(await post(`mutation { deleteEnvironmentVariable(id: "${made.id}") }`)).toMatchObject({
      errors: [{ extensions: { id: "NOT_EXISTS" } }],
    });
  });

  test("hides those of the same name and wider scopes, the narrowest of them first", async () => {
    const everywhere = await save("GLOBAL", { value: "g", description: "dg" });
    await save("GLOBAL", { name: "OTHER" });
    const here = await save("PROJECT", { value: "p", isPassword: true });
    const own = await save("PIPELINE", { value: "pp" });
    const hidden = [
      { id: here.id, scope: "PROJECT", value: null, description: null, isPassword: true },
      { id: everywhere.id, scope: "GLOBAL", value: "g", description: "dg", isPassword: false },
    ];
    expect(own).toEqual(having({ overriddenValues: hidden }));
    expect(await list("PIPELINE")).toEqual([
      having({ scope: "PIPELINE", value: "pp", overriddenValues: hidden }),
      having({ scope: "GLOBAL", name: "OTHER", overriddenValues: [] }),
    ]);
    expect(await list("APP")).toEqual([
      having({ scope: "PROJECT", value: null, overriddenValues: [hidden[1]] }),
      having({ scope: "GLOBAL", name: "OTHER" }),
    ]);
    expect(await list("GLOBAL")).toEqual([
      having({ value: "g", overriddenValues: [] }),
      having({ name: "OTHER" }),
    ]);
  });

  test("that is gone uncovers what it hid", async () => {
    await save("GLOBAL", { value: "g" });
    const { id } = await save("PROJECT", { value: "p" });
    expect(await seen("JOB")).toEqual(["PROJECT COLOUR=p"]);
    unwrap(await ask(wire, "mutation", "deleteEnvironmentVariable(id: $id)", { id }));
    expect(await seen("JOB")).toEqual(["GLOBAL COLOUR=g"]);
  });

  test.each(["pipelineEnvironmentVariables(pipelineId: $id", "appEnvironmentVariables(appId: $id"])(
    "can be asked for by scope with %s",
    async (field) => {
      await save("GLOBAL", { name: "A" });
      await save("GLOBAL", { name: "B" });
      await save("PROJECT", { name: "B" });
      const names = async (scope: Scope): Promise<readonly string[]> => {
        const answer = await ask<{ found: readonly Variable[] }>(
          wire,
          "query",
          `found: ${field}, scope: ${scope}) { name }`,
          { id: field.startsWith("app") ? app : pipeline },
        );
        return unwrap(answer).found.map(({ name }) => name);
      };
      expect([await names("GLOBAL"), await names("PROJECT"), await names("APP")]).toEqual([["A"], ["B"], []]);
    },
  );

  test("of a project is not seen in another one", async () => {
    await save("PROJECT");
    const other = await readyProject(emulator, wire, { name: "Other" });
    const { data } = await ask(wire, "query", "projectEnvironmentVariables(projectId: $other) { id }", {
      other,
    });
    expect(data).toEqual({ projectEnvironmentVariables: [] });
  });

  test("goes with its owner", async () => {
    await save("APP");
    await save("PIPELINE");
    await save("PROJECT");
    const ids = await Promise.all(
      (["APP", "PIPELINE", "PROJECT"] as const).map(async (scope) => list(scope)),
    );
    unwrap(await ask(wire, "mutation", "deleteApp(appId: $app) { id }", { app }));
    unwrap(await ask(wire, "mutation", "deleteProject(projectId: $project)", { project }));
    for (const [variable] of ids) {
      const gone = await ask(wire, "mutation", "deleteEnvironmentVariable(id: $id)", {
        id: variable?.id ?? "",
      });
      expect(problems(gone)).toEqual({ id: "NOT_EXISTS" });
    }
  });
});

describe("saving", () => {
  test("keeps what a password is when no value comes", async () => {
    const { id } = await save("PROJECT", { value: "secret", isPassword: true, description: "old" });
    for (const variable of [
      { id, isPassword: true, value: undefined, description: "new" },
      { id, isPassword: true, value: null, name: "RENAMED" },
    ]) {
      expect(await save("PROJECT", variable)).toEqual(
        having({ value: null, isPassword: true, description: "new", isValid: true }),
      );
    }
    // Nobody is told a password, so it is a run that has to tell whether it is still there.
    expect(await passwordSeenByRun("RENAMED")).toBe("secret");
    await save("PROJECT", { id, name: "RENAMED", isPassword: true, value: "other" });
    expect(await passwordSeenByRun("RENAMED")).toBe("other");
  });

  /** What a scripted run is given. */
  async function passwordSeenByRun(name: string): Promise<string | undefined> {
    let found: string | undefined;
    emulator.scripts.setDefault(({ variables }) => {
      found = variables[name];
      return {};
    });
    unwrap(await ask(wire, "mutation", "runJob(jobId: $job) { id }", { job }));
    return found;
  }

  test("gives no password away by making it an ordinary variable", async () => {
    const { id } = await save("PROJECT", { value: "secret", isPassword: true });
    expect(problems(await trySave("PROJECT", { id, isPassword: false, value: undefined }))).toEqual({
      value: "NULL_VALUE_UNEXPECTED",
    });
    expect(await save("PROJECT", { id, isPassword: false, value: "open" })).toEqual(
      having({ value: "open" }),
    );
    expect(await save("PROJECT", { id, isPassword: true, value: undefined })).toEqual(
      having({ value: null }),
    );
  });

  test.each([
    ["name", "NAME_IS_EMPTY", { name: "" }],
    ["name", "NAME_DOESNT_START_WITH_LETTER", { name: "1A" }],
    ["name", "NAME_DOESNT_START_WITH_LETTER", { name: "_A" }],
    ["name", "NAME_CONTAINS_INVALID_CHARACTERS", { name: "A-B" }],
    ["name", "NAME_CONTAINS_INVALID_CHARACTERS", { name: "COULÉE" }],
    ["name", "TOO_LONG_NAME", { name: "A".repeat(129) }],
    ["name", "NAME_ALREADY_USED", { name: "TAKEN" }],
    ["value", "TOO_LONG_VALUE", { value: "x".repeat(2049) }],
    ["value", "NULL_VALUE_UNEXPECTED", { value: null }],
    ["value", "NULL_VALUE_UNEXPECTED", { value: undefined, isPassword: true }],
  ])("is refused because of its %s: %s %#", async (field, rule, variable) => {
    await save("PROJECT", { name: "TAKEN" });
    const answer = await trySave("PROJECT", variable);
    expect(answer.errors?.[0]?.message).toBe("EnvironmentVariable not valid");
    expect(problems(answer)).toEqual({ [field]: rule });
    expect(await seen("PROJECT")).toEqual(["PROJECT TAKEN=red"]);
  });

  test("takes the longest name and value, an empty value, and names of other scopes or of other letters", async () => {
    await save("GLOBAL");
    await save("PROJECT");
    await save("PROJECT", { name: "colour" });
    await save("PROJECT", { name: `A${"b_9".repeat(42)}C`, value: "x".repeat(2048) });
    await save("PROJECT", { name: "E", value: "" });
    expect(await list("PROJECT")).toHaveLength(4);
  });

  test("is refused beyond 200 variables of one owner", async () => {
    for (let number = 1; number <= 200; number += 1) await save("PROJECT", { name: `V${String(number)}` });
    expect(problems(await trySave("PROJECT", {}))).toEqual({ name: "MAXIMUM_COUNT_EXCEEDED" });
    const [first] = await list("PROJECT");
    expect((await trySave("PROJECT", { id: first?.id, name: "V1" })).errors).toBeUndefined();
    expect((await trySave("APP", {})).errors).toBeUndefined();
  });

  test.each([
    ["GLOBAL", "project", { entityId: "UNEXPECTED_LINKED_ENTITY_ON_GLOBAL_SCOPE" }],
    ["PROJECT", null, { entityId: "UNEXPECTED_LINKED_ENTITY_ID_IS_NULL" }],
    ["PIPELINE", null, { entityId: "UNEXPECTED_LINKED_ENTITY_ID_IS_NULL" }],
    ["PROJECT", NOTHING, { entityId: "PROJECT_IS_NOT_FOUND" }],
    ["APP", "project", { entityId: "APP_IS_NOT_FOUND" }],
    ["JOB", NOTHING, { entityId: "JOB_IS_NOT_FOUND" }],
    ["PIPELINE", NOTHING, { entityId: "NOT_EXISTS" }],
  ] as const)("for the scope %s is refused for the wrong owner %s", async (scope, owner, expected) => {
    const entity = owner === "project" ? project : owner;
    expect(problems(await trySave(scope, {}, entity))).toEqual(expected);
  });

  test("moves no variable to another owner, and changes none that is not there", async () => {
    const { id } = await save("PROJECT");
    expect(problems(await trySave("GLOBAL", { id }))).toEqual({ scope: "cannot change" });
    const other = await readyProject(emulator, wire, { name: "Other" });
    expect(problems(await trySave("PROJECT", { id }, other))).toEqual({ entityId: "cannot change" });
    expect(problems(await trySave("PROJECT", { id: NOTHING }))).toEqual({ id: "NOT_EXISTS" });
  });

  test("keeps the description that is not named, and empties it by null", async () => {
    const { id } = await save("PROJECT", { description: "paint" });
    expect(await save("PROJECT", { id })).toEqual(having({ description: "paint" }));
    expect(await save("PROJECT", { id, description: null })).toEqual(having({ description: null }));
  });
});

describe("a variable from before the rules", () => {
  test("is listed with all that is wrong with it", async () => {
    emulator.variables.add({ name: "9 lives", value: null });
    emulator.variables.add({ scope: "PROJECT", entityId: project, name: "GOOD", value: "x" });
    expect(await list("PROJECT")).toEqual([
      having({ name: "GOOD", isValid: true, invalidReasons: [] }),
      having({
        name: "9 lives",
        value: null,
        isValid: false,
        invalidReasons: [
          { type: "NAME_DOESNT_START_WITH_LETTER", concernedProperty: "name", message: ANY_TEXT },
          { type: "NAME_CONTAINS_INVALID_CHARACTERS", concernedProperty: "name", message: ANY_TEXT },
          { type: "NULL_VALUE_UNEXPECTED", concernedProperty: "value", message: ANY_TEXT },
        ],
      }),
    ]);
  });

  test("is one too many from the 201st on", async () => {
    for (let number = 1; number <= 201; number += 1)
      emulator.variables.add({ name: `V${String(number)}`, value: "x", isPassword: true, description: "d" });
    const found = await list("GLOBAL");
    expect(found.slice(199)).toEqual([
      having({ name: "V200", isValid: true }),
      having({
        name: "V201",
        isValid: false,
        invalidReasons: [having({ type: "MAXIMUM_COUNT_EXCEEDED" })],
      }),
    ]);
  });

  test("needs an owner where the scope needs one", () => {
    expect(() => emulator.variables.add({ scope: "APP", name: "A", value: "x" })).toThrow(RangeError);
    expect(() => emulator.variables.add({ entityId: app, name: "A", value: "x" })).toThrow(RangeError);
  });
});

describe("replacing all by lines", () => {
  function replace(raw: string, scope: Scope = "PIPELINE"): Promise<Answer<{ found: readonly Variable[] }>> {
    return wire.post(
      `mutation ($entity: UUID, $scope: EnvVarScope!, $raw: String!) {
        found: replaceEnvironmentVariablesByRawForScope(entityId: $entity, scope: $scope, rawEnvironmentVariables: $raw) { id scope name value }
      }`,
      { entity: entityOf(scope), scope, raw },
    );
  }

  test("deletes what is not named, changes what is, makes what is new, and keeps passwords", async () => {
    await save("GLOBAL", { name: "WIDE" });
    await save("PIPELINE", { name: "OLD" });
    const kept = await save("PIPELINE", { name: "KEPT", description: "d" });
    await save("PIPELINE", { name: "SECRET", isPassword: true });
    const { found } = unwrap(await replace("KEPT=blue\nNEW=a=b \nEMPTY=\n"));
    expect(found.toSorted((left, right) => (left.name < right.name ? -1 : 1))).toEqual([
      { id: ANY_TEXT, scope: "PIPELINE", name: "EMPTY", value: "" },
      { id: kept.id, scope: "PIPELINE", name: "KEPT", value: "blue" },
      { id: ANY_TEXT, scope: "PIPELINE", name: "NEW", value: "a=b " },
      { id: ANY_TEXT, scope: "PIPELINE", name: "SECRET", value: null },
    ]);
    expect(await list("PIPELINE")).toHaveLength(5);
    expect(await list("PIPELINE")).toContainEqual(having({ name: "KEPT", description: "d" }));
  });

  test("changes a password that is named, which stays one", async () => {
    const { id } = await save("APP", { isPassword: true });
    expect(unwrap(await replace("COLOUR=blue", "APP")).found).toEqual([
      { id, scope: "APP", name: "COLOUR", value: null },
    ]);
  });

  test("by nothing leaves passwords only, in every scope", async () => {
    for (const scope of ["GLOBAL", "PROJECT", "APP", "JOB"] as const) {
      await save(scope);
      await save(scope, { name: "SECRET", isPassword: true });
      expect(unwrap(await replace("", scope)).found).toEqual([having({ name: "SECRET" })]);
    }
  });

  test.each([
    ["A=1\nno variable", { rawEnvironmentVariables: "line 2 is not of the form NAME=value" }],
    ["A=1\nA=2", { name: "NAME_ALREADY_USED" }],
    ["2B=1", { name: "NAME_DOESNT_START_WITH_LETTER" }],
    [`A=${"x".repeat(2049)}`, { value: "TOO_LONG_VALUE" }],
    [
      Array.from({ length: 200 }, (_, number) => `V${String(number)}=1`).join("\n"),
      { name: "MAXIMUM_COUNT_EXCEEDED" },
    ],
  ])("is refused, and changes nothing %#", async (raw, expected) => {
    await save("PIPELINE", { name: "SECRET", isPassword: true });
    await save("PIPELINE");
    expect(problems(await replace(raw))).toEqual(expected);
    expect(await seen("PIPELINE")).toEqual(["PIPELINE SECRET=null", "PIPELINE COLOUR=red"]);
  });
});

describe("the variables of a pipeline", () => {
  const create = (environmentVariables: string): Promise<Answer<{ createGraphPipeline: { id: string } }>> =>
    wire.post(
      "mutation ($pipeline: GraphPipelineInput) { createGraphPipeline(pipeline: $pipeline) { id } }",
      {
        pipeline: {
          projectId: project,
          name: "With variables",
          alias: "With",
          isScheduled: false,
          environmentVariables,
          graph: {
            jobNodes: [{ id: NOTHING, job: { id: job }, nextNodes: [] }],
            conditionNodes: [],
          },
        },
      },
    );

  test("can come with its creation, and are copied with it", async () => {
    ({ id: pipeline } = unwrap(await create("A=1\nB=2")).createGraphPipeline);
    expect(await seen("PIPELINE")).toEqual(["PIPELINE A=1", "PIPELINE B=2"]);
    const answer = await ask<{ duplicatePipeline: { id: string } }>(
      wire,
      "mutation",
      "duplicatePipeline(originalPipelineId: $pipeline) { id }",
      { pipeline },
    );
    pipeline = unwrap(answer).duplicatePipeline.id;
    expect(await seen("PIPELINE")).toEqual(["PIPELINE A=1", "PIPELINE B=2"]);
  });

  test("keep to the rules at its creation too", async () => {
    expect(problems(await create("A=1\n2B=2"))).toEqual({
      environmentVariables: "NAME_DOESNT_START_WITH_LETTER",
    });
  });

  test("go with it to another project", async () => {
    const target = await readyProject(emulator, wire, { name: "Target" });
    await save("PIPELINE", { isPassword: true });
    await save("PIPELINE", { name: "OPEN" });
    const answer = await ask<{ movePipeline: string }>(
      wire,
      "mutation",
      "movePipeline(pipelineId: $pipeline, targetPlatformId: 1, targetProjectId: $target)",
      { pipeline, target },
    );
    pipeline = unwrap(answer).movePipeline;
    expect(await seen("PIPELINE")).toEqual(["PIPELINE COLOUR=null", "PIPELINE OPEN=red"]);
  });

  test("and of wider scopes start its runs", async () => {
    await save("GLOBAL", { name: "WIDE", value: "g" });
    await save("PROJECT", { value: "p" });
    await save("PIPELINE", { value: "pp" });
    await save("PIPELINE", { name: "SECRET", isPassword: true });
    unwrap(
      await ask(
        wire,
        "mutation",
        "editPipeline(pipeline: { id: $pipeline, hasExecutionVariablesEnabled: true }) { id }",
        { pipeline },
      ),
    );
    const answer = await ask<{ runPipeline: { initialExecutionVariables: readonly object[] } }>(
      wire,
      "mutation",
      "runPipeline(pipelineId: $pipeline) { initialExecutionVariables { key value isPassword } }",
      { pipeline },
    );
    expect(unwrap(answer).runPipeline.initialExecutionVariables).toEqual([
      { key: "COLOUR", value: "pp", isPassword: false },
      { key: "SECRET", value: null, isPassword: true },
      { key: "WIDE", value: "g", isPassword: false },
    ]);
  });
});

describe("who may do what", () => {
  test("with variables of the platform: those who make projects, and those with the right on variables", async () => {
    const { editor, authorizedGroups } = await makePeople(emulator);
    await appProject(emulator, wire, { name: "Own", authorizedGroups });
    emulator.groups.add({ name: "makers", projectCreator: true });
    emulator.users.add({ login: "maker", password: "secret", groups: ["makers"] });
    emulator.groups.add({ name: "keepers", variables: true });
    emulator.users.add({ login: "keeper", password: "secret", groups: ["keepers"] });
    const maker = await connect(emulator, { login: "maker", password: "secret" });
    const keeper = await connect(emulator, { login: "keeper", password: "secret" });
    const fields = [
      ["query", "globalEnvironmentVariables { id }"],
      [
        "mutation",
        'saveEnvironmentVariable(environmentVariable: { id: $id, scope: GLOBAL, name: "N", value: "v", isPassword: false }) { id }',
      ],
      [
        "mutation",
        'replaceEnvironmentVariablesByRawForScope(scope: GLOBAL, rawEnvironmentVariables: "N=w") { id }',
      ],
      ["mutation", "deleteEnvironmentVariable(id: $id)"],
    ] as const;
    for (const allowed of [maker, keeper]) {
      const { id } = await save("GLOBAL");
      for (const [kind, field] of fields) {
        expect(isForbidden(await ask(editor, kind, field, { id })), field).toBe(true);
        expect((await ask(allowed, kind, field, { id })).errors, field).toBeUndefined();
      }
    }
  });

  test("with variables in a project: viewers see, editors change", async () => {
    const { viewer, editor, stranger, authorizedGroups } = await makePeople(emulator);
    project = await appProject(emulator, wire, { name: "Own", authorizedGroups });
    job = await makeJob(wire, project);
    app = await makeApp(wire, project);
    pipeline = await makeSmallPipeline(wire, project, job);
    const ids = { project, pipeline, app, job };
    for (const scope of ["PROJECT", "PIPELINE", "APP", "JOB"] as const) {
      const read = `${LISTS[scope]} { id }`;
      expect(isForbidden(await ask(stranger, "query", read, ids)), read).toBe(true);
      expect((await ask(viewer, "query", read, ids)).errors, read).toBeUndefined();
      const { id } = await save(scope);
      const entity = `entityId: $${scope.toLowerCase()}`;
      const edits = [
        `saveEnvironmentVariable(${entity}, environmentVariable: { scope: ${scope}, name: "N", value: "v", isPassword: false }) { id }`,
        "deleteEnvironmentVariable(id: $id)",
        `replaceEnvironmentVariablesByRawForScope(${entity}, scope: ${scope}, rawEnvironmentVariables: "") { id }`,
      ];
      for (const field of edits) {
        expect(isForbidden(await ask(viewer, "mutation", field, { ...ids, id })), field).toBe(true);
        expect((await ask(editor, "mutation", field, { ...ids, id })).errors, field).toBeUndefined();
      }
    }
  });
});

test.each([
  ["projectEnvironmentVariables(projectId: $x) { id }", "project"],
  ["pipelineEnvironmentVariables(pipelineId: $x) { id }", "pipeline"],
  ["appEnvironmentVariables(appId: $x) { id }", "app"],
  ["jobEnvironmentVariables(jobId: $x) { id }", "job"],
])("%s of nothing is an error", async (field, entity) => {
  expect(problems(await ask(wire, "query", field, { x: NOTHING }))).toEqual({ [entity]: "NOT_EXISTS" });
});

test("values are not in the log of requests", async () => {
  await save("PROJECT", { value: "do not tell" });
  expect(JSON.stringify(emulator.requests)).not.toContain("do not tell");
});
