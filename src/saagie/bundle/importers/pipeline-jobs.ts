import { foldCase } from "../../../core/lookup/lookup.ts";
import type { PoolOptions } from "../../../core/concurrency/pool.ts";
import type { BundleFiles } from "../format/files.ts";
import type { ResourceImporter } from "../engine/resource-importer.ts";
import { isLinear } from "../format/pipeline-record.ts";
import { readJobs, type ArchivedJob } from "../format/archived-jobs.ts";
import { planArchivedJobs } from "./jobs.ts";
import { readPipelines } from "./pipelines.ts";

/**
 * The jobs that pipelines of an archive run, as far as it holds them.
 *
 * @remarks What is missing in the target is made. What is there stays as it is: others may run it, too.
 */
export const pipelineJobImporter: ResourceImporter = {
  what: "job",
  read: async (files, options) => {
    const jobs = await readNeeded(files, options);
    return {
      count: jobs.length,
      plan: (context, how) => planArchivedJobs({ ...context, existing: "skip" }, jobs, how),
    };
  },
};

async function readNeeded(files: BundleFiles, options: PoolOptions): Promise<readonly ArchivedJob[]> {
  const jobs = await readJobs(files, options);
  if (jobs.length === 0) return [];
  const pipelines = await readPipelines(files, options);
  const needed = pipelines.flatMap(({ versions }) =>
    versions.flatMap(({ content }) => (isLinear(content) ? content : content.jobNodes.map(({ job }) => job))),
  );
  const ids = new Set(needed.map(({ id }) => id));
  const names = new Set(needed.flatMap(({ name }) => (name === undefined ? [] : [foldCase(name)])));
  return jobs.filter(({ id, name }) => names.has(foldCase(name)) || (id !== undefined && ids.has(id)));
}
