import {
  getNamedType,
  isInputObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLNamedType,
} from "graphql";
import { SchemaError } from "../../schema/schema-error.ts";
import type { Endpoint } from "../read-operations.ts";

/** Scalars with their TypeScript types, as codegen takes them: one, or one for what is given and one for what is answered. */
export type ConfiguredScalars = Readonly<Record<string, string | ScalarType>>;

/** The TypeScript types of one scalar. */
export interface ScalarType {
  readonly input: string;
  readonly output: string;
}

/** What no operation reaches is written nowhere, and codegen wants to be told of it all the same. */
const UNREACHED: ScalarType = { input: "unknown", output: "unknown" };

/**
 * Gives each scalar of an endpoint its TypeScript type: those that operations reach need one in the configuration.
 *
 * @param configured - as `codegen.ts` has them
 * @throws SchemaError naming file and line of a scalar that an operation reaches, and that has no type
 */
export function scalarTypes(
  endpoint: Pick<Endpoint, "schema" | "resources" | "fragments">,
  configured: Readonly<Record<string, ScalarType>>,
): Readonly<Record<string, ScalarType>> {
  const reached = reachedScalars(endpoint);
  const unknown = Object.values(endpoint.schema.getTypeMap()).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type) && !Object.hasOwn(configured, type.name),
  );
  for (const { name, astNode } of unknown) {
    const user = reached.get(name);
    if (user === undefined || astNode == null) continue;
    throw new SchemaError(
      astNode,
      `scalar ${name}, which ${user} has, needs a TypeScript type: write it into scalars of codegen.ts`,
    );
  }
  return { ...configured, ...Object.fromEntries(unknown.map(({ name }) => [name, UNREACHED])) };
}

/** The TypeScript types of scalars, one by one. */
export function bothTypes(scalars: ConfiguredScalars): Readonly<Record<string, ScalarType>> {
  return Object.fromEntries(
    Object.entries(scalars).map(([name, type]) => [
      name,
      typeof type === "string" ? { input: type, output: type } : type,
    ]),
  );
}

/** The scalars that operations read, or send by a variable: for each the first that is found to have it. */
function reachedScalars({
  schema,
  resources,
  fragments,
}: Pick<Endpoint, "schema" | "resources" | "fragments">): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const inputs = new Set<GraphQLNamedType>();
  const reach = (type: GraphQLNamedType | undefined, user: string): void => {
    if (isScalarType(type) && !found.has(type.name)) found.set(type.name, user);
    if (!isInputObjectType(type) || inputs.has(type)) return;
    inputs.add(type);
    for (const field of Object.values(type.getFields())) {
      reach(getNamedType(field.type), `${type.name}.${field.name}`);
    }
  };
  const definitions = [...resources.flatMap(({ operations }) => operations), ...fragments];
  const info = new TypeInfo(schema);
  visit(
    { kind: Kind.DOCUMENT, definitions },
    visitWithTypeInfo(info, {
      VariableDefinition: ({ variable }) =>
        reach(getNamedType(info.getInputType() ?? undefined), `$${variable.name.value}`),
      Field: () => {
        const [parent, field] = [info.getParentType(), info.getFieldDef()];
        if (parent && field) reach(getNamedType(field.type), `${parent.name}.${field.name}`);
      },
    }),
  );
  return found;
}
