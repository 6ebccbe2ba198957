import type {
  ContextRecord,
  DefaultResourcesRecord,
  FeatureRecord,
  PortRecord,
  TechnologyDescription,
} from "./records.ts";
import { parseDataSize } from "../storages/data-size.ts";
import type { MetadataFields } from "./metadata-fields.ts";

/** What runs and apps are given when neither they nor the catalogue say anything else. */
export const DEFAULT_RESOURCES: DefaultResourcesRecord = { cpu: 0.5, memory: "512.0 MB" };

/** The size of storages of which older metadata tell only the path. */
const VOLUME_SIZE = "64 MB";

const TRUST_LEVELS = ["Stable", "Experimental", "Deprecated"] as const;

/** How deeply runtimes of a kind are nested: Spark has languages in versions, and versions in those. */
const DEPTHS: Readonly<Record<TechnologyDescription["kind"], number>> = { JOB: 1, SPARK: 3, APP: 1 };

/**
 * Reads the runtimes of a technology.
 *
 * @throws MetadataFault when one of them cannot be understood.
 */
export function readContexts(
  fields: MetadataFields,
  kind: TechnologyDescription["kind"],
): readonly ContextRecord[] {
  return fields.children("contexts").map((entry) => readContext(entry, kind, DEPTHS[kind]));
}

function readContext(
  fields: MetadataFields,
  kind: TechnologyDescription["kind"],
  depth: number,
): ContextRecord {
  const id = fields.requiredText("id");
  return {
    id,
    label: fields.text("label") ?? id,
    description: fields.text("description"),
    // Every known file says so, and some do not say what is recommended.
    available: fields.flag("available", true),
    recommended: fields.flag("recommended", false),
    trustLevel: fields.word("trustLevel", TRUST_LEVELS) ?? "Stable",
    deprecationDate: fields.moment("deprecationDate"),
    dockerInfo: readDockerInfo(fields, kind === "APP"),
    features: readFeatures(fields),
    innerContexts:
      depth > 1 ? fields.children("innerContexts").map((entry) => readContext(entry, kind, depth - 1)) : [],
    ports: fields.children("ports").map(readPort),
    volumes: fields.childrenOrTexts("volumes").map(readVolume),
    defaultResources: readResources(fields),
    releaseNotes: fields.text("releaseNotes"),
    facets: fields.texts("facets"),
    missingFacets: [],
  };
}

function readDockerInfo(fields: MetadataFields, isNeeded: boolean): ContextRecord["dockerInfo"] {
  const info = fields.child("dockerInfo");
  if (info !== null) return { image: info.requiredText("image"), version: info.requiredText("version") };
  // The schema has no apps without one.
  if (isNeeded) throw fields.fault("dockerInfo", "is missing");
  return null;
}

function readFeatures(fields: MetadataFields): readonly FeatureRecord[] {
  return (fields.child("job")?.children("features") ?? []).map((feature) => {
    const type = feature.requiredText("type");
    return {
      type,
      label: feature.text("label") ?? type,
      mandatory: feature.flag("mandatory", false),
      comment: feature.text("comment"),
      defaultValue: feature.text("defaultValue"),
    };
  });
}

function readPort(fields: MetadataFields): PortRecord {
  const port = fields.number("port");
  if (port === null || !Number.isInteger(port) || port < 1 || port > 65_535)
    throw fields.fault("port", "is not a number from 1 to 65535");
  return {
    port,
    name: fields.text("name"),
    basePath: fields.text("basePath"),
    rewriteUrl: fields.flag("rewriteUrl", false),
    scope: fields.word("scope", ["PROJECT", "PUBLIC"]) ?? "PROJECT",
  };
}

function readVolume(entry: MetadataFields | string): ContextRecord["volumes"][number] {
  if (typeof entry === "string") return { path: entry, size: VOLUME_SIZE };
  return { path: entry.requiredText("path"), size: readSize(entry, "size") ?? VOLUME_SIZE };
}

function readSize(fields: MetadataFields, key: string): string | null {
  const size = fields.text(key);
  if (size !== null && parseDataSize(size) === undefined) throw fields.fault(key, "is not a size");
  return size;
}

/** Reads what a technology or runtime gives by default; null when it leaves that to the platform. */
export function readResources(fields: MetadataFields): DefaultResourcesRecord | null {
  const resources = fields.child("defaultResources");
  if (resources === null) return null;
  const memory = resources.child("memory");
  return {
    cpu: resources.child("cpu")?.number("limit") ?? DEFAULT_RESOURCES.cpu,
    memory: (memory === null ? null : readSize(memory, "limit")) ?? DEFAULT_RESOURCES.memory,
  };
}
