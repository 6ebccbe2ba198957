import type { Context } from "../services.ts";
import { notValid } from "../shared/errors.ts";
import { currentVersion } from "./versions.ts";
import { requireJob } from "../access/permissions.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { JobRecord } from "./records.ts";

/** Descriptions of jobs made by a machine, on the platform versions that have them. */
export const jobDescriptionResolvers: Resolvers = {
  Mutation: {
    editJobWithAiGeneratedDescription: (_: unknown, { jobId }: { jobId: string }, context: Context) => {
      const job = requireJob(context, jobId, "ROLE_PROJECT_EDITOR");
      const [obstacle] = obstacles(job);
      if (obstacle !== undefined) throw notValid("Job", { aiDescription: obstacle });
      const { number, commandLine } = currentVersion(job);
      job.description = `Runs ${commandLine ?? "its image"} (generated from version ${String(number)}).`;
      job.aiDescriptionVersion = number;
      return job;
    },
  },
  Job: {
    aiDescriptionState: (job: JobRecord) => {
      const reasons = obstacles(job);
      return { enabled: reasons.length === 0, reasons };
    },
    aiDescriptionVersionNumber: ({ aiDescriptionVersion }: JobRecord) => aiDescriptionVersion,
  },
};

/** Why no description can be made now. */
function obstacles(job: JobRecord): readonly string[] {
  const version = currentVersion(job);
  return [
    ...(job.aiDescriptionVersion === version.number ? ["ALREADY_GENERATED"] : []),
    ...(version.artifact === null ? ["SOURCE_CODE_NOT_READABLE"] : []),
  ];
}
