import { InvalidInputError } from "../../core/errors.ts";

const LONGEST_NAME = 128;
const LONGEST_VALUE = 2_048;
const MOST = 200;

/**
 * Checks the name of a variable by the platform's rules.
 *
 * @throws {@link InvalidInputError} with the rule that it breaks.
 */
export function checkVariableName(name: string): void {
  const broken = brokenBy(name);
  if (broken === undefined) return;
  throw new InvalidInputError(`${JSON.stringify(name.slice(0, LONGEST_NAME))} names no variable: ${broken}.`);
}

function brokenBy(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (!/^[A-Za-z]/u.test(name)) return "it must start with a letter";
  if (!/^[A-Za-z0-9_]+$/u.test(name)) return "letters, digits and _ only";
  return name.length > LONGEST_NAME ? `it has more than ${LONGEST_NAME} characters` : undefined;
}

/**
 * Checks the value of a variable, which no message repeats: it may be a secret.
 *
 * @throws {@link InvalidInputError} when it is too long.
 */
export function checkVariableValue(name: string, value: string): void {
  if (value.length <= LONGEST_VALUE) return;
  throw new InvalidInputError(
    `The value of ${name} has ${value.length} characters; ${LONGEST_VALUE} is the most.`,
  );
}

/**
 * Writes variables as the lines `NAME=value` in which the platform takes many at once.
 *
 * @throws {@link InvalidInputError} naming the variable that breaks a rule, or whose value has a line break: there is no way to
 * write one, and what comes behind it would be a variable of its own.
 */
export function toRawVariables(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values);
  if (entries.length > MOST) {
    throw new InvalidInputError(
      `${entries.length} variables are too many: ${MOST} is the most an owner has.`,
    );
  }
  for (const [name, value] of entries) {
    checkVariableName(name);
    checkVariableValue(name, value);
    if (/[\n\r\u2028\u2029]/u.test(value)) {
      throw new InvalidInputError(`The value of ${name} has a line break.`, {
        hint: "Create this variable by itself: only a value alone may have one.",
      });
    }
  }
  return entries.map(([name, value]) => `${name}=${value}\n`).join("");
}
