import type { Types } from "@graphql-codegen/plugin-helpers";
import { Kind, type DocumentNode } from "graphql";
import {
  versionSchema,
  versionSchemaFile,
  versionSchemas,
  type VersionSchemaConfig,
  type VersionSchemasConfig,
} from "../plugins/versions/version-schema.ts";
import { knownVersions, loadSuperset, type SchemaPlace } from "../schema/load-schema.ts";
import { outputFolder } from "./output-folder.ts";
import { hasBindings, loadSchemas } from "./platform-schemas.ts";

/** Which platform {@link emulatorPreset} writes for, and where its schema is. */
export type EmulatorPresetConfig = Pick<SchemaPlace, "directory" | "platform">;

/**
 * Codegen preset: for the emulator of a platform the schema of each version of the endpoints that speak GraphQL, and the
 * list of all of them. Nothing for a platform that has REST alone.
 *
 * @throws SchemaError naming file and line when schema files contradict each other
 */
export const emulatorPreset: Types.OutputPreset<EmulatorPresetConfig> = {
  buildGeneratesSection: (options) => {
    const { directory, platform } = options.presetConfig;
    const schemas = [...loadSchemas({ directory, platform })];
    const endpoints = schemas.filter(([, schema]) => !hasBindings(schema)).map(([name]) => name);
    if (endpoints.length === 0) return [];
    const versions = knownVersions(directory, platform);
    const supersets = endpoints.map(
      (endpoint) => [endpoint, loadSuperset({ directory, platform, endpoint })] as const,
    );
    const rootFields = [...new Set(supersets.flatMap(([, superset]) => rootFieldsOf(superset)))].toSorted();
    const file = outputFolder(options, { platform, source: "schema" });
    return [
      ...supersets.flatMap(([endpoint, superset]) =>
        versions.map((version) =>
          file(versionSchemaFile(endpoint, version), {
            plugins: [{ versionSchema: { endpoint, superset, version } satisfies VersionSchemaConfig }],
            pluginMap: { versionSchema },
          }),
        ),
      ),
      file("index.ts", {
        plugins: [{ versionSchemas: { versions, endpoints, rootFields } satisfies VersionSchemasConfig }],
        pluginMap: { versionSchemas },
      }),
    ];
  },
};

function rootFieldsOf({ definitions }: DocumentNode): readonly string[] {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && /^(?:Query|Mutation)$/.test(definition.name.value)
      ? (definition.fields ?? []).map(({ name }) => name.value)
      : [],
  );
}
