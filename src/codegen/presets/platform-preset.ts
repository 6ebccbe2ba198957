import type { Types } from "@graphql-codegen/plugin-helpers";
import type { EndpointHistory } from "../history/operation-history.ts";
import { httpBindings, type HttpBindingsConfig } from "../plugins/bindings/http-bindings.ts";
import { documentTag } from "../plugins/documents/document-tag.ts";
import { resultTypes, type ResultTypesConfig } from "../plugins/documents/result-types.ts";
import { bothTypes, type ConfiguredScalars, type ScalarType } from "../plugins/documents/scalar-types.ts";
import type { ReferenceType } from "../plugins/methods/describe-types.ts";
import { thinMethods, type ThinMethodsConfig } from "../plugins/methods/thin-methods.ts";
import { readOperations, type Endpoint } from "../plugins/read-operations.ts";
import {
  hasHistory,
  historyOf,
  marksOf,
  NO_HISTORY,
  schemasOf,
} from "../plugins/versions/endpoint-history.ts";
import {
  versionHistory,
  versionList,
  type VersionHistoryConfig,
  type VersionListConfig,
} from "../plugins/versions/version-history.ts";
import { knownVersions, type SchemaPlace } from "../schema/load-schema.ts";
import { documentsOutput } from "./documents-output.ts";
import { outputFolder, type ListFile } from "./output-folder.ts";
import { hasBindings, loadSchemas } from "./platform-schemas.ts";

/** How {@link platformPreset} is configured, beside `config.scalars`, as `typescript-operations` knows them. */
export interface PlatformPresetConfig extends Pick<SchemaPlace, "directory" | "platform"> {
  /** How callers may give what `@names` marks. */
  readonly references: Readonly<Record<string, ReferenceType>>;
}

/**
 * Codegen preset: one platform, out of its operation files. A file of types and documents for each endpoint, the tag of
 * these documents, the thin methods, the types of their results, and, where there are such, the HTTP bindings of REST and
 * the history of versions.
 *
 * @remarks It reads the schema itself: a platform has one for each endpoint, with versions in it, and codegen knows of one.
 * @throws SchemaError naming file and line when the files of schema and operations contradict themselves or each other
 */
export const platformPreset: Types.OutputPreset<PlatformPresetConfig> = {
  buildGeneratesSection: (options) => {
    const { directory, platform } = options.presetConfig;
    const schemas = loadSchemas({ directory, platform });
    // Read anew: what codegen hands over does not tell where in its file a mistake is.
    const files = options.documents.flatMap(({ location }) => location ?? []);
    const endpoints = readOperations(files, schemas).filter((endpoint) => endpoint.files.length > 0);
    const histories = historiesOf(endpoints, options.presetConfig);
    const scalars = bothTypes((options.config as { readonly scalars?: ConfiguredScalars }).scalars ?? {});
    const file = outputFolder(options, { platform });
    return [
      ...endpoints.map((endpoint) => {
        const history = histories[endpoint.endpoint] ?? NO_HISTORY;
        return documentsOutput(endpoint, { options, file, history, scalars });
      }),
      file("gql.ts", { plugins: [{ documentTag: {} }], pluginMap: { documentTag } }),
      methodsFile(endpoints, { file, histories, scalars, references: options.presetConfig.references }),
      file("results.ts", {
        plugins: [{ resultTypes: { endpoints } satisfies ResultTypesConfig }],
        pluginMap: { resultTypes },
      }),
      ...historyFiles(histories, { file, place: options.presetConfig }),
      ...([...schemas.values()].some(hasBindings) ? [bindingsFile(endpoints, file)] : []),
    ];
  },
};

/** What changed over the versions, by endpoint: of those alone for which anything did. */
type Histories = Readonly<Record<string, EndpointHistory>>;

function historiesOf(
  endpoints: readonly Endpoint[],
  place: Pick<SchemaPlace, "directory" | "platform">,
): Histories {
  const histories: Record<string, EndpointHistory> = {};
  const versions = new Map(endpoints.map((endpoint) => [endpoint.endpoint, schemasOf(endpoint, place)]));
  for (const endpoint of endpoints) {
    const history = historyOf(endpoint, versions.get(endpoint.endpoint) ?? new Map());
    if (hasHistory(history)) histories[endpoint.endpoint] = history;
  }
  // REST tells nothing of itself.
  const rest = new Set(endpoints.filter(({ schema }) => hasBindings(schema)).map(({ endpoint }) => endpoint));
  const marks = marksOf(endpoints, new Map([...versions].filter(([name]) => !rest.has(name))));
  for (const [endpoint, own] of marks) {
    histories[endpoint] = { ...(histories[endpoint] ?? NO_HISTORY), marks: own };
  }
  return histories;
}

interface MethodsSetup extends Pick<PlatformPresetConfig, "references"> {
  readonly file: ListFile;
  readonly histories: Histories;
  readonly scalars: Readonly<Record<string, ScalarType>>;
}

function methodsFile(
  endpoints: readonly Endpoint[],
  { file, histories, scalars, references }: MethodsSetup,
): Types.GenerateOptions {
  const config: ThinMethodsConfig = {
    endpoints,
    scalars: Object.fromEntries(Object.entries(scalars).map(([name, { input }]) => [name, input])),
    references,
    ranges: Object.fromEntries(
      Object.values(histories).flatMap(({ operations }) =>
        Object.entries(operations).filter(([, { method }]) => method !== undefined),
      ),
    ),
  };
  return file("methods.ts", { plugins: [{ thinMethods: config }], pluginMap: { thinMethods } });
}

function historyFiles(
  endpoints: Histories,
  { file, place }: { readonly file: ListFile; readonly place: Pick<SchemaPlace, "directory" | "platform"> },
): readonly Types.GenerateOptions[] {
  if (Object.keys(endpoints).length === 0) return [];
  const versions = knownVersions(place.directory, place.platform);
  return [
    file("history.ts", {
      plugins: [{ versionHistory: { endpoints } satisfies VersionHistoryConfig }],
      pluginMap: { versionHistory },
    }),
    file("versions.ts", {
      plugins: [{ versionList: { versions } satisfies VersionListConfig }],
      pluginMap: { versionList },
    }),
  ];
}

function bindingsFile(endpoints: readonly Endpoint[], file: ListFile): Types.GenerateOptions {
  return file("bindings.ts", {
    plugins: [{ httpBindings: { endpoints } satisfies HttpBindingsConfig }],
    pluginMap: { httpBindings },
  });
}
