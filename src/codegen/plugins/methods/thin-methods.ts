import type { CodegenPlugin } from "@graphql-codegen/plugin-helpers";
import { format } from "prettier";
import type { VersionRange } from "../../schema/versions.ts";
import { printVariableType, type ReferenceType, type TypeWorld } from "./describe-types.ts";
import { operationsObject } from "./method-signature.ts";
import { pascalCase } from "./names.ts";
import { modelResource, type EndpointDocuments, type OperationModel } from "../operation-model.ts";
import {
  doc,
  operationTypes,
  printMetadata,
  printMetadataType,
  printMethod,
  printTypes,
} from "./print-operation.ts";

/** Configuration of the thin method plugin. */
export interface ThinMethodsConfig {
  readonly endpoints: readonly EndpointDocuments[];
  readonly scalars: Readonly<Record<string, string>>;
  readonly references: Readonly<Record<string, ReferenceType>>;
  /** The operations that some version lacks, and which versions have them. */
  readonly ranges?: Readonly<Record<string, VersionRange>>;
}

/**
 * Codegen plugin: for each operation file the metadata of its operations and a class of typed methods, one
 * for each operation that is not `@internal`.
 */
export const thinMethods: CodegenPlugin<ThinMethodsConfig> = {
  plugin: (_schema, _documents, config) => printThinMethods(config),
};

/**
 * Prints the module of metadata and thin methods of one platform, ready to be written.
 *
 * @throws SchemaError naming file and line when an operation breaks a rule of `operations/`
 */
export async function printThinMethods(config: ThinMethodsConfig): Promise<string> {
  const resources: readonly Resource[] = config.endpoints
    .flatMap((from) => from.resources.map((file) => ({ file, from })))
    .toSorted((left, right) => (left.file.resource < right.file.resource ? -1 : 1))
    .map(({ file, from }) => ({
      operations: modelResource(file, from).map((operation) => {
        const range = config.ranges?.[operation.name];
        return range === undefined ? operation : { ...operation, range };
      }),
      world: { ...config, schema: from.schema },
    }));
  const sections = resources.map(({ operations, world }) => printResource(operations, world));
  const text = [
    ...printImports(resources),
    'import type { DocumentTypeDecoration, TypedDocumentNode } from "@graphql-typed-document-node/core";',
    printSeam(resources),
    ...printReferences(config, sections.join("\n")),
    ...sections,
    ...(sections.some((section) => section.includes("present(")) ? [PRESENT] : []),
  ].join("\n\n");
  return await format(text, { parser: "typescript", printWidth: 110 });
}

function printSeam(resources: readonly Resource[]): string {
  const operations = resources.flatMap((resource) => resource.operations);
  const kinds = operations.flatMap(({ variables }) => variables.flatMap(({ kind }) => kind ?? []));
  return SEAM.replace("ENDPOINTS", union(operations.map(({ endpoint }) => endpoint))).replace(
    "KINDS",
    union(kinds),
  );
}

function union(names: readonly string[]): string {
  if (names.length === 0) return "never";
  return [...new Set(names)]
    .toSorted()
    .map((name) => JSON.stringify(name))
    .join(" | ");
}

