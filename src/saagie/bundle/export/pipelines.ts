import {
  environmentVariablesOperations,
  pipelinesOperations,
  type PipelinesForExportResult,
} from "../../../../generated/saagie/methods.ts";
import { callOptionsOf } from "../../calls/call-options.ts";
import { toDefinition, type DefinitionForm } from "../format/definition.ts";
import type { FolderNames } from "../format/folder-names.ts";
import type { PartExportOptions, WriteContext } from "./context.ts";
import type { ExportedScope } from "./variables.ts";
import { readAhead } from "./read-ahead.ts";
import { limitWarnings, versionVariables } from "./version-choice.ts";
import { writeThings, type ThingFile, type WrittenParts } from "./write-things.ts";
import type { WrittenThing } from "./written-thing.ts";

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

/** Which pipelines to write, and what of their variables. */
export interface PipelinesToWrite {
  readonly ids: readonly string[];
  /** Of their folders. */
  readonly names: FolderNames;
  readonly scopes: readonly ExportedScope[];
  /** Told of each job that a version runs, maybe several times. */
  readonly onJob?: (job: WrittenThing) => void;
}

/** Writes pipelines as `pipelines/<name>/pipeline.json`, each after its variables. */
export function writePipelines(
  context: WriteContext,
  pipelines: PipelinesToWrite,
  options: PartExportOptions,
): Promise<WrittenParts> {
  const { ids, scopes, onJob } = pipelines;
  const versions = versionVariables(options);
  const how = { ids, options: callOptionsOf(options), concurrency: options.concurrency };
  const reader = readAhead(context, {
    operation: pipelinesOperations.forExport,
    shared: { ...versions },
    one: (id) => ({ id, ...versions }),
    ...how,
  });
  const own = scopes.length === 1 ? { scope: "PIPELINE" as const } : {};
  const variablesOf = readAhead(context, {
    operation: environmentVariablesOperations.listForPipeline,
    shared: own,
    one: (id) => ({ pipelineId: id, ...own }),
    ...how,
  });
  const fileOf = (pipeline: PipelinesForExportResult): Promise<ThingFile> => {
    if (onJob) for (const job of jobsOf(pipeline)) onJob(job);
    const warnings = limitWarnings(pipeline.name, pipeline.versions);
    return Promise.resolve({ content: toPipelineFile(pipeline), warnings });
  };
  return writeThings(context, { what: "pipeline", ...pipelines, reader, variablesOf, fileOf }, options);
}

/** The jobs that the versions run; of one that is deleted nothing is left to be exported. */
function jobsOf({ versions }: PipelinesForExportResult): readonly WrittenThing[] {
  return versions.flatMap(({ graph }) => (graph?.jobNodes ?? []).flatMap(({ job }) => job ?? []));
}

function toPipelineFile(pipeline: PipelinesForExportResult): unknown {
  const versions = pipeline.versions.toSorted((a, b) => b.number - a.number);
  return toDefinition({ ...pipeline, versions }, FORM);
}
