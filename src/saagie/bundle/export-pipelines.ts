import {
  environmentVariablesOperations,
  pipelinesOperations,
  type EnvironmentVariablesListForPipelineResult,
  type PipelinesForExportResult,
} from "../../../generated/saagie/methods.ts";
import { notify, type CallOptions } from "../../core/options.ts";
import { pooled } from "../../core/pool.ts";
import { about } from "./about.ts";
import type { WrittenParts } from "./export-apps.ts";
import type { ExportOptions, WriteContext } from "./export-jobs.ts";
import { readAhead, type ReadAhead } from "./read-ahead.ts";
import { checkId } from "./export-resources.ts";
import { writeVariables } from "./export-variables.ts";
import { ordered } from "./job-file.ts";
import { toJson } from "./manifest.ts";

// The members that the Python client writes, in its order.
const MEMBERS = (
  "id name alias description alerting pipelineInstanceCount instances versions creationDate creator isScheduled " +
  "cronScheduling scheduleStatus scheduleTimezone isLegacyPipeline hasExecutionVariablesEnabled"
).split(" ");
const VERSION_MEMBERS = "number releaseNote graph creationDate creator isCurrent isMajor sourceUrl".split(
  " ",
);

/** Writes pipelines as `pipelines/<id>/pipeline.json`, each after its variables. */
export async function writePipelines(
  context: WriteContext,
  ids: readonly string[],
  { versions, concurrency, onProgress, ...options }: ExportOptions,
): Promise<WrittenParts> {
  const { writer, tally } = context;
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
      const folder = `pipelines/${pipeline.id}/`;
      const written = await writeVariables(
        context,
        { scope: "PIPELINE", owner: name, folder },
        await variablesOf.get(id, signal),
      );
      variables.push(...written.things);
      secrets.push(...written.secrets);
      await writer.write(`${folder}pipeline.json`, toJson(toPipelineFile(pipeline)));
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
  const versions = pipeline.versions.map((version) => ordered(VERSION_MEMBERS, version));
  return ordered(MEMBERS, { ...pipeline, versions });
}
