import { pooled, type PoolOptions } from "../../../core/concurrency/pool.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { OnProgress } from "../../../core/progress.ts";
import { withSubject } from "../../calls/with-subject.ts";
import type { Planned } from "./resource-importer.ts";
import type { ImportedThing, PlanStep } from "./plan-step.ts";

/** How planned steps are carried out. */
export interface ApplyPlannedOptions extends CallOptions, Pick<PoolOptions, "concurrency"> {
  readonly onProgress: OnProgress | undefined;
  /** What an error says of the step that it comes from. */
  readonly nameOf: (step: PlanStep) => string;
}

const PHASES = { created: "create", upgraded: "upgrade", unchanged: "skip", skipped: "skip" } as const;

/**
 * Carries out what was planned: what comes first as a whole, and within that a few at a time. What cannot be imported is left out.
 *
 * @returns what was done, in the order of the plan
 */
export async function applyPlanned(
  inOrder: readonly (readonly Planned[])[],
  { concurrency, onProgress, nameOf, ...options }: ApplyPlannedOptions,
): Promise<readonly ImportedThing[]> {
  const doable = inOrder.map((planned) =>
    planned.flatMap(({ step, apply }) => (apply === undefined ? [] : [{ step, apply }])),
  );
  const total = doable.flat().length;
  let [done, bytes] = [0, 0];
  const run = async ({ step, apply }: Required<Planned>, signal: AbortSignal): Promise<ImportedThing> => {
    const onUploaded = (size: number, name: string): void => {
      bytes += size;
      onProgress?.({ phase: "upload", what: "package", name, done, total, bytes });
    };
    try {
      const imported = await apply({ ...options, signal, onUploaded });
      done += 1;
      const { what, name, action } = imported;
      onProgress?.({ phase: PHASES[action], what, name, done, total, bytes });
      return imported;
    } catch (error) {
      throw withSubject(nameOf(step), error);
    }
  };
  const imported: ImportedThing[] = [];
  for (const planned of doable) {
    imported.push(...(await pooled(planned, run, { concurrency, signal: options.signal })));
  }
  return imported;
}
