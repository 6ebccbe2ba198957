import type { VersionRange } from "../../schema/versions.ts";
import { printVariableType, type TypeWorld } from "./describe-types.ts";
import { operationsObject, signatureOf, type Parameter, type Signature } from "./method-signature.ts";
import { camelCase, pascalCase } from "./names.ts";
import type { OperationModel, VariableModel } from "../operation-model.ts";

/** Names of the exports that belong to one operation. */
export function operationTypes(operation: OperationModel): {
  readonly answer: string;
  readonly document: string;
  readonly result: string;
  readonly variables: string;
  readonly input: string;
  readonly options: string;
} {
  const { name } = operation;
  return {
    answer: `${name}${pascalCase(operation.operation)}`,
    document: `${name}Document`,
    result: `${name}Result`,
    variables: `${name}Variables`,
    input: `${name}Input`,
    options: `${name}Options`,
  };
}

/** Prints the result, variables, input and options types of one operation. */
export function printTypes(operation: OperationModel, world: TypeWorld): string {
  const names = operationTypes(operation);
  const { parameters, options } = signatureOf(operation);
  const members = parameters.flatMap((parameter) => parameter.members ?? []);
  const blocks = [
    doc(`What ${operation.name} answers.`),
    operation.nullIsAnswer
      ? `export type ${names.result} = ${names.answer}["${operation.field}"];`
      : `export type ${names.result} = NonNullable<${names.answer}["${operation.field}"]>;`,
    doc(`What ${operation.name} takes.`),
    operation.variables.length > 0
      ? `export interface ${names.variables} {\n${printMembers(operation.variables, world)}\n}`
      : `export type ${names.variables} = Readonly<Record<string, never>>;`,
  ];
  if (!operation.internal && members.length > 0) {
    blocks.push(doc(`What \`${label(operation)}\` needs besides its first argument.`));
    blocks.push(`export interface ${names.input} {\n${printMembers(members, world)}\n}`);
  }
  if (!operation.internal && options.length > 0) {
    blocks.push(doc(`Options of \`${label(operation)}\`.`));
    blocks.push(
      `export interface ${names.options} extends CallOptions {\n${printMembers(
        options.map(({ variable, name }) => ({ ...variable, name })),
        world,
      )}\n}`,
    );
  }
  return blocks.join("\n");
}

/** Prints the metadata of one operation: its type in the operations object. */
export function printMetadataType(operation: OperationModel): string {
  const names = operationTypes(operation);
  return `readonly ${operation.method}: Operation<${names.result}, ${names.variables}>;`;
}

/** Prints the metadata of one operation: its value in the operations object. */
export function printMetadata(operation: OperationModel): string {
  const references = operation.variables
    .filter((variable) => variable.kind !== undefined)
    .map((variable) => `${variable.name}: ${JSON.stringify(variable.kind)}`);
  return `${operation.method}: {
    name: ${JSON.stringify(operation.name)},
    endpoint: ${JSON.stringify(operation.endpoint)},
    safety: ${JSON.stringify(operation.safety)},
    field: ${JSON.stringify(operation.field)},
    list: ${operation.list},${operation.list && !operation.nullable ? "\nrequired: true," : ""}${operation.requiredItems ? "\nrequiredItems: true," : ""}${operation.nullIsAnswer ? "\nnullable: true," : ""}
    what: ${JSON.stringify(operation.what)},${references.length > 0 ? `\nreferences: { ${references.join(", ")} },` : ""}
    document: async () => (await import("./${operation.endpoint}.ts")).${operationTypes(operation).document},
  },`;
}

/** Prints the thin method of one operation. */
export function printMethod(operation: OperationModel, world: TypeWorld): string {
  const names = operationTypes(operation);
  const signature = signatureOf(operation);
  const takesOptions = signature.options.length > 0;
  const parameters = signature.parameters.map(
    (parameter) => `${parameter.name}: ${parameterType(parameter)}`,
  );
  parameters.push(takesOptions ? `options: ${names.options} = {}` : "options?: CallOptions");
  const target = `${operationsObject(operation)}.${operation.method}`;
  const optional = signature.options.map(({ name, local }) => printEntry(name, local)).join(", ");
  const body = takesOptions
    ? `const { ${optional}, ...callOptions } = options;
    return this.call(${target}, ${printVariables(signature)}, callOptions);`
    : `return this.call(${target}, ${printVariables(signature)}, options);`;
  return `${methodDoc(operation, signature)}
  ${operation.method}(${parameters.join(", ")}): Promise<${names.result}> {
    ${body}
  }`;

  function parameterType(parameter: Parameter): string {
    return parameter.variable === undefined ? names.input : printVariableType(parameter.variable, world).text;
  }
}

function printVariables({ parameters, options }: Signature): string {
  const entries = parameters.map(({ name, variable }) => {
    if (variable === undefined) return `...${name}`;
    return printEntry(variable.name, name);
  });
  if (options.length > 0) {
    const values = options.map(({ variable, local }) => printEntry(variable.name, local));
    entries.push(`...present({ ${values.join(", ")} })`);
  }
  return entries.length > 0 ? `{ ${entries.join(", ")} }` : "{}";
}

/** Prints a member of an object, or of what is taken from one, with its value's name. */
function printEntry(key: string, local: string): string {
  if (key === local) return key;
  // As a plain key it would set what the object inherits from.
  return `${key === "__proto__" ? `["${key}"]` : key}: ${local}`;
}

function printMembers(variables: readonly VariableModel[], world: TypeWorld): string {
  return variables
    .map((variable) => {
      const { text } = printVariableType(variable, world);
      const member = variable.required
        ? `${variable.name}: ${text}`
        : `${variable.name}?: ${text} | undefined`;
      return `${variable.description === undefined ? "" : `${doc(variable.description)}\n`}readonly ${member};`;
    })
    .join("\n");
}

function methodDoc(operation: OperationModel, { parameters }: Signature): string {
  const lines = [operation.description, "", `Remote call: ${operation.endpoint} \`${operation.field}\`.`, ""];
  for (const { name, variable } of parameters) {
    const description = variable === undefined ? "What else it needs." : variable.description;
    if (description !== undefined) lines.push(`@param ${name} - ${description}`);
  }
  const named = operation.variables.some((variable) => variable.kind !== undefined);
  const findable = (operation.nullable && !operation.list) || named;
  lines.push(findable ? `@throws NotFoundError when there is no such ${operation.what}` : "");
  lines.push("@throws RefusedError when the platform refuses");
  const { range } = operation;
  if (range)
    lines.push(`@throws UnsupportedByPlatformError where the platform's version is ${outside(range)}`);
  return doc(lines.filter((line, index) => line !== "" || lines[index - 1] !== "").join("\n"));
}

function outside({ since, until }: VersionRange): string {
  const ends = [since && `before ${since}`, until && `after ${until}`];
  return ends.filter((end) => end !== undefined).join(" or ");
}

function label(operation: OperationModel): string {
  return `${camelCase(operation.resource)}.${operation.method}`;
}

/** Prints a TSDoc comment. */
export function doc(text: string): string {
  const lines = text.replaceAll("*/", "*\\/").split("\n");
  if (lines.length === 1) return `/** ${text.replaceAll("*/", "*\\/")} */`;
  return ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"].join("\n");
}
