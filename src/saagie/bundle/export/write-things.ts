import type { EnvironmentVariablesListForProjectResult } from "../../../../generated/saagie/methods.ts";
import type { CallOptions } from "../../../core/options.ts";
import { pooled } from "../../../core/concurrency/pool.ts";
import { callOptionsOf } from "../../calls/call-options.ts";
import { withSubject } from "../../calls/with-subject.ts";
import type { FolderNames } from "../format/folder-names.ts";
import { toJson } from "../format/manifest.ts";
import type { SecretRequest } from "../format/secrets.ts";
import type { PartExportOptions, WriteContext } from "./context.ts";
import { checkId } from "./resources.ts";
import { writeVariables, type ExportedScope } from "./variables.ts";
import type { ReadAhead } from "./read-ahead.ts";
import type { WrittenThing } from "./written-thing.ts";

/** What was written of one kind. */
export interface WrittenParts {
  readonly things: readonly WrittenThing[];
  readonly variables: readonly WrittenThing[];
  readonly secrets: readonly SecretRequest[];
  readonly warnings: readonly string[];
}

/** What the file of a thing holds, and what is odd about it. */
export interface ThingFile {
  readonly content: unknown;
  readonly warnings: readonly string[];
}

/** How the things of one kind are read and written. */
export interface ThingsForm<Thing extends WrittenThing> {
  readonly what: "app" | "pipeline";
  readonly ids: readonly string[];
  /** Of their folders. */
  readonly names: FolderNames;
  readonly reader: ReadAhead<Thing>;
  readonly variablesOf: Pick<ReadAhead<EnvironmentVariablesListForProjectResult>, "get">;
  /** Which of the variables that a thing sees go along. */
  readonly scopes: readonly ExportedScope[];
  fileOf(thing: Thing, options: CallOptions): Promise<ThingFile>;
}

/** Writes things that own variables as `<what>s/<name>/<what>.json`, each after its variables. */
export async function writeThings<Thing extends WrittenThing>(
  context: WriteContext,
  form: ThingsForm<Thing>,
  { concurrency, onProgress, ...how }: PartExportOptions,
): Promise<WrittenParts> {
  const options = callOptionsOf(how);
  const { writer, tally } = context;
  const { what } = form;
  const variables: WrittenThing[] = [];
  const secrets: SecretRequest[] = [];
  const warnings: string[] = [];
  const write = async (id: string, signal: AbortSignal): Promise<WrittenThing> => {
    const thing = await form.reader.get(id, signal);
    const { name } = thing;
    checkId(thing.id, what);
    try {
      const folder = `${what}s/${form.names.of(thing)}/`;
      const visible = await form.variablesOf.get(id, signal);
      const place = { scopes: form.scopes, owner: name, folder };
      const written = await writeVariables(context, place, visible);
      variables.push(...written.things);
      secrets.push(...written.secrets);
      const file = await form.fileOf(thing, { ...options, signal });
      warnings.push(...file.warnings);
      await writer.write(`${folder}${what}.json`, toJson(file.content));
      await writer.finishFolder(folder);
    } catch (error) {
      throw withSubject(`"${name}"`, error);
    }
    tally.done += 1;
    const { done, total } = tally;
    onProgress?.({ phase: "download", what, name, done, total, bytes: writer.bytes });
    return { id: thing.id, name };
  };
  const things = await pooled(form.ids, write, {
    concurrency: concurrency ?? context.concurrency,
    signal: options.signal,
  });
  return { things, variables, secrets, warnings };
}
