import { isSpecifiedScalarType, Kind, type GraphQLSchema, type TypeNode } from "graphql";
import type { VariableModel } from "../operation-model.ts";

/** How one kind of `FootbridgeResource` is given by callers. */
export interface ReferenceType {
  /** The exported name of the type, for example "JobReference". */
  readonly name: string;
  /** Its definition in TypeScript. May use the other reference types. */
  readonly type: string;
  /** One sentence, the documentation of the type. */
  readonly description: string;
}

/** What the types of variables are printed from. */
export interface TypeWorld {
  readonly schema: GraphQLSchema;
  /** TypeScript types of custom scalars as inputs. */
  readonly scalars: Readonly<Record<string, string>>;
  /** Reference types by the kind that `@names` gives. */
  readonly references: Readonly<Record<string, ReferenceType>>;
}

/** A printed type, with the names of generated types that it uses. */
export interface PrintedType {
  readonly text: string;
  readonly imports: readonly string[];
}

const BUILT_IN: Readonly<Record<string, string>> = {
  String: "string",
  ID: "string",
  Int: "number",
  Float: "number",
  Boolean: "boolean",
};

/**
 * Prints the TypeScript type that callers give for a variable; one that is the id of a resource is printed
 * as its reference type.
 *
 * @throws Error when a scalar or a kind of reference has no TypeScript type in the configuration
 */
export function printVariableType(variable: VariableModel, world: TypeWorld): PrintedType {
  const leaf = leafType(variable, world);
  const text = wrap(variable.type, leaf.text);
  const nullable = variable.type.kind !== Kind.NON_NULL_TYPE;
  return { text: nullable ? `${text} | null` : text, imports: leaf.imports };
}

function leafType(variable: VariableModel, world: TypeWorld): PrintedType {
  if (variable.kind !== undefined) {
    const reference = world.references[variable.kind];
    if (reference === undefined) throw new Error(`codegen.ts has no reference type for ${variable.kind}`);
    return { text: reference.name, imports: [] };
  }
  const name = leafName(variable.type);
  const scalar = BUILT_IN[name] ?? world.scalars[name];
  if (scalar !== undefined) return { text: scalar, imports: [] };
  const type = world.schema.getType(name);
  if (
    type === undefined ||
    isSpecifiedScalarType(type) ||
    type.astNode?.kind === Kind.SCALAR_TYPE_DEFINITION
  ) {
    throw new Error(`codegen.ts has no TypeScript type for the scalar ${name}`);
  }
  return { text: name, imports: [name] };
}

function leafName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : leafName(type.type);
}

function wrap(type: TypeNode, leaf: string): string {
  switch (type.kind) {
    case Kind.NAMED_TYPE:
      return leaf;
    case Kind.NON_NULL_TYPE:
      return wrap(type.type, leaf);
    case Kind.LIST_TYPE: {
      const item = wrap(type.type, leaf);
      return `ReadonlyArray<${type.type.kind === Kind.NON_NULL_TYPE ? item : `${item} | null`}>`;
    }
  }
}
