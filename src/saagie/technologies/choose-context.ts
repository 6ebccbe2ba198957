import { choose, type Choice } from "../../core/lookup/choose.ts";
import { InvalidInputError } from "../../core/errors.ts";

/** How messages speak of the contexts of a technology. */
export interface ContextWords {
  /** What a context is called, e.g. `runtime version`. */
  readonly what: string;
  /** The setting that chooses one. */
  readonly setting: string;
}

/**
 * The context asked for by id or label, or the recommended one; the only one, where none is marked.
 *
 * @throws {@link InvalidInputError} listing the valid ones.
 */
export function chooseContext<T extends Choice & { readonly recommended: boolean | null }>(
  contexts: readonly T[],
  wanted: string | undefined,
  { what, setting }: ContextWords,
): T {
  if (wanted !== undefined) return choose(contexts, wanted, `available ${what}`);
  const recommended =
    contexts.find((context) => context.recommended) ?? (contexts.length === 1 ? contexts[0] : undefined);
  if (recommended !== undefined) return recommended;
  throw new InvalidInputError(`The catalogue recommends no ${what} for this technology.`, {
    hint: `Give ${setting}: ${contexts.map(({ id }) => id).join(", ") || "none is available"}.`,
  });
}
