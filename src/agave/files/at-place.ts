import type { Caller } from "../../core/client.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { Operation } from "../../core/operation.ts";
import type { RunOptions } from "../../core/run.ts";
import type { FilePlace } from "./address.ts";

interface AtSystem {
  readonly systemId: string;
  readonly filePath?: string | null | undefined;
}

/** One operation in its two forms: on a named system, and on the default one. */
export interface PlacedOperation<Result, Variables extends AtSystem> {
  readonly named: Operation<Result, Variables>;
  readonly byDefault: Operation<Result, Omit<Variables, "systemId">>;
}

/** Where an operation runs, and what it takes beside that. */
export interface PlacedCall<Variables extends AtSystem> {
  readonly place: FilePlace;
  readonly rest: Omit<NoInfer<Variables>, keyof AtSystem>;
  readonly options: RunOptions;
}

/**
 * Runs an operation at a place.
 *
 * @throws {@link InvalidInputError} for a path that cannot be reached without naming the system.
 */
export function callAt<Result, Variables extends AtSystem>(
  call: Caller,
  { named, byDefault }: PlacedOperation<Result, Variables>,
  { place: { system, path }, rest, options }: PlacedCall<Variables>,
): Promise<Result> {
  if (system !== undefined)
    return call(named, { ...rest, systemId: system, filePath: path } as Variables, options);
  // The service would read the next segment as the name of a system.
  if (/^system(?:\/|$)/u.test(path))
    throw new InvalidInputError("A folder named system cannot be reached on the default system.", {
      hint: "Name the system, too.",
    });
  return call(byDefault, { ...rest, filePath: path } as unknown as Omit<Variables, "systemId">, options);
}
