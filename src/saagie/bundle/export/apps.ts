import {
  appsOperations,
  environmentVariablesOperations,
  technologiesOperations,
  type AppsForExportResult,
} from "../../../../generated/saagie/methods.ts";
import type { CallOptions } from "../../../core/options.ts";
import { callOptionsOf } from "../../calls/call-options.ts";
import { toDefinition, type DefinitionForm } from "../format/definition.ts";
import type { FolderNames } from "../format/folder-names.ts";
import type { PartExportOptions, WriteContext } from "./context.ts";
import { noneBefore } from "./variables.ts";
import { readAhead } from "./read-ahead.ts";
import { versionVariables } from "./version-choice.ts";
import { writeThings, type ThingFile, type WrittenParts } from "./write-things.ts";

// The order is that of the Python client.
const FORM: DefinitionForm = {
  members: (
    "id name creationDate technology project description versions currentVersion history isGenericApp alerting " +
    "resources linkedVolumes"
  ).split(" "),
};

/** Writes apps as `apps/<name>/app.json`, each after its variables. */
export function writeApps(
  context: WriteContext,
  apps: { readonly ids: readonly string[]; readonly names: FolderNames },
  options: PartExportOptions,
): Promise<WrittenParts> {
  const { ids } = apps;
  const { versionsOnlyCurrent, versionsLimit } = versionVariables(options);
  const how = { ids, options: callOptionsOf(options), concurrency: options.concurrency };
  const reader = readAhead(context, {
    operation: appsOperations.forExport,
    shared: { versionsOnlyCurrent },
    one: (id) => ({ id, versionsOnlyCurrent }),
    ...how,
  });
  const listed = readAhead(context, {
    operation: environmentVariablesOperations.listForApp,
    shared: { scope: "APP" },
    one: (id) => ({ appId: id, scope: "APP" as const }),
    ...how,
  });
  const variablesOf: Pick<typeof listed, "get"> = {
    get: (id, signal) => listed.get(id, signal).catch(noneBefore),
  };
  const labels = new RuntimeLabels(context);
  const fileOf = (app: AppsForExportResult, callOptions: CallOptions): Promise<ThingFile> =>
    toAppFile(context, { app, labels, versionsLimit }, callOptions);
  const form = { what: "app", ...apps, scopes: ["APP"], reader, variablesOf, fileOf } as const;
  return writeThings(context, form, options);
}

/** What the file of an app is made from. */
interface AppSource {
  readonly app: AppsForExportResult;
  readonly labels: RuntimeLabels;
  readonly versionsLimit: number | undefined;
}

async function toAppFile(
  { technologies }: WriteContext,
  { app, labels, versionsLimit }: AppSource,
  options: CallOptions,
): Promise<ThingFile> {
  const { technology, versions, currentVersion, history } = app;
  const named = technology === null ? undefined : await technologies.nameOf(technology.id, options);
  const { label: name = "", catalog: technology_catalog = "" } = named ?? {};
  const runtimes =
    technology === null || named === undefined
      ? new Map<string, string>()
      : await labels.of(technology.id, options);
  const labelled = (version: typeof currentVersion): unknown =>
    version && { ...version, runtimeContextLabel: runtimes.get(version.runtimeContextId ?? "") ?? "" };
  // The platform has no limit for apps: what is too much is left out here.
  const newestFirst = versions?.toSorted((a, b) => b.number - a.number).slice(0, versionsLimit);
  const content = {
    ...app,
    technology: technology && { id: technology.id, name, technology_catalog },
    ...(newestFirst === undefined ? {} : { versions: newestFirst.map(labelled) }),
    currentVersion: labelled(currentVersion),
    history: history && { currentStatus: standingOf(history.currentStatus) },
  };
  const gone = `"${app.name}": its technology is gone from the catalogue; it cannot be imported as it is.`;
  return { content: toDefinition(content, FORM), warnings: named === undefined ? [gone] : [] };
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
