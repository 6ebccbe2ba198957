import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLSchema,
  type IntrospectionQuery,
} from "graphql";
import { describe, expect, test } from "vitest";
import { sdl } from "../../../../generated/emulator/saagie/platform-2024.05.ts";
import { emulateSaagie } from "../../../../src/emulator/index.ts";
import type { Context } from "../../../../src/emulator/saagie/services.ts";
import { graphqlExecutor } from "../../../../src/emulator/saagie/wire/graphql.ts";
import { executableSchema } from "../../../../src/emulator/saagie/wire/schema.ts";
import { supportedVersions } from "../../../../src/saagie/index.ts";
import { including } from "../../matchers.ts";
import { connect } from "../wire.ts";

/** Whom a field without a resolver does not ask for. */
const NOBODY = {} as Context;

async function introspect(endpoint: "post" | "catalogue", platformVersion: string): Promise<GraphQLSchema> {
  const wire = await connect(emulateSaagie({ clock: "manual", platformVersion }));
  const { data } = await wire[endpoint]<IntrospectionQuery>(getIntrospectionQuery());
  return buildClientSchema(data);
}

describe("introspection", () => {
  test.each([
    ["post", "createJob", "Job"],
    ["catalogue", "addRepository", "SparkTechnologyContext"],
  ] as const)("of the endpoint %s works", async (endpoint, mutation, type) => {
    const schema = await introspect(endpoint, "2024.05");
    expect(schema.getMutationType()?.getFields()[mutation]).toBeDefined();
    expect(schema.getType(type)).toBeDefined();
  });

  test.each(supportedVersions())("of both endpoints of version %s works", async (version) => {
    for (const endpoint of ["post", "catalogue"] as const)
      expect(Object.keys((await introspect(endpoint, version)).getTypeMap()).length).toBeGreaterThan(50);
  });

  test("shows none of the directives by which the schema files describe other versions", async () => {
    const schema = await introspect("post", "2024.05");
    const names = schema.getDirectives().map(({ name }) => name);
    expect(names).toEqual(including(["skip", "include", "deprecated"]));
    expect(names).not.toContain("since");
  });

  test.each([
    ["2024.02", true],
    ["2024.05", false],
  ])("of version %s has generated descriptions: %s", async (version, has) => {
    const schema = await introspect("post", version);
    expect("editJobWithAiGeneratedDescription" in (schema.getMutationType()?.getFields() ?? {})).toBe(has);
  });
});

describe("a root field that is not emulated yet", () => {
  test("says so, and is never a silent null", async () => {
    const execute = graphqlExecutor(executableSchema(sdl, []));
    const query = "{ globalEnvironmentVariables { id } }";
    const response = await execute({ query }, NOBODY);
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        data: { globalEnvironmentVariables: null },
        errors: [
          {
            message: "not emulated yet: globalEnvironmentVariables",
            path: ["globalEnvironmentVariables"],
            extensions: { classification: "NotEmulated" },
          },
        ],
      },
    ]);
  });
});

describe("a field without a resolver", () => {
  const NAMES = Object.getOwnPropertyNames(Object.prototype).filter((name) => !name.startsWith("__"));

  test("is answered by the record's own member of any name, and by nothing that every object has", async () => {
    expect(NAMES).toEqual(including(["constructor", "hasOwnProperty", "toString", "valueOf"]));
    const fields = NAMES.map((name) => `${name}: String`).join(" ");
    const own = Object.fromEntries(NAMES.map((name) => [name, `own ${name}`]));
    const things = { Query: { bare: () => ({}), full: () => own } };
    const schema = executableSchema(`type Query { bare: Thing full: Thing } type Thing { ${fields} }`, [
      things,
    ]);
    const query = `{ bare { ...F __proto__: toString } full { ...F } } fragment F on Thing { ${NAMES.join(" ")} }`;
    const answer = await graphqlExecutor(schema)({ query }, NOBODY);
    const nothing = Object.fromEntries(NAMES.map((name) => [name, null]));
    const text = JSON.stringify({ data: { bare: { ...nothing, ["__proto__"]: null }, full: own } });
    expect(await answer.text()).toBe(text);
  });
});

describe("a request that is not right", () => {
  test.each([
    ["{ platform {", "InvalidSyntax"],
    ["{ platform { nope } }", "ValidationError"],
    ["query ($id: UUID!) { project(id: $id) { id } }", "ValidationError"],
    ['{ project(id: "no uuid") { id } }', "ValidationError"],
  ])("%s has status 200 and an error of the class %s", async (query, classification) => {
    const wire = await connect(emulateSaagie({ clock: "manual" }));
    const { status, errors, data } = await wire.post(query);
    expect([status, data, errors?.[0]?.extensions]).toEqual([200, undefined, { classification }]);
  });

  test.each(["", "no json", "[]", "{}", '{"query":1}'])(
    "with the body %j is refused with 400",
    async (body) => {
      const emulator = emulateSaagie({ clock: "manual" });
      const { token } = await connect(emulator);
      const answer = await emulator.fetch(`${emulator.url}/gateway/api/graphql`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body,
      });
      expect(answer.status).toBe(400);
    },
  );

  test.each([
    [{ operations: "{}" }, "map"],
    [{ operations: '{"query":"{a}","variables":{}}', map: '{"0":["variables.file"]}' }, "file"],
    [{ operations: '{"query":"{a}"}', map: '{"0":["variables.file"]}', "0": new File(["x"], "x") }, "place"],
  ])("with the form %# is refused with 400", async (parts, word) => {
    const emulator = emulateSaagie({ clock: "manual" });
    const { token } = await connect(emulator);
    const body = new FormData();
    for (const [name, part] of Object.entries(parts)) body.set(name, part);
    const answer = await emulator.fetch(`${emulator.url}/projects/api/platform/1/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body,
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(word);
  });
});

test("any Accept header of a GraphQL client gets plain JSON with status 200", async () => {
  const emulator = emulateSaagie({ clock: "manual" });
  const { token } = await connect(emulator);
  const answer = await emulator.fetch(`${emulator.url}/projects/api/platform/1/graphql`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/graphql-response+json, text/event-stream, multipart/mixed",
    },
    body: JSON.stringify({ query: "{ nope }" }),
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
});

test("a version that is none is refused at once", () => {
  expect(() => emulateSaagie({ clock: "manual", platformVersion: "latest" })).toThrow(RangeError);
});
