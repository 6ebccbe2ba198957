import {
  buildASTSchema,
  isObjectType,
  Kind,
  printSchema,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import { loadSuperset } from "../../codegen/load-schema.ts";
import { schemaAt } from "../../codegen/versioned-schema.ts";
import type { Context } from "./context.ts";
import { notEmulated } from "./errors.ts";
import { SCHEMA_FOLDER } from "./schema-folder.ts";
import { attachScalars } from "./scalars.ts";

/** The two GraphQL endpoints. */
export type Endpoint = "platform" | "gateway";

/**
 * How one field is answered. Each resolver states its own types for its source and its arguments: what
 * they really are follows from the schema, which no type of TypeScript knows here.
 */
export type Resolver = (source: never, args: never, context: Context) => unknown;

/** The resolvers of a resource, by type and field. Fields without one answer the source's member of that name. */
export type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver>>>>;

/** What an execution hands to the resolvers: who calls, and the world that answers. */
export interface Caller {
  readonly caller: Context;
}

/**
 * Builds the executable schema of an endpoint as a platform version publishes it.
 *
 * @throws RangeError when the version is none, or a resolver is for a field that no version has.
 * @remarks Resolvers of fields that this version lacks are left out. A root field that no resource answers
 * refuses with the field's name, so that nothing is ever answered by an accidental null.
 */
export function executableSchema(
  endpoint: Endpoint,
  version: string,
  resources: readonly Resolvers[],
): GraphQLSchema {
  const superset = loadSuperset({ directory: SCHEMA_FOLDER, platform: "saagie", endpoint });
  const schema = buildASTSchema(schemaAt(superset, version));
  attachScalars(schema);
  const fields = fieldsOf(superset);
  for (const resource of resources) {
    checkNames(fields, resource);
    attachResource(schema, resource);
  }
  // What federation adds is about the schema itself.
  const service = schema.getQueryType()?.getFields()["_service"];
  if (service !== undefined) service.resolve = () => ({ sdl: printSchema(schema) });
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      field.resolve ??= () => {
        throw notEmulated(field.name);
      };
    }
  }
  return schema;
}

/** All fields that any version has, as `Type.field`. */
function fieldsOf(superset: DocumentNode): ReadonlySet<string> {
  const types = superset.definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
  return new Set(
    types.flatMap(({ name, fields }) => (fields ?? []).map((field) => `${name.value}.${field.name.value}`)),
  );
}

/** A resolver that is skipped because its field is misspelt would leave a field unanswered. */
function checkNames(known: ReadonlySet<string>, resource: Resolvers): void {
  for (const [type, resolvers] of Object.entries(resource)) {
    const unknown = Object.keys(resolvers).find((field) => !known.has(`${type}.${field}`));
    if (unknown !== undefined) throw new RangeError(`No version of the schema has ${type}.${unknown}`);
  }
}

function attachResource(schema: GraphQLSchema, resource: Resolvers): void {
  for (const [typeName, resolvers] of Object.entries(resource)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) continue;
    const fields = type.getFields();
    for (const [name, resolver] of Object.entries(resolvers)) {
      const field = fields[name];
      if (field === undefined) continue;
      const answer = resolver as (source: unknown, args: unknown, context: Context) => unknown;
      field.resolve = (source: unknown, args: unknown, { caller }: Caller) => answer(source, args, caller);
    }
  }
}
