import { buildASTSchema, GraphQLError, type DocumentNode } from "graphql";
import { typeFacts } from "../history/type-facts.ts";
import { schemaFiles, type SchemaPlace } from "../schema/load-schema.ts";
import { SchemaError } from "../schema/schema-error.ts";
import { compareVersions, schemaAt, type SchemaFile } from "../schema/versioned-schema.ts";
import { checkKin, needsEdition, unpublished, versionNamed } from "./check-request.ts";
import { checkEdition } from "./edit/check-edit.ts";
import { editSchema } from "./edit/edit-schema.ts";
import { formatFiles } from "./edit/format-files.ts";
import { readSchemaText, type SchemaText } from "./edit/schema-text.ts";
import { compareFacts, type Change } from "./facts/compare-facts.ts";
import { factsOf, type Facts } from "./facts/facts-of.ts";
import { foreignDirectives, tellDirectives } from "./facts/foreign-directives.ts";
import { likelyRenames, type LikelyRename } from "./facts/likely-renames.ts";
import { rateChanges, type RatedChange } from "./facts/rate-changes.ts";
import { rootFieldsOf, rootsOf } from "./facts/roots-of.ts";
import type { NewSchema } from "./new-schema/read-new-schema.ts";
import { RegenerateError } from "./regenerate-error.ts";

/** What a new schema changes, with nothing touched yet. */
export interface Plan {
  /** For example `saagie/platform`. */
  readonly endpoint: string;
  readonly version: string;
  /** The version that the new one is compared with; the new one itself when there is none before. */
  readonly base: string;
  /** The worst first. */
  readonly changes: readonly RatedChange[];
  /** What of the changes is perhaps one thing under another name. */
  readonly renames: readonly LikelyRename[];
  /** What is to be written, by its path from the project's folder. */
  readonly files: ReadonlyMap<string, PlannedFile>;
  /** The schema files as they will be. */
  readonly text: SchemaText;
  /** What a person should know besides. */
  readonly notes: readonly string[];
}

/** A file that is to be written: its text now, unless it is new, and then. */
export interface PlannedFile {
  readonly before: string | undefined;
  readonly after: string;
}

/** What a plan is made for. */
export interface PlanOptions {
  /** The folder with `schema` in it. */
  readonly project: string;
  readonly place: SchemaPlace;
  /** What the new version is to be called. */
  readonly version: string;
  /** Coordinates of what was left out of its schema. */
  readonly leftOut: readonly string[];
}

/**
 * Works out what the schema files have to become to have one version more, and checks that they then say of each
 * version what they should. Nothing is written.
 *
 * @throws {@link RegenerateError} naming the place of what cannot be
 * @throws SchemaError naming file and line when the schema files contradict each other
 */
export async function planRegeneration(
  schema: NewSchema,
  { project, place, version: name, leftOut }: PlanOptions,
): Promise<Plan> {
  const files = schemaFiles(place);
  const text = readSchemaText(files);
  const endpoint = `${place.platform}/${place.endpoint}`;
  const problem = unpublished(text);
  if (problem !== undefined) throw new RegenerateError({ place: endpoint, message: problem });
  const version = versionNamed(name, text);
  const base = text.versions.findLast((each) => compareVersions(each, version) < 0);
  const old = schemaAt(text.superset, base ?? version);
  checkKin(old, schema.document, endpoint);
  const before = factsOf(old);
  const after = completed(schema, before);
  const changes = base === undefined ? [] : compareFacts(before, after);
  const written = needsEdition({ text, version, base, facts: after })
    ? await edited(changes, { text, files, base: base ?? version, version, before, after, place, project })
    : new Map<string, string>();
  const result = written.size > 0 ? readEdited(withTexts(files, written), version) : text;
  const roots = rootsOf(schema.document);
  if (written.size > 0) checkEdition(result, { before: text, version, facts: after, roots });
  return {
    endpoint,
    version,
    base: base ?? version,
    changes: rateChanges(changes),
    renames: likelyRenames(changes, { before, after }),
    files: new Map(
      [...written]
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([file, then]) => [file, { before: text.files.get(file), after: then }]),
    ),
    text: result,
    notes: [
      ...(leftOut.length > 0
        ? [`Left out by --without, so that clients go without it: ${leftOut.join(", ")}.`]
        : []),
      ...notesOf(schema, before),
      ...tellDirectives(foreignDirectives(schema.document)),
      ...(text.versions.includes(version) ? [] : indistinct(old, schema.document, { version, base })),
    ],
  };
}

