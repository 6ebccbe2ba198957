import { InvalidInputError } from "../../core/errors.ts";
import { pooled } from "../../core/concurrency/pool.ts";
import { withSubject } from "../calls/with-subject.ts";
import { callOptionsOf } from "../calls/call-options.ts";
import type { ImportedPerson, PeopleImportOptions, PeopleStep, PlannedPerson } from "./people-plan.ts";

const PHASES = { created: "create", upgraded: "upgrade", unchanged: "skip", skipped: "skip" } as const;

/**
 * Refuses a plan that cannot be carried out as a whole.
 *
 * @throws {@link InvalidInputError} naming what cannot be imported, and why.
 */
export function refuseImpossible(
  steps: readonly PeopleStep[],
  { skipImpossible = false }: Pick<PeopleImportOptions, "skipImpossible">,
): void {
  const impossible = steps.filter(({ action }) => action === "cannot");
  if (impossible.length === 0 || skipImpossible) return;
  const reasons = impossible.map(({ what, name, reason = "" }) => `the ${what} "${name}": ${reason}`);
  throw new InvalidInputError(
    `${impossible.length} of ${steps.length} cannot be imported: ${reasons.join("; ")}.`,
    { hint: "Nothing has been changed. Mend them, or set skipImpossible." },
  );
}

/** Carries out a plan, a few at a time; what cannot be imported is left out. */
export async function applyPeople(
  planned: readonly PlannedPerson[],
  { onProgress, concurrency = 4, ...options }: PeopleImportOptions,
): Promise<readonly ImportedPerson[]> {
  const doable = planned.filter(({ step }) => step.action !== "cannot");
  const callOptions = callOptionsOf(options);
  let done = 0;
  const run = async ({ step, apply }: PlannedPerson, signal: AbortSignal): Promise<ImportedPerson> => {
    const { what, name } = step;
    const untouched = step.action === "unchanged" ? step.action : "skipped";
    let action: ImportedPerson["action"];
    try {
      action = (await apply?.({ ...callOptions, signal })) ?? untouched;
    } catch (error) {
      throw withSubject(`The ${what} "${name}"`, error);
    }
    done += 1;
    const progress = { phase: PHASES[action], what, name, done, total: doable.length, bytes: 0 };
    onProgress?.(progress);
    return { what, name, action };
  };
  return pooled(doable, run, { concurrency, signal: options.signal });
}
