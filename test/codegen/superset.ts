import type { DocumentNode } from "graphql";
import { readSuperset, type SchemaFile } from "../../src/codegen/schema/versioned-schema.ts";

/** The versions of a made-up platform, the oldest first. */
export const VERSIONS: readonly string[] = ["2023.01", "2023.02", "2023.03", "2024.01", "2024.02"];

const MEMBERS = "FIELD_DEFINITION | ARGUMENT_DEFINITION | ENUM_VALUE | INPUT_FIELD_DEFINITION";
const TYPES = "OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR";

const DIRECTIVES = `
  directive @version(name: String!) repeatable on SCHEMA
  directive @since(version: String!) on ${MEMBERS} | ${TYPES}
  directive @until(version: String!) on ${MEMBERS} | ${TYPES}
  directive @was(until: String!, type: String, default: String, deprecation: String) repeatable on ${MEMBERS}
  directive @with(type: String!, since: String, until: String) repeatable on ${TYPES}
  directive @http(method: Verb!) on FIELD_DEFINITION
  enum Verb { GET POST }
`;

/** Reads files of a made-up platform: `file0.graphql` and so on, beside the directives and the versions. */
export function superset(...texts: readonly string[]): DocumentNode {
  const versions = VERSIONS.map((name) => `@version(name: "${name}")`).join(" ");
  return readSuperset([
    { name: "directives.graphql", text: DIRECTIVES },
    { name: "versions.graphql", text: `extend schema ${versions}` },
    ...texts.map((text, index): SchemaFile => ({ name: `file${index}.graphql`, text })),
  ]);
}
