import { InvalidInputError } from "../../../core/errors.ts";

/** Which versions of each thing an export takes. */
export interface VersionChoice {
  /** All versions, or the current one alone. @defaultValue `"all"` */
  readonly versions?: "all" | "current";
  /**
   * At most so many versions of each thing, the newest; a whole number from 1. Default: no limit.
   *
   * @remarks An older version that is current again after a rollback may not be among them: then the export warns, and an
   * import makes the newest one current. Apps keep their current version in any case.
   */
  readonly versionsLimit?: number;
}

/** The choice, as the operations of an export take it. */
export interface VersionVariables {
  readonly versionsOnlyCurrent: boolean;
  readonly versionsLimit?: number;
}

/**
 * Turns a choice into variables; of the current version alone a limit says nothing more.
 *
 * @throws {@link InvalidInputError} when the limit is none.
 */
export function versionVariables({ versions = "all", versionsLimit }: VersionChoice): VersionVariables {
  if (versionsLimit !== undefined && !(Number.isSafeInteger(versionsLimit) && versionsLimit >= 1)) {
    throw new InvalidInputError(`versionsLimit must be a whole number from 1, not ${versionsLimit}.`);
  }
  const versionsOnlyCurrent = versions === "current";
  if (versionsOnlyCurrent || versionsLimit === undefined) return { versionsOnlyCurrent };
  return { versionsOnlyCurrent, versionsLimit };
}

/** What to say of a thing whose current version a limit has left out, if it has. */
export function limitWarnings(
  name: string,
  versions: readonly { readonly number: number; readonly isCurrent: boolean }[],
): readonly string[] {
  if (versions.length === 0 || versions.some(({ isCurrent }) => isCurrent)) return [];
  const newest = Math.max(...versions.map(({ number }) => number));
  return [`"${name}": the limit leaves out its current version; an import makes version ${newest} current.`];
}
