import { pipelinesOperations, type PipelinesForExportResult } from "../../../generated/saagie/methods.ts";
import { notify } from "../../core/options.ts";
import { pooled } from "../../core/pool.ts";
import { about } from "./about.ts";
import type { WrittenParts } from "./export-apps.ts";
import type { ExportOptions, WriteContext } from "./export-jobs.ts";
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
  { versions, concurrency = 4, onProgress, ...options }: ExportOptions,
): Promise<WrittenParts> {
  const { call, writer, tally } = context;
  const variables: WrittenParts["variables"][number][] = [];
  const secrets: WrittenParts["secrets"][number][] = [];
  const write = async (
    id: string,
    signal: AbortSignal,
  ): Promise<{ readonly id: string; readonly name: string }> => {
    const how = { ...options, signal };
    const onlyCurrent = { id, versionsOnlyCurrent: versions === "current" };
    const pipeline = await call(pipelinesOperations.forExport, onlyCurrent, how);
    const { name } = pipeline;
    checkId(pipeline.id, "pipeline");
    try {
      const folder = `pipelines/${pipeline.id}/`;
      const written = await writeVariables(context, { scope: "PIPELINE", id, owner: name, folder }, how);
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
  const things = await pooled(ids, write, { concurrency, signal: options.signal });
  return { things, variables, secrets, warnings: [] };
}

function toPipelineFile(pipeline: PipelinesForExportResult): unknown {
  const versions = pipeline.versions.map((version) => ordered(VERSION_MEMBERS, version));
  return ordered(MEMBERS, { ...pipeline, versions });
}
