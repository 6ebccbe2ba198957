import { Kind, type TypeNode } from "graphql";
import { LocalNames, optionName } from "./local-names.ts";
import { camelCase } from "./names.ts";
import type { OperationModel, VariableModel } from "../operation-model.ts";

/** One parameter of a thin method and the variables it carries. */
export interface Parameter {
  readonly name: string;
  /** The variable whose value it is; absent for the object that carries several. */
  readonly variable?: VariableModel;
  /** The members of a parameter that is an object. */
  readonly members?: readonly VariableModel[];
}

/** One option of a thin method. */
export interface Option {
  readonly variable: VariableModel;
  /** What callers know it as. */
  readonly name: string;
  /** What the method knows it as. */
  readonly local: string;
}

/** What a thin method takes before its options, and which variables are options. */
export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly options: readonly Option[];
}

/**
 * Decides the parameters of a thin method.
 *
 * @remarks The first required variable is the first parameter: it says what the call is about. One other
 * required variable is the second; more than one become one object. Whatever is optional is an option, so
 * that no method has more than three parameters.
 */
export function signatureOf(operation: OperationModel): Signature {
  const { variables } = operation;
  const required = variables.filter((variable) => variable.required);
  const names = new LocalNames([operationsObject(operation)]);
  const parameters = parametersOf(required, names);
  const options = variables
    .filter((variable) => !variable.required)
    .map((variable) => ({
      variable,
      name: optionName(
        variable.name,
        variables.map(({ name }) => name),
      ),
      local: names.take(variable.name),
    }));
  return { parameters, options };
}

/** The name of the object that holds the operations of a resource. */
export function operationsObject({ resource }: Pick<OperationModel, "resource">): string {
  return `${camelCase(resource)}Operations`;
}

function parametersOf(required: readonly VariableModel[], names: LocalNames): readonly Parameter[] {
  const [first, second, ...more] = required;
  if (first === undefined) return [];
  // The object goes by its own name, whatever the variables are called.
  const object = more.length > 0 ? names.take("input") : "";
  const about = { name: names.take(parameterName(first)), variable: first };
  if (second === undefined) return [about];
  if (more.length > 0) return [about, { name: object, members: [second, ...more] }];
  const wanted = parameterName(second);
  return [about, { name: names.take(names.isFree(wanted) ? wanted : second.name), variable: second }];
}

function isList(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE ? isList(type.type) : type.kind === Kind.LIST_TYPE;
}

function parameterName(variable: VariableModel): string {
  if (variable.kind === undefined) return variable.name;
  return `${camelCase(variable.kind)}${isList(variable.type) ? "s" : ""}`;
}
