import {
  getNamedType,
  Kind,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTVisitor,
  type ExecutableDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from "graphql";
import type { VersionRange } from "../schema/versions.ts";
import {
  hasDirective,
  inputHistory,
  type InputFieldHistory,
  type InputTypeHistory,
} from "./input-history.ts";
import { Pruner, type Fragments } from "./prune-operation.ts";
import { createPresence, rangeIn } from "./presence.ts";
import type { VersionMarks } from "./version-marks.ts";

/** The ranges of the parts of one definition that some version lacks, by their path. */
export type PartRanges = Readonly<Record<string, VersionRange>>;

/** What is to be known of one operation. Its own range is that of the whole operation. */
export interface OperationHistory extends VersionRange {
  /** What users know it as, e.g. `jobs.duplicate`; told where the operation has a range. */
  readonly method?: string;
  readonly parts?: PartRanges;
  /** The variables that go with the parts. */
  readonly variables?: Readonly<Record<string, InputFieldHistory>>;
  /** The types of the variables whose values have a history. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** What changed over the versions of one endpoint, as far as operations are concerned. */
export interface EndpointHistory {
  readonly operations: Readonly<Record<string, OperationHistory>>;
  readonly fragments: Readonly<Record<string, PartRanges>>;
  readonly inputs: Readonly<Record<string, InputTypeHistory>>;
  /** The root fields that tell the versions apart. */
  readonly rootFields: PartRanges;
  /** What tells versions apart whose root fields are the same. */
  readonly marks?: VersionMarks;
}

/** The schemas of an endpoint. */
export interface VersionedSchemas {
  readonly superset: GraphQLSchema;
  /** By version, oldest first. */
  readonly versions: ReadonlyMap<string, GraphQLSchema>;
}

/** The operations of an endpoint. */
export interface EndpointOperations {
  readonly operations: readonly NamedOperation[];
  readonly fragments: Fragments;
}

/** One operation, and what users know it as. */
export interface NamedOperation {
  readonly node: OperationDefinitionNode;
  /** For example `jobs.duplicate`. */
  readonly method: string;
}

/**
 * Derives, for every operation of an endpoint, which versions have it and which of its parts some version lacks.
 *
 * @throws Error naming the operation or fragment when no supported version has it, or a part of it
 */
export function endpointHistory(
  schemas: VersionedSchemas,
  { operations, fragments }: EndpointOperations,
): EndpointHistory {
  const pruners = new Map(
    [...schemas.versions].map(([version, schema]) => [version, new Pruner(schema, fragments)] as const),
  );
  const inputs = inputHistory(schemas.superset, schemas.versions);
  const histories = operations.map((operation) => {
    const own = historyOf(operation, pruners, dispensableIn(operation.node, schemas.superset, fragments));
    const typed = typedVariables(operation.node.variableDefinitions ?? [], schemas.superset, inputs);
    const history: OperationHistory = { ...own, ...present("inputs", Object.fromEntries(typed)) };
    return [operation.node.name?.value ?? "", history] as const;
  });
  const parts = [...fragments.keys()].map((name) => [name, fragmentRanges(name, pruners)] as const);
  const used = reachable(
    histories.flatMap(([, history]) => Object.values(history.inputs ?? {})),
    inputs,
  );
  return {
    operations: Object.fromEntries(histories.filter(([, history]) => Object.keys(history).length > 0)),
    fragments: Object.fromEntries(parts.filter(([, ranges]) => Object.keys(ranges).length > 0)),
    inputs: Object.fromEntries([...inputs].filter(([name]) => used.has(name))),
    rootFields: rootFieldRanges(schemas.versions),
  };
}

type Pruners = ReadonlyMap<string, Pruner>;

function historyOf(
  { node, method }: NamedOperation,
  pruners: Pruners,
  dispensable: ReadonlySet<string>,
): OperationHistory {
  const name = node.name?.value ?? "";
  const versions = [...pruners.keys()];
  const parts = createPresence(versions, name);
  const variables = createPresence(versions, name);
  const reasons = new Map<string, string>();
  for (const [version, pruner] of pruners) {
    const looked: (readonly [string, boolean])[] = [];
    const { document, reason } = pruner.operation(node, (path, kept) => looked.push([path, kept]));
    const left = document?.definitions.find((part) => part.kind === Kind.OPERATION_DEFINITION);
    if (left === undefined) {
      reasons.set(version, reason ?? "");
      continue;
    }
    for (const [path, kept] of looked) parts.note(path, version, kept);
    for (const variable of node.variableDefinitions ?? []) {
      const isLeft = left.variableDefinitions?.includes(variable) === true;
      variables.note(variable.variable.name.value, version, isLeft);
    }
  }
  const range = rangeIn(versions, (version) => !reasons.has(version));
  if (typeof range === "string") {
    throw new Error(`${name}: ${range} it (${[...reasons].at(-1)?.join(": ")})`);
  }
  return {
    ...(range && { ...range, method }),
    ...present("parts", outermost(parts.ranges())),
    ...present("variables", withDispensable(variables.ranges(), dispensable)),
  };
}

/** The variables that an operation, or a fragment it uses, gives to dispensable arguments. */
function dispensableIn(
  operation: OperationDefinitionNode,
  superset: GraphQLSchema,
  fragments: Fragments,
): ReadonlySet<string> {
  const found = new Set<string>();
  const definitions = new Set<ExecutableDefinitionNode>([operation]);
  for (const definition of definitions) {
    const types = new TypeInfo(superset);
    const visitor: ASTVisitor = {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (fragment !== undefined) definitions.add(fragment);
      },
      Argument: ({ value }) => {
        const isDispensable = hasDirective(types.getArgument()?.astNode, "dispensable");
        if (isDispensable && value.kind === Kind.VARIABLE) found.add(value.name.value);
      },
    };
    visit(definition, visitWithTypeInfo(types, visitor));
  }
  return found;
}

function withDispensable(
  ranges: ReadonlyMap<string, VersionRange>,
  dispensable: ReadonlySet<string>,
): Readonly<Record<string, InputFieldHistory>> {
  return Object.fromEntries(
    [...ranges].map(([name, range]) => [
      name,
      { ...range, ...(dispensable.has(name) && { dispensable: true as const }) },
    ]),
  );
}

function fragmentRanges(name: string, pruners: Pruners): PartRanges {
  const parts = createPresence([...pruners.keys()], name);
  for (const [version, pruner] of pruners) {
    pruner.fragment(name, (path, kept) => parts.note(path, version, kept));
  }
  return outermost(parts.ranges());
}

/** Without the parts that go exactly when one around them goes. */
function outermost(ranges: ReadonlyMap<string, VersionRange>): PartRanges {
  return Object.fromEntries(
    [...ranges].filter(
      ([path, { since, until }]) =>
        ![...ranges].some(
          ([outer, range]) => path.startsWith(`${outer}.`) && range.since === since && range.until === until,
        ),
    ),
  );
}

function typedVariables(
  definitions: readonly VariableDefinitionNode[],
  superset: GraphQLSchema,
  inputs: ReadonlyMap<string, InputTypeHistory>,
): readonly (readonly [string, string])[] {
  return definitions.flatMap(({ variable, type }) => {
    const found = typeFromAST(superset, type as never);
    const name = found === undefined ? undefined : getNamedType(found)?.name;
    return name !== undefined && inputs.has(name) ? [[variable.name.value, name] as const] : [];
  });
}

function reachable(
  names: readonly string[],
  inputs: ReadonlyMap<string, InputTypeHistory>,
): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) {
    for (const { type } of Object.values(inputs.get(name)?.fields ?? {})) {
      if (type !== undefined) found.add(type);
    }
  }
  return found;
}

function rootFieldRanges(schemas: ReadonlyMap<string, GraphQLSchema>): PartRanges {
  const sightings = createPresence([...schemas.keys()], "root field");
  const names = new Map([...schemas].map(([version, schema]) => [version, rootFieldsOf(schema)]));
  const all = new Set([...names.values()].flatMap((fields) => [...fields]));
  for (const [version, fields] of names) {
    for (const name of all) sightings.note(name, version, fields.has(name));
  }
  return Object.fromEntries(sightings.ranges());
}

function rootFieldsOf(schema: GraphQLSchema): ReadonlySet<string> {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  return new Set(roots.flatMap((root) => Object.keys(root?.getFields() ?? {})));
}

function present<Key extends string, Value extends object>(
  key: Key,
  value: Value,
): { readonly [K in Key]?: Value } {
  return (Object.keys(value).length > 0 ? { [key]: value } : {}) as { readonly [K in Key]?: Value };
}