// All that the generated code needs from outside is one function, so it says itself what that function is.
const SEAM = `
/** The endpoints of the platform. */
export type Endpoint = ENDPOINTS;

/** The kinds of resources that callers may name other than by id. */
export type ReferenceKind = KINDS;

/** An operation: what is known about it, and its document. The type carries its unwrapped result and its variables. */
export interface Operation<Result, Variables> extends DocumentTypeDecoration<Result, Variables> {
  /** The operation's name in the document. */
  readonly name: string;
  readonly endpoint: Endpoint;
  /** What a second sending does: nothing at all, the same again, or possibly harm. */
  readonly safety: "read" | "idempotent" | "write";
  /** The single root field, whose value is the result. */
  readonly field: string;
  /** Whether the result is a list: null then stands for an empty one. */
  readonly list: boolean;
  /** Whether the schema says that the list is never null. */
  readonly required?: true;
  /** Whether the schema says that no item of the list is null. */
  readonly requiredItems?: true;
  /** Whether null is an answer, and not said of something that does not exist. */
  readonly nullable?: true;
  /** What is missing when the answer is null. */
  readonly what: string;
  /** The variables that callers may give a reference for, or a list of them, and its kind. */
  readonly references?: { readonly [variable: string]: ReferenceKind };
  /** Loads its document, which only calls need. */
  readonly document: () => Promise<TypedDocumentNode<unknown, never>>;
}

/** Options of every call. */
export interface CallOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal;
  /** Limits the whole call, in milliseconds. */
  readonly timeoutMs?: number;
  /** Whether an answer with errors beside useful data is refused instead of reported as a warning. */
  readonly strict?: boolean;
}

/** Runs an operation: resolves references, sends the document, unwraps the root field. */
export type Call = <Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: NoInfer<Variables>,
  options?: CallOptions,
) => Promise<Result>;
`;

const PRESENT = `
/** Leaves out what is undefined: an absent option is not sent, null is. */
function present<Values extends object>(values: Values): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: Exclude<Values[Key], undefined>;
  };
}
`;

interface Resource {
  readonly operations: readonly OperationModel[];
  readonly world: TypeWorld;
}

/**
 * Prints one import for each endpoint.
 *
 * @throws Error when two endpoints have different types of one name that operations of both need
 */
function printImports(resources: readonly Resource[]): readonly string[] {
  const owners = new Map<string, string>();
  for (const { operations, world } of resources) {
    for (const operation of operations) {
      const { answer } = operationTypes(operation);
      const inputs = operation.variables.flatMap((variable) => printVariableType(variable, world).imports);
      for (const name of [answer, ...inputs]) {
        const owner = owners.get(name) ?? operation.endpoint;
        if (owner !== operation.endpoint) {
          throw new Error(`${operation.name}: ${owner} and ${operation.endpoint} both have a type ${name}`);
        }
        owners.set(name, owner);
      }
    }
  }
  return [...new Set(owners.values())].map((endpoint) => {
    const names = [...owners].filter(([, owner]) => owner === endpoint).map(([name]) => name);
    return `import type { ${names.join(", ")} } from "./${endpoint}.ts";`;
  });
}

/** Prints the reference types that the text uses, and those that these use. */
function printReferences({ references }: ThinMethodsConfig, text: string): readonly string[] {
  const all = Object.values(references);
  const used = new Set(all.filter(({ name }) => text.includes(name)));
  for (const reference of used) {
    for (const other of all) if (reference.type.includes(other.name)) used.add(other);
  }
  return all
    .filter((reference) => used.has(reference))
    .map((reference) => `${doc(reference.description)}\nexport type ${reference.name} = ${reference.type};`);
}

function printResource(operations: readonly OperationModel[], world: TypeWorld): string {
  const resource = operations[0]?.resource ?? "";
  const object = operationsObject({ resource });
  const methods = operations.filter((operation) => !operation.internal);
  const blocks = [
    ...operations.map((operation) => printTypes(operation, world)),
    `${doc(`The operations of ${resource}.graphql.`)}
export const ${object}: {
  ${operations.map(printMetadataType).join("\n")}
} = {
  ${operations.map(printMetadata).join("\n")}
};`,
  ];
  if (methods.length > 0) {
    blocks.push(`${doc(`The remote calls of ${resource}.graphql, one method each.`)}
export class ${pascalCase(resource)}Methods {
  protected readonly call: Call;

  /** @param call - runs an operation */
  constructor(call: Call) {
    this.call = call;
  }

  ${methods.map((operation) => printMethod(operation, world)).join("\n\n")}
}`);
  }
  return blocks.join("\n\n");
}
