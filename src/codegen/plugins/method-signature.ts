import { Kind, type TypeNode } from "graphql";
import type { OperationModel, VariableModel } from "./operation-model.ts";
import { camelCase } from "./names.ts";

/** Names that every options object has already. */
const CALL_OPTIONS: ReadonlySet<string> = new Set(["signal", "timeoutMs", "strict"]);

/** One parameter of a thin method and the variables it carries. */
export interface Parameter {
  readonly name: string;
  /** The variable whose value it is; absent for the object that carries several. */
  readonly variable?: VariableModel;
  /** The members of a parameter that is an object. */
  readonly members?: readonly VariableModel[];
}

/** What a thin method takes before its options, and which variables are options. */
export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly options: readonly VariableModel[];
}

/**
 * Decides the parameters of a thin method.
 *
 * @remarks The first required variable is the first parameter: it says what the call is about. One other
 * required variable is the second; more than one become one object. Whatever is optional is an option, so
 * that no method has more than three parameters.
 * @throws Error when an optional variable has the name of an option that every call has
 */
export function signatureOf(operation: OperationModel): Signature {
  const required = operation.variables.filter((variable) => variable.required);
  const options = operation.variables.filter((variable) => !variable.required);
  for (const { name } of options) {
    if (CALL_OPTIONS.has(name)) throw new Error(`${operation.name}: $${name} is an option of every call`);
  }
  const [first, ...others] = required;
  if (first === undefined) return { parameters: [], options };
  const about = { name: parameterName(first), variable: first };
  const [second, ...more] = others;
  if (second === undefined) return { parameters: [about], options };
  if (more.length > 0) return { parameters: [about, { name: "input", members: others }], options };
  const name = parameterName(second);
  const taken = name === about.name;
  return { parameters: [about, { name: taken ? second.name : name, variable: second }], options };
}

function isList(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE ? isList(type.type) : type.kind === Kind.LIST_TYPE;
}

function parameterName(variable: VariableModel): string {
  if (variable.kind === undefined) return variable.name;
  return `${camelCase(variable.kind)}${isList(variable.type) ? "s" : ""}`;
}
