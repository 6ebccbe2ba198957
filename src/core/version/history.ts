import type { VersionRange } from "./platform-versions.ts";

/**
 * The ranges of the parts of one definition, by path: field names joined by dots, `[Type]` for an inline fragment,
 * `...Name` for a spread, `field(argument)` for an argument.
 */
export type PartRanges = Readonly<Record<string, VersionRange>>;

/** A variable, or one field of an input object. */
export interface InputFieldHistory extends VersionRange {
  /** Whether a value for a version that lacks it may be left out, with a warning. */
  readonly dispensable?: true;
  /** Its type, where that has a history. */
  readonly type?: string;
}

/** An input type: the fields of an object, or the values of an enum. */
export interface InputTypeHistory {
  readonly fields?: Readonly<Record<string, InputFieldHistory>>;
  readonly values?: Readonly<Record<string, VersionRange>>;
}

/** One operation: its own range is that of the whole. */
export interface OperationHistory extends VersionRange {
  /** What users know it as, e.g. `jobs.duplicate`; told where the operation has a range. */
  readonly method?: string;
  readonly parts?: PartRanges;
  /** The variables that go with the parts. */
  readonly variables?: Readonly<Record<string, InputFieldHistory>>;
  /** The types of variables whose values have a history. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** What changed over the versions of one endpoint, as codegen writes it. */
export interface EndpointHistory {
  readonly operations: Readonly<Record<string, OperationHistory>>;
  readonly fragments: Readonly<Record<string, PartRanges>>;
  readonly inputs: Readonly<Record<string, InputTypeHistory>>;
  /** The root fields that tell versions apart. */
  readonly rootFields?: PartRanges;
  /**
   * What types have that tells versions apart whose root fields are the same: the name of a type, a blank, and what it is or
   * has, such as `Job alias`, `Job alias: String!`, `Job name(of)`, `JobKind BATCH`, `Job & Named`, `Job = OBJECT`.
   */
  readonly marks?: PartRanges;
}
