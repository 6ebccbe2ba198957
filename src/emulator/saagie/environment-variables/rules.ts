import { notValid, type Problems, type Refusal } from "../shared/errors.ts";

/** The rules that a variable can break. */
export type Rule =
  | "NAME_IS_EMPTY"
  | "NAME_DOESNT_START_WITH_LETTER"
  | "NAME_CONTAINS_INVALID_CHARACTERS"
  | "TOO_LONG_NAME"
  | "NAME_ALREADY_USED"
  | "TOO_LONG_VALUE"
  | "NULL_VALUE_UNEXPECTED"
  | "MAXIMUM_COUNT_EXCEEDED"
  | "PROJECT_IS_NOT_FOUND"
  | "JOB_IS_NOT_FOUND"
  | "APP_IS_NOT_FOUND"
  | "UNEXPECTED_LINKED_ENTITY_ID_IS_NULL"
  | "UNEXPECTED_LINKED_ENTITY_ON_GLOBAL_SCOPE";

/** Which rule a variable breaks, and by what. */
export interface Breach {
  readonly type: Rule;
  readonly concernedProperty: string;
  readonly message: string;
}

const MAX_NAME_LENGTH = 128;
const MAX_VALUE_LENGTH = 2048;
const MAX_COUNT = 200;

/** What the rules look at. */
export interface Judged {
  readonly name: string;
  readonly value: string | null;
  /** The names of the owner's other variables. */
  readonly others: readonly string[];
}

/** Finds the rules that a variable breaks, as far as they are about itself and its neighbours. */
export function breachesOf({ name, value, others }: Judged): readonly Breach[] {
  const checks: readonly (readonly [broken: boolean, breach: Breach])[] = [
    [name === "", breach("NAME_IS_EMPTY", "name", "The name is empty")],
    [
      /^[^A-Za-z]/.test(name),
      breach("NAME_DOESNT_START_WITH_LETTER", "name", "The name does not start with a letter"),
    ],
    [
      /\W/.test(name),
      breach("NAME_CONTAINS_INVALID_CHARACTERS", "name", "The name has other characters than A-Z, 0-9 and _"),
    ],
    [
      name.length > MAX_NAME_LENGTH,
      breach("TOO_LONG_NAME", "name", `The name has more than ${String(MAX_NAME_LENGTH)} characters`),
    ],
    [others.includes(name), breach("NAME_ALREADY_USED", "name", "Another variable has the name")],
    [value === null, breach("NULL_VALUE_UNEXPECTED", "value", "There is no value")],
    [
      (value?.length ?? 0) > MAX_VALUE_LENGTH,
      breach("TOO_LONG_VALUE", "value", `The value has more than ${String(MAX_VALUE_LENGTH)} characters`),
    ],
    [
      others.length >= MAX_COUNT,
      breach("MAXIMUM_COUNT_EXCEEDED", "name", `There are more than ${String(MAX_COUNT)} variables`),
    ],
  ];
  return checks.filter(([broken]) => broken).map(([, found]) => found);
}

/** Makes a breach. */
export function breach(type: Rule, concernedProperty: string, message: string): Breach {
  return { type, concernedProperty, message };
}

/**
 * The refusal of variables that break rules.
 *
 * @remarks How the platform refuses them is not known. It is done as with everything else: each property with the
 * first rule that it breaks.
 */
export function brokenRules(breaches: readonly Breach[]): Refusal {
  const problems = breaches.toReversed().map(({ type, concernedProperty }) => [concernedProperty, type]);
  return notValid("EnvironmentVariable", Object.fromEntries(problems) as Problems);
}

/** Refuses variables that break rules. @throws Refusal when there are breaches */
export function refuseBreaches(breaches: readonly Breach[]): void {
  if (breaches.length > 0) throw brokenRules(breaches);
}
