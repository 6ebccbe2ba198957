import {
  environmentVariablesOperations,
  pipelinesOperations,
  type EnvironmentVariablesListForPipelineResult,
  type PipelinesForExportResult,
} from "../../../generated/saagie/methods.ts";
import type { Named } from "../../core/lookup.ts";
import { notify, type CallOptions } from "../../core/options.ts";
import { pooled } from "../../core/pool.ts";
import { about } from "./about.ts";
import { toDefinition, type DefinitionForm } from "./definition.ts";
import { FolderNames } from "./folder-names.ts";
import type { WrittenParts } from "./export-apps.ts";
import type { ExportOptions, WriteContext } from "./export-jobs.ts";
import { readAhead, type ReadAhead } from "./read-ahead.ts";
import { checkId } from "./export-resources.ts";
import { writeVariables } from "./export-variables.ts";
import { toJson } from "./manifest.ts";

// The order is that of the Python client.
const FORM: DefinitionForm = {
  members: (
    "id name alias description alerting versions creationDate creator isScheduled cronScheduling scheduleTimezone " +
    "isLegacyPipeline hasExecutionVariablesEnabled"
  ).split(" "),
  // What its runs leave behind.
  observed: "pipelineInstanceCount instances scheduleStatus".split(" "),
  parts: {
    versions: {
      members: "number releaseNote graph creationDate creator isCurrent isMajor sourceUrl".split(" "),
      observed: ["deletableState"],
    },
  },
};

/** Writes pipelines as `pipelines/<name>/pipeline.json`, each after its variables. */
export async function writePipelines(
  context: WriteContext,
  pipelines: readonly Named[],
  { versions, concurrency, onProgress, ...options }: ExportOptions,
): Promise<WrittenParts> {
  const { writer, tally } = context;
  const names = new FolderNames(pipelines);
  const ids = pipelines.map(({ id }) => id);
  const { reader, variablesOf } = readersOf(context, ids, { versions, concurrency, options });
  const variables: WrittenParts["variables"][number][] = [];
  const secrets: WrittenParts["secrets"][number][] = [];
  const write = async (
    id: string,
    signal: AbortSignal,
  ): Promise<{ readonly id: string; readonly name: string }> => {
    const pipeline = await reader.get(id, signal);
    const { name } = pipeline;
    checkId(pipeline.id, "pipeline");
    try {
      const folder = `pipelines/${names.of(pipeline)}/`;
      const written = await writeVariables(
        context,
        { scope: "PIPELINE", owner: name, folder },
        await variablesOf.get(id, signal),
      );
      variables.push(...written.things);
      secrets.push(...written.secrets);
      await writer.write(`${folder}pipeline.json`, toJson(toPipelineFile(pipeline)));
      await writer.finishFolder(folder);
    } catch (error) {
      throw about(`"${name}"`, error);
    }
    tally.done += 1;
    const { done, total } = tally;
    if (onProgress)
      notify(onProgress, { phase: "download", what: "pipeline", name, done, total, bytes: writer.bytes });
    return { id: pipeline.id, name };
  };
  const things = await pooled(ids, write, {
    concurrency: concurrency ?? context.concurrency,
    signal: options.signal,
  });
  return { things, variables, secrets, warnings: [] };
}

interface ReadersOptions {
  readonly versions: ExportOptions["versions"] | undefined;
  readonly concurrency: number | undefined;
  readonly options: CallOptions;
}

interface Readers {
  readonly reader: ReadAhead<PipelinesForExportResult>;
  readonly variablesOf: ReadAhead<EnvironmentVariablesListForPipelineResult>;
}

function readersOf(
  context: WriteContext,
  ids: readonly string[],
  { versions, ...how }: ReadersOptions,
): Readers {
  const onlyCurrent = { versionsOnlyCurrent: versions === "current" };
  const reader = readAhead(context, {
    operation: pipelinesOperations.forExport,
    ids,
    shared: onlyCurrent,
    one: (id) => ({ id, ...onlyCurrent }),
    ...how,
  });
  const variablesOf = readAhead(context, {
    operation: environmentVariablesOperations.listForPipeline,
    ids,
    shared: { scope: "PIPELINE" },
    one: (id) => ({ pipelineId: id, scope: "PIPELINE" as const }),
    ...how,
  });
  return { reader, variablesOf };
}

function toPipelineFile(pipeline: PipelinesForExportResult): unknown {
  const versions = pipeline.versions.toSorted((a, b) => b.number - a.number);
  return toDefinition({ ...pipeline, versions }, FORM);
}
