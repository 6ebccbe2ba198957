import type { CodegenPlugin } from "@graphql-codegen/plugin-helpers";
import { format } from "prettier";
import type { EndpointHistory } from "../../history/operation-history.ts";

/** Configuration of the version history plugin. */
export interface VersionHistoryConfig {
  /** What changed, by endpoint. */
  readonly endpoints: Readonly<Record<string, EndpointHistory>>;
}

/** Configuration of the plugin for the list of versions. */
export interface VersionListConfig {
  /** The supported versions, oldest first. */
  readonly versions: readonly string[];
}

/** Codegen plugin: the supported versions. A file of its own: it is needed where the history is not. */
export const versionList: CodegenPlugin<VersionListConfig> = {
  plugin: (_schema, _documents, { versions }) =>
    format(
      `/** The platform versions that are supported, oldest first. */
export const versions: readonly string[] = ${JSON.stringify(versions)};
`,
      { parser: "typescript", printWidth: 110 },
    ),
};

/** Codegen plugin: which version has which operation and which of its parts, as plain data. */
export const versionHistory: CodegenPlugin<VersionHistoryConfig> = {
  plugin: (_schema, _documents, config) => printVersionHistory(config),
};

/** Prints the module of the version history of one platform, ready to be written. */
async function printVersionHistory({ endpoints }: VersionHistoryConfig): Promise<string> {
  const text = `${TYPES}
/** What changed over the supported versions, by endpoint. What is not told here, all of them have. */
export const history: { readonly [endpoint: string]: EndpointHistory } = ${JSON.stringify(endpoints)};
`;
  return await format(text, { parser: "typescript", printWidth: 110 });
}

const TYPES = `
/** The versions that have something: an absent end is open, both ends are inclusive. */
export interface VersionRange {
  readonly since?: string;
  readonly until?: string;
}

/**
 * The ranges of the parts of one definition, by path: field names joined by dots, \`[Type]\` for an inline fragment,
 * \`...Name\` for a spread, \`field(argument)\` for an argument.
 */
export interface PartRanges {
  readonly [path: string]: VersionRange;
}

/** One operation: its own range is that of the whole. */
export interface OperationHistory extends VersionRange {
  /** What users know it as, e.g. \`jobs.duplicate\`; told where the operation has a range. */
  readonly method?: string;
  readonly parts?: PartRanges;
  /** The variables that go with the parts. */
  readonly variables?: { readonly [name: string]: InputFieldHistory };
  /** The types of variables whose values have a history. */
  readonly inputs?: { readonly [variable: string]: string };
}

/** A variable, or one field of an input object. */
export interface InputFieldHistory extends VersionRange {
  /** Whether a value for a version that lacks it may be left out, with a warning. */
  readonly dispensable?: true;
  /** Its type, where that has a history. */
  readonly type?: string;
}

/** An input type: the fields of an object, or the values of an enum. */
export interface InputTypeHistory {
  readonly fields?: { readonly [field: string]: InputFieldHistory };
  readonly values?: { readonly [value: string]: VersionRange };
}

/** What changed on one endpoint. */
export interface EndpointHistory {
  readonly operations: { readonly [operation: string]: OperationHistory };
  readonly fragments: { readonly [fragment: string]: PartRanges };
  readonly inputs: { readonly [type: string]: InputTypeHistory };
  /** The root fields that tell versions apart. */
  readonly rootFields: PartRanges;
  /**
   * What types have that tells versions apart whose root fields are the same: the name of a type, a blank, and what it is or
   * has, such as \`Job alias\`, \`Job alias: String!\`, \`Job name(of)\`, \`JobKind BATCH\`, \`Job & Named\`, \`Job = OBJECT\`.
   */
  readonly marks?: PartRanges;
}
`;
