import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from "graphql";
import { describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { Saagie, supportedVersions } from "../../../../src/saagie/index.ts";
import { connect, NOTHING, PYTHON, type Wire } from "../wire.ts";
import { ends } from "../../../support/thorough.ts";

// On a platform that has some of everything, each field of each type that a query reaches is asked for.

interface Seeded {
  readonly emulator: EmulatedSaagie;
  readonly wire: Wire;
  readonly project: string;
  /** The ids of everything there is. */
  readonly ids: readonly string[];
}

async function seed(platformVersion: string): Promise<Seeded> {
  const emulator = emulateSaagie({ platformVersion, clock: "auto" });
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, realm, platform, user, password, fetch, clock, platformVersion });
  const project = await saagie.projects.ensure({ name: "Sales" });
  const of = { project: "Sales" };
  const job = await saagie.jobs.create("Sales", {
    name: "Report",
    technology: "Bash",
    commandLine: "sh {file}",
    file: { name: "report.sh", content: "echo 12" },
  });
  const run = await saagie.jobs.runAndWait(job.id);
  const pipeline = await saagie.pipelines.createLinear("Sales", { name: "Nightly", jobs: [job.id] });
  const pipelineRun = await saagie.pipelines.runAndWait(pipeline.id);
  const app = await saagie.apps.create("Sales", { name: "Board", image: "board:1" });
  await saagie.apps.runAndWait(app.id);
  const storage = await saagie.storages.create("Sales", { name: "Disk", size: "64 MB" });
  const variable = await saagie.environmentVariables.create(of, { name: "STAGE", value: "test" });
  const wire = await connect(emulator);
  const { data } = await wire.catalogue<{ repositories: readonly { readonly id: string }[] }>(
    "{ repositories { id } }",
  );
  const made = [project, job, run, pipeline, pipelineRun, app, storage, variable];
  const found = made.flatMap((one) => ("id" in one && typeof one.id === "string" ? [one.id] : []));
  const ids = [...found, PYTHON, ...data.repositories.map(({ id }) => id)];
  return { emulator, wire, project: project.id, ids };
}

/** Some value for an argument; undefined where it may be left out. */
function valueFor(
  { name, type }: Pick<GraphQLArgument, "name" | "type">,
  id: string,
  project: string,
): string {
  if (name === "projectId") return JSON.stringify(project);
  return some(type, id);
}

function some(type: GraphQLInputType, id: string): string {
  if (isNonNullType(type)) return some(type.ofType, id);
  if (isListType(type)) return `[${some(type.ofType, id)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "";
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${some(field.type, id)}`).join(" ")} }`;
  }
  const values: Readonly<Record<string, string>> = {
    Int: "1",
    Float: "1",
    Long: "1",
    Boolean: "true",
    UUID: JSON.stringify(id),
    ID: JSON.stringify(id),
    DateTime: '"2024-06-03T08:00:00Z"',
    Instant: '"2024-06-03T08:00:00Z"',
  };
  return values[type.name] ?? '"x"';
}

interface Asking {
  readonly schema: GraphQLSchema;
  readonly id: string;
  readonly project: string;
  /** Every `Type.field` that was asked for. */
  readonly asked: Set<string>;
}

const MAX_DEPTH = 7;

/** Everything that can be selected from a type, without going round in circles. */
function allOf(type: GraphQLNamedType, way: readonly string[], asking: Asking): string {
  const parts = ["__typename"];
  if (isAbstractType(type)) {
    for (const one of asking.schema.getPossibleTypes(type))
      if (!way.includes(one.name))
        parts.push(`... on ${one.name} { ${allOf(one, [...way, one.name], asking)} }`);
  } else if (isObjectType(type)) {
    for (const [at, field] of Object.values(type.getFields()).entries()) {
      const inner = getNamedType(field.type);
      if (isCompositeType(inner) && (way.includes(inner.name) || way.length >= MAX_DEPTH)) continue;
      asking.asked.add(`${type.name}.${field.name}`);
      // Under a name of its own: members of a union may have equal names of other types.
      parts.push(`${type.name}_${at}: ${asFor(field, [...way, inner.name], asking)}`);
    }
  }
  return parts.join(" ");
}

function asFor(
  { name, args, type }: GraphQLField<unknown, unknown>,
  way: readonly string[],
  asking: Asking,
): string {
  const required = args.filter(
    (argument) => isNonNullType(argument.type) && argument.defaultValue === undefined,
  );
  const given = required.map((one) => `${one.name}: ${valueFor(one, asking.id, asking.project)}`).join(" ");
  const inner = getNamedType(type);
  const selection = isCompositeType(inner) ? ` { ${allOf(inner, way, asking)} }` : "";
  return `${name}${given === "" ? "" : `(${given})`}${selection}`;
}

/** Where the real platform fails too: the history's id inside of an action. */
const KNOWN = /^Unexpected error$/;

describe.each(ends(supportedVersions()))("of version %s", (version) => {
  test("every field that a query reaches is answered, and none by a fault of the emulator", async () => {
    const { wire, project, ids } = await seed(version);
    const faults = new Set<string>();
    for (const endpoint of ["post", "catalogue"] as const) {
      const { data } = await wire[endpoint]<IntrospectionQuery>(getIntrospectionQuery());
      const schema = buildClientSchema(data);
      const asked = new Set<string>();
      for (const root of Object.values(schema.getQueryType()?.getFields() ?? {})) {
        const takesId = root.args.some(({ type }) => isNonNullType(type));
        for (const id of takesId ? [...ids, NOTHING] : [NOTHING]) {
          const query = `{ ${asFor(root, [getNamedType(root.type).name], { schema, id, project, asked })} }`;
          const { errors = [] } = await wire[endpoint](query);
          for (const { message, extensions } of errors) {
            if (extensions?.["classification"] === "EmulatorFault" || /too much/.test(message))
              faults.add(`${root.name}: ${message}`);
            else if (message.startsWith("Unexpected error")) expect(message).toMatch(KNOWN);
          }
        }
      }
      expect([...reachable(schema)].filter((field) => !asked.has(field))).toEqual([]);
    }
    expect([...faults]).toEqual([]);
  });
});

/** All fields of all types that a query can come to. */
function reachable(schema: GraphQLSchema): ReadonlySet<string> {
  const fields = new Set<string>();
  const seen = new Set<GraphQLNamedType>();
  const walk = (type: GraphQLNamedType): void => {
    if (seen.has(type)) return;
    seen.add(type);
    if (isAbstractType(type)) for (const one of schema.getPossibleTypes(type)) walk(one);
    if (!isObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      if (type !== schema.getQueryType()) fields.add(`${type.name}.${field.name}`);
      walk(getNamedType(field.type));
    }
  };
  const query = schema.getQueryType();
  if (query != null) walk(query);
  return fields;
}
