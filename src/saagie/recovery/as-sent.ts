import type { OperationFacts } from "../../core/operation.ts";
import type { CallOptions } from "../../core/options.ts";
import { inWords, variablesAt } from "../../core/version/variables-at.ts";
import type { SaagieContext } from "../context.ts";
import { loadHistory } from "../versions/load-history.ts";

/** What of an operation's variables this version of the platform lacks, so that nobody can find it there afterwards. */
export interface LeftOut {
  /** Where it stands in the variables, e.g. `pipeline.alias`. */
  readonly path: string;
  /** Why it is not sent, as a sentence. */
  readonly message: string;
}

/**
 * Tells what of an operation's variables is not sent to this version of the platform.
 *
 * @throws {@link UnsupportedByPlatformError} for what may not be left out.
 */
export async function leftOutOf(
  { version }: Pick<SaagieContext, "version">,
  operation: OperationFacts,
  { variables, options }: { readonly variables: object; readonly options: CallOptions },
): Promise<readonly LeftOut[]> {
  const history = (await loadHistory())[operation.endpoint];
  const own = history?.operations[operation.name];
  if (history === undefined || own === undefined) return [];
  const found = await version(options.signal);
  const given = variables as Readonly<Record<string, unknown>>;
  return variablesAt(given, found, { operation: own, inputs: history.inputs }).leftOut.map(
    ({ path, range }) => ({
      path,
      message: `${path} is left out: it is there ${inWords(range)}, and the platform has ${found}.`,
    }),
  );
}
