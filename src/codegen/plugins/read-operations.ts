import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import {
  GraphQLError,
  Kind,
  parse,
  Source,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { rootField, type EndpointDocuments, type ResourceFile } from "./operation-model.ts";

const EXTENSION = ".graphql";

/** One endpoint of a platform, its schema and the operation files that speak to it. */
export interface Endpoint extends EndpointDocuments {
  /** Paths of the operation files. */
  readonly files: readonly string[];
  /** The fragments of the operation files. */
  readonly fragments: readonly FragmentDefinitionNode[];
}

interface OperationFile extends ResourceFile {
  readonly path: string;
  readonly fragments: readonly FragmentDefinitionNode[];
}

/** The paths of the operation files in a platform's folder. */
export function operationFilesIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(EXTENSION));
  return names.map((name) => join(folder, name));
}

/**
 * Reads the operation files of a platform and sorts them by the endpoint that they speak to.
 *
 * @param paths - of the operation files
 * @param schemas - the superset schema of each endpoint
 * @throws Error naming the file when its operations fit no endpoint, or more than one
 */
export function readOperations(
  paths: readonly string[],
  schemas: ReadonlyMap<string, GraphQLSchema>,
): readonly Endpoint[] {
  const files = paths.toSorted().map(readOperationFile);
  const owners = new Map(files.map((file) => [file, endpointOf(file, schemas)]));
  return [...schemas].map(([endpoint, schema]) => {
    const resources = files.filter((file) => owners.get(file) === endpoint);
    const fragments = resources.flatMap((file) => file.fragments);
    return { endpoint, schema, resources, fragments, files: resources.map(({ path }) => path) };
  });
}

/**
 * Parses operation files only to see whether they can be.
 *
 * @throws Error naming file and line of what cannot
 */
export function checkSyntax(paths: readonly string[]): void {
  for (const path of paths) parseFile(path);
}

function parseFile(path: string): DocumentNode {
  // Mistakes are told with the path from the project's folder.
  const source = new Source(readFileSync(path, "utf8"), relative(join(path, "../../.."), path));
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [place] = error.locations ?? [];
    throw new Error(`${source.name}:${place?.line}: ${error.message}`, { cause: error });
  }
}

function readOperationFile(path: string): OperationFile {
  const document = parseFile(path);
  return {
    path,
    resource: basename(path, EXTENSION),
    operations: operationsOf(document),
    fragments: document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION),
  };
}

function operationsOf(document: DocumentNode): readonly OperationDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

function endpointOf(file: OperationFile, schemas: ReadonlyMap<string, GraphQLSchema>): string {
  const [first] = file.operations;
  if (first === undefined) throw new Error(`${file.path} holds no operation`);
  const name = rootField(first).name.value;
  const knowing = [...schemas].filter(([, schema]) => schema.getRootType(first.operation)?.getFields()[name]);
  const [found, another] = knowing.map(([endpoint]) => endpoint);
  if (found === undefined) throw new Error(`${file.path}: no endpoint has the ${first.operation} ${name}`);
  if (another !== undefined) throw new Error(`${file.path}: ${found} and ${another} both have ${name}`);
  return found;
}
