import { buildSchema, GraphQLOneOfDirective, GraphQLSchema, isObjectType, printSchema } from "graphql";
import type { Context } from "../services.ts";
import { LIMITS, tooMuch } from "./document-limits.ts";
import { notEmulated } from "../shared/errors.ts";
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
  /** How much has been answered so far. */
  readonly answered: { fields: number };
}

/** Counts a field of an answer. @throws GraphQLError when there are too many of them */
export function countField({ answered }: Caller): void {
  answered.fields += 1;
  if (answered.fields > LIMITS.answered)
    throw tooMuch("fields of one answer", answered.fields, LIMITS.answered);
}

/**
 * Builds the executable schema of an endpoint.
 *
 * @param sdl - the endpoint's schema, as a platform version publishes it
 * @remarks Resolvers of fields that this version lacks are left out. A root field that no resource answers
 * refuses with the field's name, so that nothing is ever answered by an accidental null.
 */
export function executableSchema(sdl: string, resources: readonly Resolvers[]): GraphQLSchema {
  // That it is a schema was seen when it was generated.
  const schema = october2021(buildSchema(DEPRECATED + sdl, { assumeValid: true, noLocation: true }));
  attachScalars(schema);
  for (const resource of resources) attachResource(schema, resource);
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

/** As the specification of October 2021 has it. graphql-js knows further places, which other clients refuse. */
const DEPRECATED =
  'directive @deprecated(reason: String = "No longer supported") on FIELD_DEFINITION | ENUM_VALUE\n';

/** Without the directives that came into the language later. */
function october2021(schema: GraphQLSchema): GraphQLSchema {
  const { directives, ...config } = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    directives: directives.filter(({ name }) => name !== GraphQLOneOfDirective.name),
  });
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
      field.resolve = (source: unknown, args: unknown, caller: Caller) => {
        countField(caller);
        return answer(source, args, caller.caller);
      };
    }
  }
}
