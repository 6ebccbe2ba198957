import { InvalidInputError } from "../../core/errors.ts";

/** What may be taken, as jobs and apps ask for it. */
export interface Resources {
  readonly cpu?: ResourceAmounts | null | undefined;
  readonly memory?: ResourceAmounts | null | undefined;
  readonly gpu?: ResourceAmounts | null | undefined;
}

interface ResourceAmounts {
  readonly request?: number | null | undefined;
  readonly limit?: number | null | undefined;
}

/**
 * Checks that amounts of resources are numbers from 0.
 *
 * @throws {@link InvalidInputError} naming the amount that is none.
 */
export function checkResources(resources: Resources): void {
  for (const [kind, amounts] of Object.entries(resources) as readonly [string, object | null | undefined][]) {
    for (const [bound, amount] of Object.entries(amounts ?? {}) as readonly [string, unknown][]) {
      if (amount != null && (typeof amount !== "number" || !Number.isFinite(amount) || amount < 0)) {
        throw new InvalidInputError(
          `resources.${kind}.${bound} must be a number from 0, not ${JSON.stringify(amount)}.`,
        );
      }
    }
  }
}
