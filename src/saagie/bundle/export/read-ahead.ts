import { isFootbridgeError, type FootbridgeError } from "../../../core/errors.ts";
import type { Operation } from "../../../core/operation.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { ExportContext } from "./context.ts";

/** How many things one request reads: answers of more would take long, and hold much at once. */
const GROUP = 16;

/** What to read of many things. */
export interface ReadAheadTask<Result, Variables> {
  /** Reads one, by its first variable. */
  readonly operation: Operation<Result, Variables>;
  readonly ids: readonly string[];
  /** The variables that are the same for all. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** The variables of a read of one. */
  readonly one: (id: string) => NoInfer<Variables>;
  readonly options: CallOptions;
  /** How many things may be read at once, where that is told. */
  readonly concurrency?: number | undefined;
}

/** Reads things one by one, as far as its user can tell. */
export interface ReadAhead<Result> {
  /** What one thing is; `signal` is that of whoever asks. */
  get(id: string, signal: AbortSignal): Promise<Result>;
}

/**
 * Reads things in groups, in the order in which they are asked for: when the first of a group is, the next group is read, too.
 *
 * @remarks What a group does not tell (because it failed, was refused as a whole, or lacks a thing) is read alone, so that
 * errors are those of the read of one.
 */
export function readAhead<Result, Variables>(
  { call, batch }: Pick<ExportContext, "batch" | "call">,
  { operation, ids, shared, one, options, concurrency = GROUP }: ReadAheadTask<Result, Variables>,
): ReadAhead<Result> {
  const groups = inGroups([...new Set(ids)], concurrency >= 1 ? Math.min(GROUP, concurrency) : 1);
  const groupOf = new Map(groups.flatMap((group, at) => group.map((id) => [id, at] as const)));
  const readings = new Map<number, ReturnType<typeof read>>();
  const read = (
    group: readonly string[],
  ): Promise<ReadonlyMap<string, Result | FootbridgeError> | undefined> =>
    batch(operation, group, { ...options, shared }).catch(() => undefined);
  const ofGroup = (at: number): ReturnType<typeof read> => {
    const group = groups[at] ?? [];
    const known = readings.get(at);
    if (known !== undefined || group.length < 2) return known ?? Promise.resolve(undefined);
    const reading = read(group);
    readings.set(at, reading);
    return reading;
  };
  return {
    async get(id, signal) {
      const at = groupOf.get(id);
      if (at !== undefined) {
        const reading = ofGroup(at);
        void ofGroup(at + 1);
        const found = (await reading)?.get(id);
        signal.throwIfAborted();
        if (found !== undefined && !isFootbridgeError(found)) return found;
      }
      return call(operation, one(id), { ...options, signal });
    },
  };
}

function inGroups(ids: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, at) =>
    ids.slice(at * size, (at + 1) * size),
  );
}
