import { jobsOperations } from "../../../generated/saagie/methods.ts";
import { applyJob } from "./apply.ts";
import type { BundleContext, Kind, KindOptions, Planned } from "./kind.ts";
import { withOverrides } from "./overrides.ts";
import { planJobs } from "./plan.ts";
import { readJobs, type ArchivedJob } from "./read-archive.ts";

/** Jobs, with their packages. */
export const jobsKind: Kind = {
  what: "job",
  read: async (files, options) => {
    const jobs = await readJobs(files, options);
    return { count: jobs.length, plan: (context, how) => planArchivedJobs(context, jobs, how) };
  },
};

/** Compares archived jobs with those of the target, and says which jobs pipelines may refer to. */
export async function planArchivedJobs(
  context: BundleContext,
  archived: readonly ArchivedJob[],
  { onPlanned, ...options }: KindOptions,
): Promise<readonly Planned[]> {
  const { links, call, projectId, isNew, overrides } = context;
  const jobs = archived.map((job) => ({ ...job, settings: withOverrides(job.settings, overrides.jobs) }));
  const { concurrency: _, ...callOptions } = options;
  // Pipelines may also run jobs that are there already.
  if (!isNew) {
    const existing = await call(jobsOperations.listMinimal, { projectId }, callOptions);
    for (const { id, name } of existing) {
      links.name("job", { id, name });
      links.set("job", name, id);
    }
  }
  for (const job of jobs) links.name("job", job);
  const planned = await planJobs(context, jobs, { ...options, onProgress: ({ name }) => onPlanned(name) });
  return planned.map((one): Planned => {
    const { step, job, work } = one;
    const { name } = job;
    if (step.action === "skip") {
      const id = links.find("job", { name });
      const skipped = { what: "job", name, ...(id === undefined ? {} : { id }), action: "skipped" } as const;
      return { step, apply: () => Promise.resolve({ ...skipped, versions: {} }) };
    }
    if (work === undefined) return { step };
    if (links.find("job", { name }) === undefined) links.set("job", name);
    return {
      step,
      apply: async ({ onUploaded, ...how }) => {
        const imported = await applyJob(context, one, { ...how, onUploaded });
        links.set("job", name, imported.id);
        return { what: "job", ...imported };
      },
    };
  });
}
