import { parseDocument } from "yaml";
import type { TechnologyDescription, TechnologyFlag } from "./records.ts";
import { readContexts, readResources } from "./metadata-contexts.ts";
import { MetadataFault, MetadataFields } from "./metadata-fields.ts";
import type { ReadTechnology } from "./read-technology.ts";

/** Names may stand for others, which makes small files describe much; this is more than any author needs. */
const MAX_ALIASES = 100;

/**
 * Reads a metadata file: one technology, in YAML.
 *
 * @throws MetadataFault when it does not even say which technology it describes.
 */
export function readMetadata(text: string): ReadTechnology {
  const fields = new MetadataFields(parseYaml(text), "");
  const technologyId = fields.requiredText("id");
  const label = fields.text("label") ?? technologyId;
  fields.requiredText("type");
  try {
    return describe(fields, { technologyId, label });
  } catch (error) {
    if (error instanceof MetadataFault) return { technologyId, label, problem: error.message };
    throw error;
  }
}

function parseYaml(text: string): unknown {
  try {
    // This schema leaves all scalars as the texts that they are in the file.
    const document = parseDocument(text, { schema: "failsafe", logLevel: "error" });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new MetadataFault(`is not YAML: ${line}`);
  }
}

const FLAGS: readonly string[] = ["GenericApp", "Spark"] satisfies TechnologyFlag[];

function describe(
  fields: MetadataFields,
  { technologyId, label }: { readonly technologyId: string; readonly label: string },
): TechnologyDescription {
  // Technologies that run elsewhere have types of their own; platforms of today do not know them any more.
  const type = fields.word("type", ["JOB", "APP"]);
  const customFlags = fields
    .texts("customFlags")
    .map((flag): TechnologyFlag => (FLAGS.includes(flag) ? (flag as TechnologyFlag) : "Unknown"));
  const kind = type === "APP" ? "APP" : customFlags.includes("Spark") ? "SPARK" : "JOB";
  return {
    kind,
    technologyId,
    label,
    description: fields.text("description"),
    icon: fields.text("icon"),
    customFlags,
    available: fields.flag("available", true),
    contexts: uniqueIds(fields, readContexts(fields, kind)),
    defaultResources: readResources(fields),
    // Both spellings are about.
    baseline: fields.text("baseline") ?? fields.text("baseLine"),
    backgroundColor: fields.text("backgroundColor"),
    readme: fields.text("readme"),
    facets: fields.texts("facets"),
    missingFacets: [],
  };
}

/** Jobs and apps refer to runtimes by id. */
function uniqueIds(
  fields: MetadataFields,
  contexts: TechnologyDescription["contexts"],
): TechnologyDescription["contexts"] {
  const ids = contexts.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw fields.fault("contexts", `has the id ${twice} twice`);
  return contexts;
}
