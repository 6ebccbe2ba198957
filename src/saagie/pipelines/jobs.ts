import type { Caller } from "../../core/client.ts";
import { findByName, notFoundByName } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  jobsOperations,
  type JobsListMinimalResult,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { PipelineGraphInput } from "../../../generated/saagie/platform.ts";
import type { BuiltGraph, PipelineJobReference } from "./graph-nodes.ts";
import type { References } from "../references/references.ts";

/** What looking jobs up needs. */
export interface JobLookup {
  readonly call: Caller;
  readonly references: References;
  /** The project of the pipeline, which is that of jobs named without one. */
  readonly projectId: string;
}

type Jobs = Promise<JobsListMinimalResult>;

/** Looks up the jobs of a graph: each project is listed once, however many of its jobs there are. */
export async function withJobIds(
  lookup: JobLookup,
  { jobNodes, conditionNodes }: BuiltGraph,
  options: CallOptions,
): Promise<PipelineGraphInput> {
  const ids = await jobIds(
    lookup,
    jobNodes.map(({ job }) => job),
    options,
  );
  return { jobNodes: jobNodes.map((node, at) => ({ ...node, job: { id: ids[at] ?? "" } })), conditionNodes };
}

/**
 * Looks up jobs, in their order.
 *
 * @throws {@link NotFoundError} with near names.
 */
export async function jobIds(
  { call, references, projectId }: JobLookup,
  jobs: readonly PipelineJobReference[],
  options: CallOptions,
): Promise<readonly string[]> {
  const listed = new Map<string, Jobs>();
  const projects = new Map<string, Promise<string>>();
  const list = (id: string): Jobs =>
    remember(listed, id, () => call(jobsOperations.listMinimal, { projectId: id }, options));
  const project = (reference: ProjectReference): Promise<string> =>
    remember(projects, JSON.stringify(reference), async () =>
      references.resolve("PROJECT", reference, options),
    );
  return Promise.all(
    jobs.map(async (job) => {
      if (!isNamed(job)) return references.resolve("JOB", job, options);
      return idIn(await list("project" in job ? await project(job.project) : projectId), job);
    }),
  );
}

type NamedJob = Extract<PipelineJobReference, { readonly name: string } | { readonly alias: string }>;

function isNamed(job: PipelineJobReference): job is NamedJob {
  return (
    typeof job === "object" && !(job instanceof URL) && !("id" in job) && ("name" in job || "alias" in job)
  );
}

function idIn(jobs: JobsListMinimalResult, job: NamedJob): string {
  if ("name" in job) return findByName(jobs, job.name, "job").id;
  const found = jobs.find(({ alias }) => alias === job.alias);
  if (found !== undefined) return found.id;
  const aliases = jobs.map(({ id, alias }) => ({ id, name: alias ?? "" }));
  throw notFoundByName(aliases, job.alias, "job alias");
}

function remember<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}
