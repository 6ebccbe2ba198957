import { UnsupportedByPlatformError } from "../errors.ts";
import type { EndpointHistory, InputFieldHistory, OperationHistory } from "./history.ts";
import { hasVersion, type VersionRange } from "./platform-versions.ts";

/** Variables as a version of the platform takes them. */
export interface VariablesAt {
  readonly variables: Readonly<Record<string, unknown>>;
  /** What was given but had to be left out: paths, and the versions that have them. */
  readonly leftOut: readonly { readonly path: string; readonly range: VersionRange }[];
}

/**
 * Leaves out of the variables of an operation what a version of the platform lacks.
 *
 * @remarks What is null or undefined goes without a word, and so does what the schema calls dispensable, but told in
 * `leftOut`. Any other value is refused: a filter or a size that is silently dropped would change what the call does.
 * @throws {@link UnsupportedByPlatformError} naming the value's place, and the versions that have it
 */
export function variablesAt(
  given: Readonly<Record<string, unknown>>,
  version: string,
  { operation, inputs }: { readonly operation: OperationHistory } & Pick<EndpointHistory, "inputs">,
): VariablesAt {
  const leftOut: { readonly path: string; readonly range: VersionRange }[] = [];
  const variables: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const type = operation.inputs?.[name];
    const field = { ...operation.variables?.[name], ...(type !== undefined && { type }) };
    if (keeps(field, name, value)) variables[name] = valueAt(value, type, name);
  }
  return { variables, leftOut };

  function keeps(field: InputFieldHistory | undefined, path: string, value: unknown): boolean {
    if (field === undefined || hasVersion(field, version)) return true;
    if (value === null || value === undefined) return false;
    if (field.dispensable !== true) throw unsupported(path, field);
    leftOut.push({ path, range: field });
    return false;
  }

  function valueAt(value: unknown, type: string | undefined, path: string): unknown {
    const history = type === undefined ? undefined : inputs[type];
    if (history === undefined) return value;
    if (Array.isArray(value)) return value.map((item) => valueAt(item, type, path));
    if (typeof value === "string") {
      const range = history.values?.[value];
      if (range !== undefined && !hasVersion(range, version)) throw unsupported(`${path}: ${value}`, range);
      return value;
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) => {
        const field = history.fields?.[name];
        const inner = `${path}.${name}`;
        return keeps(field, inner, member) ? [[name, valueAt(member, field?.type, inner)]] : [];
      }),
    );
  }

  function unsupported(what: string, range: VersionRange): UnsupportedByPlatformError {
    return new UnsupportedByPlatformError(`Platform version ${version} does not know ${what}.`, {
      hint: `It is there ${inWords(range)}.`,
    });
  }
}

/** A range as the end of a sentence: "from version 2023.04 on". */
export function inWords(range: VersionRange): string {
  const { since, until } = range;
  if (since !== undefined && until === undefined) return `from version ${since} on`;
  if (since !== undefined && until !== undefined) return `from version ${since} to ${until}`;
  return until === undefined ? "in every version" : `up to version ${until}`;
}
