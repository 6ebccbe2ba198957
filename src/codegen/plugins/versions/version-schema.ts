import type { CodegenPlugin } from "@graphql-codegen/plugin-helpers";
import { print, stripIgnoredCharacters, type DocumentNode } from "graphql";
import { format } from "prettier";
import { schemaAt } from "../../schema/versioned-schema.ts";

/** Configuration of the plugin for the schema of one version. */
export interface VersionSchemaConfig {
  readonly endpoint: string;
  /** The endpoint's schema with the members of all versions. */
  readonly superset: DocumentNode;
  readonly version: string;
}

/** Configuration of the plugin for the list of these schemas. */
export interface VersionSchemasConfig {
  /** All versions of the platform, oldest first. */
  readonly versions: readonly string[];
  /** The endpoints that speak GraphQL. */
  readonly endpoints: readonly string[];
  /** The root fields of all of them, in whatever version. */
  readonly rootFields: readonly string[];
}

/** The file of a schema, beside the list of all of them. */
export function versionSchemaFile(endpoint: string, version: string): string {
  return `${endpoint}-${version}.ts`;
}

/** Codegen plugin: the schema of one version, as the platform publishes it, for its emulator. */
export const versionSchema: CodegenPlugin<VersionSchemaConfig> = {
  plugin: (_schema, _documents, { endpoint, superset, version }) => {
    // Blanks are paid by everybody who installs this.
    const text = stripIgnoredCharacters(print(schemaAt(superset, version)));
    return `/** The schema of the endpoint "${endpoint}" in version ${version}. */
export const sdl: string = \`${text.replaceAll(/[\\`]|\$\{/g, "\\$&")}\`;
`;
  },
};

/** Codegen plugin: where the schema of each version is. They are loaded one by one: an emulator needs two. */
export const versionSchemas: CodegenPlugin<VersionSchemasConfig> = {
  plugin: (_schema, _documents, { versions, endpoints, rootFields }) => {
    const loaders = endpoints.map((endpoint) => {
      const entries = versions.map(
        (version) => `"${version}": () => import("./${versionSchemaFile(endpoint, version)}"),`,
      );
      return `"${endpoint}": {\n${entries.join("\n")}\n},`;
    });
    return format(
      `/** The platform versions that are emulated, oldest first. */
export const versions: readonly string[] = ${JSON.stringify(versions)};

/** The names of all root fields, in whatever version. */
export const rootFields: readonly string[] = ${JSON.stringify(rootFields)};

/** Loads the schema of one version of an endpoint. */
export type SchemaLoader = () => Promise<{ readonly sdl: string }>;

/** The schemas, by endpoint and version. */
export const schemas: {
  readonly [endpoint: string]: { readonly [version: string]: SchemaLoader };
} = {
${loaders.join("\n")}
};
`,
      { parser: "typescript", printWidth: 110 },
    );
  },
};
