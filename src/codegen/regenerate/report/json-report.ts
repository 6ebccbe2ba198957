import type { AffectedParts } from "../affected/affected-parts.ts";
import type { Plan } from "../plan-regeneration.ts";
import type { CheckResult } from "../run-checks.ts";

/** What happened, or would happen, with its report for people in it. */
export interface Outcome {
  readonly plan: Plan;
  readonly affected: AffectedParts;
  readonly checks: readonly CheckResult[];
  /** In Markdown. */
  readonly report: string;
}

/** Writes an outcome as JSON. */
export function jsonReport({ plan, affected, checks, report }: Outcome): string {
  const { endpoint, version, base, changes, renames, files, notes } = plan;
  const outcome = {
    endpoint,
    version,
    base,
    notes,
    changes: changes.map(({ severity, action, coordinate, detail }) => ({
      severity,
      action,
      coordinate,
      detail,
    })),
    renames,
    ...affected,
    files: [...files].map(([path, { before }]) => ({ path, isNew: before === undefined })),
    checks,
    report,
  };
  return `${JSON.stringify(outcome, undefined, 2)}\n`;
}