interface EditionOptions extends Pick<PlanOptions, "project" | "place"> {
  readonly files: readonly SchemaFile[];
  readonly text: SchemaText;
  readonly base: string;
  readonly version: string;
  readonly before: Facts;
  readonly after: Facts;
}

async function edited(
  changes: readonly Change[],
  { project, place, text, ...edit }: EditionOptions,
): Promise<ReadonlyMap<string, string>> {
  const own = `schema/${place.platform}/${place.endpoint}/`;
  const isOwn = [...text.files.keys()].some((name) => name.startsWith(own));
  // Where a platform has one endpoint, everything lies in the platform's folder.
  const folder = isOwn ? own : `schema/${place.platform}/`;
  const written = editSchema(changes, { text, ...edit }, folder);
  return await formatFiles(written, { project, before: text.files });
}

/** A contradiction in what would be written has no place in a file yet. */
function readEdited(files: readonly SchemaFile[], version: string): SchemaText {
  try {
    return readSchemaText(files);
  } catch (error) {
    if (!(error instanceof SchemaError) && !(error instanceof GraphQLError)) throw error;
    const message = `the edited files would contradict themselves: ${error.message}`;
    throw new RegenerateError({ place: version, message });
  }
}

function withTexts(files: readonly SchemaFile[], texts: ReadonlyMap<string, string>): readonly SchemaFile[] {
  const known = new Set(files.map(({ name }) => name));
  const added = [...texts].filter(([name]) => !known.has(name)).map(([name, text]) => ({ name, text }));
  return [...files.map(({ name, text }) => ({ name, text: texts.get(name) ?? text })), ...added];
}

/** The facts of a schema. What it does not tell is as it was. */
function completed({ document, tellsInputDeprecation }: NewSchema, before: Facts): Facts {
  const facts = factsOf(document);
  if (tellsInputDeprecation) return facts;
  return new Map(
    [...facts].map(([coordinate, fact]) => {
      if (fact.kind !== "argument" && fact.kind !== "inputField") return [coordinate, fact];
      const deprecation = before.get(coordinate)?.properties.deprecation ?? null;
      return [coordinate, { ...fact, properties: { ...fact.properties, deprecation } }];
    }),
  );
}

/** Clients that are not told the version find it out by the root fields, or else by what types have. */
function indistinct(
  before: DocumentNode,
  after: DocumentNode,
  { version, base }: { readonly version: string; readonly base: string | undefined },
): readonly string[] {
  if (base === undefined || !isSame(rootFieldsOf(before), rootFieldsOf(after))) return [];
  const [known, now] = [before, after].map((document) =>
    typeFacts(buildASTSchema(document, { assumeValidSDL: true })),
  );
  const fallBack = `a client that is not told its platform's version takes it for ${base}`;
  return [
    isSame(known ?? new Set(), now ?? new Set())
      ? `Nothing that clients can see here tells ${version} from ${base}: unless another endpoint does, ${fallBack}.`
      : `No root field tells ${version} from ${base}: clients ask for a type besides, which codegen chooses.`,
  ];
}

function isSame(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((each) => right.has(each));
}

function notesOf({ document, tellsInputDeprecation }: NewSchema, before: Facts): readonly string[] {
  const deprecated = (facts: Facts): number =>
    [...facts.values()].filter(({ properties }) => properties.deprecation != null).length;
  const had = deprecated(before);
  const isSuspicious = had > 0 && deprecated(factsOf(document)) === 0;
  return [
    ...(tellsInputDeprecation
      ? []
      : [
          "It does not tell which arguments and input fields are deprecated: they are taken to be as before.",
        ]),
    ...(isSuspicious
      ? [
          `Nothing in it is deprecated, while ${had} things were: if it was asked for without \`includeDeprecated\`, ` +
            "what is deprecated only seems to be gone.",
        ]
      : []),
  ];
}
