import {
  getNamedType,
  getIntrospectionQuery,
  buildClientSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type IntrospectionQuery,
} from "graphql";
import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { Saagie, supportedVersions } from "../../../../src/saagie/index.ts";
import { connect, readyProject, type Wire } from "../wire.ts";

// What only older versions have, and that no version has a member which nobody answers.

const NOBODY = "00000000-0000-4000-8000-000000000000";

/** Some value of a type, as text in a document. */
function someValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return someValue(type.ofType);
  if (isListType(type)) return `[${someValue(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "";
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${someValue(field.type)}`).join(" ")} }`;
  }
  const named: Readonly<Record<string, string>> = { Int: "1", Float: "1", Long: "1", Boolean: "true" };
  const texts: Readonly<Record<string, string>> = {
    UUID: NOBODY,
    DateTime: "2024-06-03T08:00:00Z",
    Instant: "2024-06-03T08:00:00Z",
    Email: "ada@example.com",
  };
  return named[type.name] ?? JSON.stringify(texts[type.name] ?? "x");
}

describe.each(supportedVersions())("of version %s", (platformVersion) => {
  test.each(["post", "catalogue"] as const)(
    "every root field is answered by somebody: %s",
    async (endpoint) => {
      const wire = await connect(emulateSaagie({ clock: "manual", platformVersion }));
      const { data } = await wire[endpoint]<IntrospectionQuery>(getIntrospectionQuery());
      const schema = buildClientSchema(data);
      const unanswered: string[] = [];
      for (const [kind, root] of [
        ["query", schema.getQueryType()],
        ["mutation", schema.getMutationType()],
      ] as const) {
        for (const { name, args, type } of Object.values(root?.getFields() ?? {})) {
          const required = args.filter((argument) => isNonNullType(argument.type));
          const given = required.map((argument) => `${argument.name}: ${someValue(argument.type)}`).join(" ");
          const selection = isLeafType(getNamedType(type)) ? "" : " { __typename }";
          const { errors = [] } = await wire[endpoint](
            `${kind} { ${name}${given === "" ? "" : `(${given})`}${selection} }`,
          );
          if (errors.some(({ extensions }) => extensions?.["classification"] === "NotEmulated"))
            unanswered.push(name);
        }
      }
      expect(unanswered).toEqual([]);
    },
  );
});

describe("before 2024.05, connections to other systems", () => {
  let emulator: EmulatedSaagie;
  let wire: Wire;
  let project: string;
  const fields = "{ id name connectionTypeId parameters { id value isPassword } creator jobs { id } }";

  beforeEach(async () => {
    emulator = emulateSaagie({ clock: "manual", platformVersion: "2024.02" });
    wire = await connect(emulator);
    project = await readyProject(emulator, wire);
  });

  const create = (name: string) =>
    wire.post<{ createProjectConnection: { readonly id: string } }>(
      `mutation { createProjectConnection(connectionInput: { projectId: "${project}" name: "${name}" connectionTypeId: "t" repositoryId: "${NOBODY}"
        parameters: [{ id: "host" value: "h" isPassword: false }, { id: "password" value: "secret" isPassword: true }] }) ${fields} }`,
    );

  test("are made, changed, listed and deleted", async () => {
    const made = await create("Lake");
    const { id } = made.data.createProjectConnection;
    expect(made.data.createProjectConnection).toEqual({
      id,
      name: "Lake",
      connectionTypeId: "t",
      parameters: [
        { id: "host", value: "h", isPassword: false },
        { id: "password", value: null, isPassword: true },
      ],
      creator: "demo",
      jobs: [],
    });
    expect((await create("Lake")).errors?.[0]?.extensions).toMatchObject({ name: "already used" });
    await wire.post(
      `mutation { editProjectConnection(connectionInput: { id: "${id}" name: "Sea" parameters: [] }) { id } }`,
    );
    const listed = await wire.post(
      `{ getConnectionsByProject(projectId: "${project}") { name parameters { id } } }`,
    );
    expect(listed.data).toEqual({ getConnectionsByProject: [{ name: "Sea", parameters: [] }] });
    const other = emulateSaagie({ clock: "manual", platformVersion: "2024.02" });
    await other.load(await emulator.save());
    const kept = await connect(other);
    expect((await kept.post(`{ connection(id: "${id}") { name } }`)).data).toEqual({
      connection: { name: "Sea" },
    });
    const unknown = `mutation { deleteProjectConnections(connectionIds: ["${id}", "${NOBODY}"]) }`;
    expect((await wire.post(unknown)).errors).toHaveLength(1);
    expect((await wire.post(`{ connection(id: "${id}") { id } }`)).data).toEqual({ connection: { id } });
    await wire.post(`mutation { deleteProjectConnections(connectionIds: ["${id}"]) }`);
    expect((await wire.post(`{ connection(id: "${id}") { id } }`)).data).toEqual({ connection: null });
  });

  test("can be tried out, and have nothing to choose from", async () => {
    const { id } = (await create("Lake")).data.createProjectConnection;
    const tried = `{ checkConnection(connectionId: "${id}" connectionTypeId: "t" parameters: [] projectId: "${project}" repositoryId: "${NOBODY}") { result { ok } error } }`;
    expect((await wire.post(tried)).data).toEqual({ checkConnection: { result: { ok: true }, error: null } });
    const asked = `{ getExtJobParamValues(additionalContext: [] connectionId: "${id}" contextId: "c" paramId: "p" technologyId: "${NOBODY}") { result { id } error } }`;
    expect((await wire.post(asked)).data).toEqual({ getExtJobParamValues: { result: [], error: null } });
  });

  test("are of the types that the vendor's repository brings", async () => {
    const { data } = await wire.catalogue<{
      repositories: readonly { id: string; connectionTypes: readonly { connectionTypeId: string }[] }[];
    }>(
      "{ repositories { id connectionTypes { connectionTypeId label parameters { id type staticValues { id } } } } }",
    );
    const [vendor, ...others] = data.repositories;
    expect(vendor?.connectionTypes.map(({ connectionTypeId }) => connectionTypeId)).toEqual([
      "object-store",
      "batch-service",
    ]);
    expect(others.flatMap(({ connectionTypes }) => connectionTypes)).toEqual([]);
    const one = (type: string): string =>
      `{ connectionType(connectionTypeId: "${type}" repositoryId: "${vendor?.id}") { label } }`;
    expect((await wire.catalogue(one("batch-service"))).data).toEqual({
      connectionType: { label: "Batch service" },
    });
    expect((await wire.catalogue(one("elsewhere"))).errors).toHaveLength(1);
    expect((await wire.catalogue("{ connectionTypes { id } }")).data).toMatchObject({
      connectionTypes: [{}, {}],
    });
  });
});

test("in 2023.01 the catalogue tells its schema as text", async () => {
  const wire = await connect(emulateSaagie({ clock: "manual", platformVersion: "2023.01" }));
  const { data } = await wire.catalogue<{ service: { readonly sdl: string } }>(
    "{ service: _service { sdl } }",
  );
  expect(data.service.sdl).toContain("type Technology");
});

test("in 2023.01 the events of an app stand one by one, the last first", async () => {
  const emulator = emulateSaagie({ platformVersion: "2023.01", clock: "auto", projectSeconds: 0 });
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, realm, platform, user, password, fetch, clock });
  await saagie.projects.create({ name: "Sales" });
  const { id } = await saagie.apps.create("Sales", { name: "Board", image: "board:1" });
  await saagie.apps.runAndWait(id);
  const wire = await connect(emulator);
  const { data, errors } = await wire.post<{ app: { history: { events: readonly unknown[] } } }>(
    `{ app(id: "${id}") { history { events { event { __typename } transitionTime } } } }`,
  );
  expect(errors).toBeUndefined();
  const kinds = data.app.history.events.map(
    (entry) => (entry as { event: { __typename: string } }).event.__typename,
  );
  expect(kinds.at(0)).toBe("StatusRetrieve");
  expect(kinds).toContain("RunAction");
});
