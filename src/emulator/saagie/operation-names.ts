import { Kind } from "graphql";
import { loadSuperset } from "../../codegen/load-schema.ts";
import { REST_ROUTES } from "./rest-routes.ts";
import { SCHEMA_FOLDER } from "./schema-folder.ts";

/** Calls that are neither GraphQL nor JSON. */
const OTHERS: readonly string[] = ["authenticate", "downloadArtifact", "readLogs", "downloadLogs"];

/** Read once: the schema files do not change while a program runs. */
let names: ReadonlySet<string> | undefined;

/** What a fault can mean: the root fields of both endpoints, of whatever version, and all other calls. */
export function operationNamesOfPlatform(): ReadonlySet<string> {
  names ??= new Set([
    ...rootFields("platform"),
    ...rootFields("gateway"),
    ...REST_ROUTES.map(({ operation }) => operation),
    ...OTHERS,
  ]);
  return names;
}

function rootFields(endpoint: "platform" | "gateway"): readonly string[] {
  const { definitions } = loadSuperset({ directory: SCHEMA_FOLDER, platform: "saagie", endpoint });
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && /^(?:Query|Mutation)$/.test(definition.name.value)
      ? (definition.fields ?? []).map(({ name }) => name.value)
      : [],
  );
}
