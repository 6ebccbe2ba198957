import type { SchemaPlace } from "../../schema/load-schema.ts";
import { rootsOf } from "../facts/roots-of.ts";
import type { Plan } from "../plan-regeneration.ts";
import { affectedOperations, historyProblem, type AffectedOperation } from "./affected-operations.ts";
import { affectedResolvers, type AffectedResolver } from "./affected-resolvers.ts";
import { readMethodCalls, type MethodCalls } from "./method-calls.ts";
import { readPageRows, type PageRow } from "./page-rows.ts";
import { readProjectOperations } from "./read-project-operations.ts";
import { tryCodegen } from "./try-codegen.ts";

/** What of a project a new version does something to. */
export interface AffectedParts {
  readonly operations: readonly OperationWithMethods[];
  readonly resolvers: readonly AffectedResolver[];
  /** Rows of pages about methods that run an affected operation, or about root fields that are gone or others now. */
  readonly rows: readonly PageRow[];
  /** Why codegen would refuse the operations as a whole. */
  readonly problem?: string;
}

/** An affected operation, and what users call to run it. */
export interface OperationWithMethods extends AffectedOperation {
  /** The generated method, and those that the tests of the project have recorded to run it. */
  readonly methods: readonly string[];
}

/**
 * Finds what of a project a new version does something to.
 *
 * @param project - the folder with `schema`, `operations`, `src` and pages in it, as far as it has them
 * @param options - the endpoint, and whether codegen is tried: where it does not run anyway, as in a dry run
 * @throws Error when the operations, the emulator's files or `codegen.ts` cannot be read
 */
export async function affectedParts(
  project: string,
  { place, isTried }: { readonly place: SchemaPlace; readonly isTried: boolean },
  plan: Plan,
): Promise<AffectedParts> {
  const { base, version, text, changes } = plan;
  const all = readProjectOperations(project, place);
  const rows = readPageRows(project);
  const calls = readMethodCalls(project, place.platform);
  const operations = affectedOperations(all, { base, version, text, changes }).map((operation) => ({
    ...operation,
    methods: methodsOf(operation, calls),
  }));
  const roots = new Set(rootsOf(text.superset).values());
  const resolvers = await affectedResolvers(project, place, { changes, roots });
  const methods = new Set(operations.flatMap((operation) => operation.methods));
  const fields = new Set(
    changes
      .filter(
        ({ action, fact }) => action !== "added" && fact.kind === "field" && roots.has(fact.owner ?? ""),
      )
      .map(({ fact }) => fact.name),
  );
  const problem =
    historyProblem(all, text) ?? (isTried ? await tryCodegen(project, place.platform, plan) : undefined);
  return {
    operations,
    resolvers,
    rows: rows.filter(
      (row) =>
        row.methods.some((method) => methods.has(method)) || row.fields.some((field) => fields.has(field)),
    ),
    ...(problem !== undefined && { problem }),
  };
}

/** The generated method, and those that were seen to run the operation. */
function methodsOf({ name, method }: AffectedOperation, calls: MethodCalls): readonly string[] {
  return [...new Set([...(method === undefined ? [] : [method]), ...(calls.get(name) ?? [])])];
}
