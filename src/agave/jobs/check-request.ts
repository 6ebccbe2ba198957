import { InvalidInputError } from "../../core/errors.ts";
import type { AppsGetResult } from "../../../generated/agave/methods.ts";
import type { JobRequest } from "../../../generated/agave/api.ts";

type App = AppsGetResult;
type Definition = NonNullable<App["inputs"]>[number] | NonNullable<App["parameters"]>[number];

const LONGEST_NAME = 63;

/**
 * Checks what a job is asked for with, as far as that can be told without its app.
 *
 * @throws {@link InvalidInputError} naming what is wrong.
 */
export function checkRequest({ name, appId, inputs, parameters }: JobRequest): void {
  if (name.length < 1 || name.length > LONGEST_NAME)
    throw new InvalidInputError(`A job's name has from 1 to ${LONGEST_NAME} characters.`);
  if (appId === "")
    throw new InvalidInputError("appId is empty.", {
      hint: "It is name and version, for example wc-1.0.0, or the name alone.",
    });
  membersOf(inputs, "inputs");
  membersOf(parameters, "parameters");
}

/**
 * Checks a job's inputs and parameters against those of its app.
 *
 * @throws {@link InvalidInputError} listing everything that does not fit.
 */
export function checkAgainstApp(request: JobRequest, app: App): void {
  const inputs = membersOf(request.inputs, "inputs");
  const parameters = membersOf(request.parameters, "parameters");
  const problems = [
    ...problemsOf("input", inputs, app.inputs ?? []),
    ...problemsOf("parameter", parameters, app.parameters ?? []),
    ...(app.parameters ?? []).flatMap((definition) => valueProblems(definition, parameters[definition.id])),
    ...(app.inputs ?? []).flatMap((definition) => cardinalityProblems(definition, inputs[definition.id])),
  ];
  if (problems.length === 0) return;
  throw new InvalidInputError(`The job does not fit the app ${app.id}: ${problems.join("; ")}.`);
}

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown, what: string): Members {
  if (value === undefined || value === null) return {};
  if (typeof value === "object" && !Array.isArray(value)) return value as Members;
  throw new InvalidInputError(`${what} is an object of values by their ids.`);
}

function problemsOf(what: string, given: Members, definitions: readonly Definition[]): readonly string[] {
  const known = new Map(definitions.map((definition) => [definition.id, definition]));
  const ids = [...known.keys()].join(", ") || "none";
  const present = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  const unknown = present
    .filter(([id]) => !known.has(id))
    .map(([id]) => `there is no ${what} ${JSON.stringify(id)} (there are: ${ids})`);
  const hidden = present
    .filter(([id]) => known.get(id)?.value?.visible === false)
    .map(([id]) => `the ${what} ${id} is hidden, and cannot be given`);
  const names = new Set(present.map(([id]) => id));
  const missing = definitions
    .filter(
      ({ id, value }) =>
        value?.required && value.visible !== false && isEmpty(value.default) && !names.has(id),
    )
    .map(({ id }) => `the ${what} ${id} is missing`);
  return [...unknown, ...hidden, ...missing];
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

function cardinalityProblems({ id, semantics }: Definition, given: unknown): readonly string[] {
  if (given === undefined || given === null) return [];
  const count = Array.isArray(given) ? given.length : typeof given === "string" ? given.split(";").length : 1;
  const { minCardinality, maxCardinality } = semantics ?? {};
  const most = maxCardinality == null || maxCardinality < 0 ? Infinity : maxCardinality;
  if (count > most) return [`${id} takes ${most} at most, not ${count}`];
  return count < (minCardinality ?? 0) ? [`${id} takes ${minCardinality} at least, not ${count}`] : [];
}

function valueProblems(
  { id, value: rule, semantics }: NonNullable<App["parameters"]>[number],
  given: unknown,
): readonly string[] {
  if (given === undefined || given === null || rule === null) return [];
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  const type = rule.type?.toLowerCase();
  if ((type === "bool" || type === "flag") && values.length > 1) return [`${id} takes one value`];
  const wrong = values.find((value) => !fits(value, type));
  if (wrong !== undefined) return [`${id} is a ${type}, not ${JSON.stringify(wrong)}`];
  const allowed = enumValues(rule.enumValues ?? rule.olderEnumValues);
  const odd =
    type === "enumeration" && allowed.length > 0
      ? values.find((value) => !allowed.includes(String(value)))
      : undefined;
  if (odd !== undefined) return [`${id} is one of ${allowed.join(", ")}, not ${JSON.stringify(odd)}`];
  const pattern = patternOf(rule.validator);
  const unfit = pattern && values.find((value) => !pattern.test(String(value)));
  if (unfit !== undefined) return [`${id} does not match ${rule.validator ?? ""}`];
  return cardinalityProblems({ id, value: rule, semantics, details: null }, given);
}

function fits(value: unknown, type: string | undefined): boolean {
  switch (type) {
    case "number":
      return (
        typeof value === "number" ||
        (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)))
      );
    case "bool":
    case "flag":
      return typeof value === "boolean" || /^(?:true|false|0|1|yes|no|on|off)$/iu.test(String(value));
    case undefined:
    default:
      return typeof value !== "object";
  }
}

function enumValues(given: unknown): readonly string[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((item: unknown) =>
    typeof item === "object" && item !== null ? Object.keys(item) : [String(item)],
  );
}

/** A validator that is one here, too: the service reads another dialect of regular expressions. */
function patternOf(validator: string | null): RegExp | undefined {
  if (!validator) return undefined;
  try {
    return new RegExp(`^(?:${validator})$`, "u");
  } catch {
    return undefined;
  }
}
