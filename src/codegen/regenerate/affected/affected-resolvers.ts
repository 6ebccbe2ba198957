import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { SchemaPlace } from "../../schema/load-schema.ts";
import { typeOf } from "../facts/facts-of.ts";
import type { RatedChange } from "../facts/rate-changes.ts";
import { runProgram } from "../run-program.ts";

/** A field that the emulator has to answer otherwise, or does not answer yet. */
export interface AffectedResolver {
  /** For example `Query.jobs`. */
  readonly field: string;
  /** The file that answers it; absent when none does. */
  readonly file?: string;
  readonly what: string;
}

/** The resolver tables of an emulator: files by `Type.field`. */
type Resolvers = ReadonlyMap<string, string>;

/** What the tables are called. */
const TABLE = "Resolvers";

/** What the lists of the tables that each endpoint is made of are called. */
const LIST = "RESOURCES";

/**
 * Finds the fields that the project's emulator of a platform has to be looked at for.
 *
 * @param project - the folder with `src/emulator/<platform>` in it; without that there are none
 * @param schema - the changes, and the names of the root types
 * @throws Error when the emulator's files cannot be loaded
 */
export async function affectedResolvers(
  project: string,
  { platform, endpoint }: Pick<SchemaPlace, "platform" | "endpoint">,
  { changes, roots }: { readonly changes: readonly RatedChange[]; readonly roots: ReadonlySet<string> },
): Promise<readonly AffectedResolver[]> {
  const folder = join("src/emulator", platform);
  if (!existsSync(join(project, folder))) return [];
  const resolvers = await readResolvers(project, folder, endpoint);
  const emulated = new Set([...resolvers.keys()].map((field) => typeOf({ coordinate: field })));
  const found = new Map<string, AffectedResolver>();
  for (const change of changes) {
    const isMember = change.fact.kind === "field" || change.fact.kind === "argument";
    const [field = ""] = /^\w+\.\w+/.exec(change.coordinate) ?? [];
    if (!isMember || found.has(field)) continue;
    const file = resolvers.get(field);
    const type = typeOf(change);
    const what = file === undefined ? unanswered(change, roots.has(type)) : answered(change);
    if (file === undefined && !(roots.has(type) || emulated.has(type))) continue;
    if (what !== undefined) found.set(field, { field, ...(file !== undefined && { file }), what });
  }
  return [...found.values()];
}

function answered({ action, coordinate, detail, fact }: RatedChange): string {
  if (action === "removed" && fact.kind === "field") return "only older versions have it now";
  const what = fact.kind === "argument" ? `argument ${coordinate}` : "it";
  return action === "changed" ? `${what}: ${detail}` : `${what} was ${action}`;
}

function unanswered({ action, fact, detail }: RatedChange, isRoot: boolean): string | undefined {
  if (action !== "added" || fact.kind !== "field") return undefined;
  if (isRoot) return `new (${detail}); refused until something answers it`;
  return `new (${detail}); answered by the record's member of that name, or by null`;
}

async function readResolvers(project: string, folder: string, endpoint: string): Promise<Resolvers> {
  const files = readdirSync(join(project, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .toSorted();
  const program = programFor(
    files.map((file) => join(project, folder, file)),
    endpoint,
  );
  const printed = await runProgram(program, {
    cwd: project,
    what: "the emulator's resolvers cannot be read",
  });
  const fields = JSON.parse(printed) as readonly (readonly string[])[];
  return new Map(
    files.flatMap((file, index) =>
      (fields[index] ?? []).map((field) => [field, join(folder, file).replaceAll("\\", "/")] as const),
    ),
  );
}

/**
 * A program that prints, for each file, the fields in the resolver tables that it exports: of those that the endpoint is
 * made of, where a file lists them by endpoint, since two endpoints may have types of one name.
 */
function programFor(paths: readonly string[], endpoint: string): string {
  const imports = paths.map(
    (path, index) => `import * as file${index} from ${JSON.stringify(pathToFileURL(path).href)};`,
  );
  return `${imports.join("\n")}
const files = [${paths.map((_, index) => `file${index}`).join(", ")}];
const list = files.find((file) => "${LIST}" in file)?.${LIST}[${JSON.stringify(endpoint)}];
const fieldsOf = (table) => Object.entries(table).flatMap(([type, fields]) =>
  Object.keys(fields ?? {}).map((field) => type + "." + field));
const tables = (file) => Object.entries(file).flatMap(([name, value]) =>
  name.endsWith("${TABLE}") && typeof value === "object" && value !== null && (list?.includes(value) ?? true)
    ? fieldsOf(value)
    : []);
process.stdout.write(JSON.stringify(files.map(tables)));
`;
}
