import { readFileSync } from "node:fs";
import { GraphQLError, parse, Source, type DocumentNode } from "graphql";
import { mergeSchemaFiles } from "../../schema/merge-schema.ts";
import { placeOf, SchemaError } from "../../schema/schema-error.ts";
import { RegenerateError } from "../regenerate-error.ts";
import { checkDefinitions, checkWhole } from "./check-schema.ts";
import { isHttpAddress, readHttpAddress } from "./http-address.ts";
import { introspect, type Environment } from "./introspect.ts";
import { introspectionDocument } from "./introspection-document.ts";
import { JsonPlace } from "./json-place.ts";

/** A schema that was read from elsewhere, found to be one, with one definition for each type. */
export interface NewSchema {
  readonly document: DocumentNode;
  /** Whether deprecations of arguments and input fields are in it. */
  readonly tellsInputDeprecation: boolean;
}

/** How a schema is read. */
export interface ReadOptions {
  /** Which endpoint a server is asked for, where its address does not tell. */
  readonly endpoint: string;
  readonly environment: Environment;
}

/**
 * Reads a schema: from a server by introspection, from a file of definitions, or from the kept answer to an
 * introspection query.
 *
 * @param from - a URL, or the path of a file
 * @throws {@link RegenerateError} naming each place where it cannot be read, is no schema or contradicts itself
 */
export async function readNewSchema(
  from: string,
  { endpoint, environment }: ReadOptions,
): Promise<NewSchema> {
  if (isHttpAddress(from)) {
    const address = readHttpAddress(from, endpoint);
    const name = address.endpoint.origin + address.endpoint.pathname;
    return readAnswer(await introspect(address, environment), name);
  }
  const text = readText(from);
  return text.trimStart().startsWith("{") ? readAnswer(text, from) : readDefinitions(text, from);
}

function readText(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const why = error instanceof TypeError ? "it is not a UTF-8 text" : errorText(error);
    throw new RegenerateError({ place: path, message: `cannot be read: ${why}` });
  }
}

function readDefinitions(text: string, name: string): NewSchema {
  try {
    const document = parse(new Source(text, name));
    checkDefinitions({ document, name, placeOf });
    const merged = mergeSchemaFiles([{ name, text }]);
    checkWhole(merged, { name, placeOf });
    return { document: merged, tellsInputDeprecation: true };
  } catch (error) {
    if (error instanceof GraphQLError) {
      const line = error.locations?.[0]?.line;
      const place = line === undefined ? name : `${name}:${line}`;
      throw new RegenerateError({ place, message: error.message });
    }
    if (error instanceof SchemaError) {
      const [place = name, message = error.message] = splitPlace(error.message);
      throw new RegenerateError({ place, message });
    }
    throw error;
  }
}

/** The place and the rest of `place: message`. */
function splitPlace(text: string): readonly (string | undefined)[] {
  return /^(.*?:\d+): (.*)$/s.exec(text)?.slice(1) ?? [];
}

function readAnswer(text: string, name: string): NewSchema {
  const from = introspectionDocument(new JsonPlace(parseJson(text, name), `${name} $`), name);
  checkDefinitions(from);
  checkWhole(from.document, from);
  return from;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = errorText(error);
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    const before = position === undefined ? undefined : text.slice(0, Number(position));
    const place = before === undefined ? name : `${name}:${before.split("\n").length}`;
    throw new RegenerateError({ place, message: `this is not JSON: ${message.split("\n", 1).join("")}` });
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
