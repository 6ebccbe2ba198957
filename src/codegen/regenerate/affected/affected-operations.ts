import {
  buildASTSchema,
  Kind,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { endpointHistory } from "../../history/operation-history.ts";
import { Pruner, type Fragments } from "../../history/prune-operation.ts";
import { schemaAt } from "../../schema/versioned-schema.ts";
import type { SchemaText } from "../edit/schema-text.ts";
import { SEVERITIES, type RatedChange, type Severity } from "../facts/rate-changes.ts";
import type { ProjectOperation } from "./read-project-operations.ts";
import { isTouched, touchedBy } from "./touched.ts";

/** An operation that a new version does something to. */
export interface AffectedOperation {
  /** For example `JobsDuplicate`. */
  readonly name: string;
  /** The resource that it belongs to, as its methods do, e.g. `jobs`. */
  readonly resource: string;
  /** The root field that it asks for. */
  readonly field: string;
  /** The generated method, e.g. `jobs.duplicate`; absent where only behaviour of ours runs the operation. */
  readonly method?: string;
  readonly severity: Severity;
  /** What it does, one line each. */
  readonly effects: readonly string[];
}

/** What the operations are held against. */
export interface Comparison {
  /** The version before, and the new one. */
  readonly base: string;
  readonly version: string;
  /** The schema files as they will be. */
  readonly text: SchemaText;
  readonly changes: readonly RatedChange[];
}

/** Finds the operations that a new version does something to, the worst first. */
export function affectedOperations(
  operations: readonly ProjectOperation[],
  comparison: Comparison,
): readonly AffectedOperation[] {
  const { base, version, text, changes } = comparison;
  const fragments: Fragments = new Map(
    operations.flatMap((operation) => operation.fragments.map((node) => [node.name.value, node] as const)),
  );
  const schemas = {
    all: buildASTSchema(text.superset),
    before: new Pruner(buildASTSchema(schemaAt(text.superset, base)), fragments),
    after: new Pruner(buildASTSchema(schemaAt(text.superset, version)), fragments),
  };
  const found = operations.flatMap((operation) => affected(operation, { fragments, schemas, changes }));
  return SEVERITIES.flatMap((severity) => found.filter((each) => each.severity === severity));
}

/**
 * Tells why codegen would refuse the operations, where it would: what each of them needs has to be there in versions
 * without a gap.
 */
export function historyProblem(
  operations: readonly ProjectOperation[],
  { superset, versions }: SchemaText,
): string | undefined {
  const schemas = {
    superset: buildASTSchema(superset),
    versions: new Map(versions.map((version) => [version, buildASTSchema(schemaAt(superset, version))])),
  };
  const fragments: Fragments = new Map(
    operations.flatMap((operation) => operation.fragments.map((node) => [node.name.value, node] as const)),
  );
  try {
    endpointHistory(schemas, {
      fragments,
      operations: operations.map(({ node, method }) => ({ node, method })),
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface World {
  readonly fragments: Fragments;
  readonly schemas: { readonly all: GraphQLSchema; readonly before: Pruner; readonly after: Pruner };
  readonly changes: readonly RatedChange[];
}

function affected(operation: ProjectOperation, world: World): readonly AffectedOperation[] {
  const { node, method, field, isInternal } = operation;
  const document = withFragments(node, world.fragments);
  const losses = lossesOf(document, world);
  const touched = touchedBy(document, world.schemas.all);
  const rows = world.changes.filter((change) => isTouched(change, touched));
  const effects = [
    ...losses,
    ...rows.map(
      ({ action, coordinate, detail }) => `${action} ${[coordinate, detail].filter(Boolean).join(": ")}`,
    ),
  ];
  if (effects.length === 0) return [];
  const worst = SEVERITIES.find((severity) => rows.some((row) => row.severity === severity)) ?? "breaking";
  return [
    {
      name: node.name?.value ?? "",
      resource: method.replace(/\..*$/, ""),
      field,
      ...(!isInternal && { method }),
      severity: losses.length > 0 ? "breaking" : worst,
      effects,
    },
  ];
}

/** What an operation could do on the version before and cannot on the new one. */
function lossesOf(document: DocumentNode, { schemas }: World): readonly string[] {
  const [error] = validate(schemas.all, document, specifiedRules);
  if (error !== undefined) return [`codegen refuses it: ${error.message}${adviceOn(error.message)}`];
  const before = partsOf(document, schemas.before);
  const after = partsOf(document, schemas.after);
  if (before.reason !== undefined) return [];
  if (after.reason !== undefined) return [`does not work: ${after.reason}`];
  const lost = [...before.parts].filter((path) => !after.parts.has(path));
  return lost
    .filter((path) => !lost.some((outer) => path.startsWith(`${outer}.`)))
    .map((path) => `goes without ${path}`);
}

/** What to do about an operation that is written for older versions. */
function adviceOn(message: string): string {
  if (/^Variable .* used in position expecting type/u.test(message)) {
    return " Give the variable that type in the operation: older versions take it, too.";
  }
  if (message.endsWith(" is required, but it was not provided.")) {
    return " Give it in the operation: for older versions it is left out.";
  }
  return "";
}

function partsOf(
  document: DocumentNode,
  pruner: Pruner,
): { readonly parts: ReadonlySet<string>; readonly reason?: string } {
  const parts = new Set<string>();
  let reason: string | undefined;
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) {
      const left = pruner.operation(node, (path, kept) => void (kept && parts.add(path)));
      if (left.document === undefined) reason = left.reason ?? "nothing of it is left";
    } else if (node.kind === Kind.FRAGMENT_DEFINITION) {
      const name = node.name.value;
      pruner.fragment(name, (path, kept) => void (kept && parts.add(`...${name}.${path}`)));
    }
  }
  return { parts, ...(reason !== undefined && { reason }) };
}

/** An operation with the fragments that it uses, and those that these use. */
function withFragments(node: OperationDefinitionNode, fragments: Fragments): DocumentNode {
  const used = new Set<FragmentDefinitionNode>();
  const look = (part: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(part, {
      FragmentSpread: ({ name }) => {
        const found = fragments.get(name.value);
        if (found === undefined || used.has(found)) return;
        used.add(found);
        look(found);
      },
    });
  };
  look(node);
  return { kind: Kind.DOCUMENT, definitions: [node, ...used] };
}
