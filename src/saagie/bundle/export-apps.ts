import {
  appsOperations,
  environmentVariablesOperations,
  technologiesOperations,
  type AppsForExportResult,
  type EnvironmentVariablesListForAppResult,
} from "../../../generated/saagie/methods.ts";
import type { Named } from "../../core/lookup.ts";
import { notify, type CallOptions } from "../../core/options.ts";
import { pooled } from "../../core/pool.ts";
import { about } from "./about.ts";
import { toDefinition, type DefinitionForm } from "./definition.ts";
import { FolderNames } from "./folder-names.ts";
import type { ExportOptions, WriteContext } from "./export-jobs.ts";
import { readAhead, type ReadAhead } from "./read-ahead.ts";
import { checkId } from "./export-resources.ts";
import { noneBefore, writeVariables } from "./export-variables.ts";
import { toJson } from "./manifest.ts";
import type { SecretRequest } from "./secrets.ts";

/** Something that was exported. */
export interface WrittenThing {
  readonly id: string;
  readonly name: string;
}

/** What was written of one kind. */
export interface WrittenParts {
  readonly things: readonly WrittenThing[];
  readonly variables: readonly WrittenThing[];
  readonly secrets: readonly SecretRequest[];
  readonly warnings: readonly string[];
}

// The order is that of the Python client.
const FORM: DefinitionForm = {
  members: (
    "id name creationDate technology project description versions currentVersion history isGenericApp alerting " +
    "resources linkedVolumes"
  ).split(" "),
};

/** Writes apps as `apps/<name>/app.json`, each after its variables. */
export async function writeApps(
  context: WriteContext,
  apps: readonly Named[],
  { versions, concurrency, onProgress, ...options }: ExportOptions,
): Promise<WrittenParts> {
  const { writer, tally } = context;
  const names = new FolderNames(apps);
  const ids = apps.map(({ id }) => id);
  const { reader, variablesOf } = readersOf(context, ids, { versions, concurrency, options });
  const labels = new RuntimeLabels(context);
  const variables: WrittenThing[] = [];
  const secrets: SecretRequest[] = [];
  const warnings: string[] = [];
  const write = async (id: string, signal: AbortSignal): Promise<WrittenThing> => {
    const how = { ...options, signal };
    const app = await reader.get(id, signal);
    const { name } = app;
    checkId(app.id, "app");
    try {
      const folder = `apps/${names.of(app)}/`;
      const written = await writeVariables(
        context,
        { scope: "APP", owner: name, folder },
        await variablesOf.get(id, signal).catch(noneBefore),
      );
      variables.push(...written.things);
      secrets.push(...written.secrets);
      const file = await toAppFile(context, { app, labels }, how);
      if (!file.isNamed) {
        warnings.push(
          `"${name}": its technology is gone from the catalogue; it cannot be imported as it is.`,
        );
      }
      await writer.write(`${folder}app.json`, toJson(file.content));
      await writer.finishFolder(folder);
    } catch (error) {
      throw about(`"${name}"`, error);
    }
    tally.done += 1;
    const { done, total } = tally;
    if (onProgress)
      notify(onProgress, { phase: "download", what: "app", name, done, total, bytes: writer.bytes });
    return { id: app.id, name };
  };
  const things = await pooled(ids, write, {
    concurrency: concurrency ?? context.concurrency,
    signal: options.signal,
  });
  return { things, variables, secrets, warnings };
}

interface ReadersOptions {
  readonly versions: ExportOptions["versions"] | undefined;
  readonly concurrency: number | undefined;
  readonly options: CallOptions;
}

interface Readers {
  readonly reader: ReadAhead<AppsForExportResult>;
  readonly variablesOf: ReadAhead<EnvironmentVariablesListForAppResult>;
}

function readersOf(
  context: WriteContext,
  ids: readonly string[],
  { versions, ...how }: ReadersOptions,
): Readers {
  const onlyCurrent = { versionsOnlyCurrent: versions === "current" };
  const reader = readAhead(context, {
    operation: appsOperations.forExport,
    ids,
    shared: onlyCurrent,
    one: (id) => ({ id, ...onlyCurrent }),
    ...how,
  });
  const variablesOf = readAhead(context, {
    operation: environmentVariablesOperations.listForApp,
    ids,
    shared: { scope: "APP" },
    one: (id) => ({ appId: id, scope: "APP" as const }),
    ...how,
  });
  return { reader, variablesOf };
}

async function toAppFile(
  { technologies }: WriteContext,
  { app, labels }: { readonly app: AppsForExportResult; readonly labels: RuntimeLabels },
  options: CallOptions,
): Promise<{ readonly content: unknown; readonly isNamed: boolean }> {
  const { technology, versions, currentVersion, history } = app;
  const named = technology === null ? undefined : await technologies.nameOf(technology.id, options);
  const { label: name = "", catalog: technology_catalog = "" } = named ?? {};
  const runtimes =
    technology === null || named === undefined
      ? new Map<string, string>()
      : await labels.of(technology.id, options);
  const labelled = (version: typeof currentVersion): unknown =>
    version && { ...version, runtimeContextLabel: runtimes.get(version.runtimeContextId ?? "") ?? "" };
  const newestFirst = versions?.toSorted((a, b) => b.number - a.number);
  const content = {
    ...app,
    technology: technology && { id: technology.id, name, technology_catalog },
    ...(newestFirst === undefined ? {} : { versions: newestFirst.map(labelled) }),
    currentVersion: labelled(currentVersion),
    history: history && { currentStatus: standingOf(history.currentStatus) },
  };
  return { content: toDefinition(content, FORM), isNamed: named !== undefined };
}

/** Whether it is to run is all that an import asks; how it runs just now is not a matter of the export. */
function standingOf(status: string): "STARTED" | "STOPPED" {
  return status === "STOPPED" || status === "STOPPING" ? "STOPPED" : "STARTED";
}

/** What the runtimes of app technologies are called. Each technology is read once. */
class RuntimeLabels {
  readonly #call: WriteContext["call"];
  readonly #read = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor({ call }: WriteContext) {
    this.#call = call;
  }

  of(technologyId: string, options: CallOptions): Promise<ReadonlyMap<string, string>> {
    const known = this.#read.get(technologyId);
    if (known !== undefined) return known;
    const reading = this.#fetch(technologyId, options);
    this.#read.set(technologyId, reading);
    return reading;
  }

  async #fetch(id: string, options: CallOptions): Promise<ReadonlyMap<string, string>> {
    const technology = await this.#call(technologiesOperations.get, { id }, options);
    const contexts = "appContexts" in technology ? technology.appContexts : [];
    return new Map(contexts.map((context) => [context.id, context.label]));
  }
}
