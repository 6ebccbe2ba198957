/**
 * Whether tests take their long form: `npm run test:thorough`, which CI runs besides. What is found by many samples takes
 * few of them in `npm test`, so that nobody waits for it with each change.
 */
export const isThorough: boolean = process.env["FOOTBRIDGE_THOROUGH"] === "1";

/** How many samples a property takes: so many in the long form, a sixth of them otherwise. */
export function samples(many: number): number {
  return isThorough ? many : Math.max(2, Math.ceil(many / 6));
}

/** Those of a list that are tried: all in the long form, its first and its last otherwise. */
export function ends<T>(list: readonly T[]): readonly T[] {
  return isThorough ? list : list.filter((_, at) => at === 0 || at === list.length - 1);
}

/** One in four of a list of rows that are tried elsewhere as well; all in the long form. */
export function someOf<T>(rows: readonly T[]): readonly T[] {
  return isThorough ? rows : rows.filter((_, at) => at % 4 === 0);
}
