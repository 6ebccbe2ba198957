import { addHint, isFootbridgeError } from "../../core/errors.ts";
import type { Caller } from "../../core/client.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  appsOperations,
  jobsOperations,
  type JobsGetResult,
  type JobsListResult,
  type ReferenceKind,
} from "../../../generated/agave/methods.ts";
import type { JobRequest } from "../../../generated/agave/api.ts";
import type { AgaveContext } from "../context.ts";
import type { JobNotification } from "../notifications/events.ts";
import { resolveReference } from "../references/resolve.ts";
import { checkAgainstApp, checkRequest } from "./check-request.ts";

/** A job to be run. */
export interface JobSubmission extends JobRequest {
  /** The id of an app, e.g. `wc-1.0.0`, or the name alone: then its newest version is run. */
  readonly appId: string;
  /** The id of a system, or its name where that cannot be an id: where it has a blank, for example. */
  readonly executionSystem?: string | null | undefined;
  /** The id of a system, or its name, as for `executionSystem`. */
  readonly archiveSystem?: string | null | undefined;
  readonly notifications?: readonly JobNotification[] | null | undefined;
}

/** Options of a submission. */
export interface SubmitOptions extends CallOptions {
  /**
   * Whether inputs and parameters are compared with those of the app, before anything is sent. @defaultValue true
   */
  readonly check?: boolean;
  /**
   * Whether the name gets a mark, such as `-3f9ac2d1`, by which the job is found again where the answer is lost. Without it, a
   * lost answer is an error. @defaultValue true
   */
  readonly mark?: boolean;
}

const LONGEST_NAME = 63;
// Clocks differ; a mark is not found twice anyway.
const SKEW_MS = 3_600_000;

/** Submits a job, never twice. */
export async function submitJob(
  { call, settings }: AgaveContext,
  given: JobRequest,
  { check = true, mark = true, ...options }: SubmitOptions,
): Promise<JobsGetResult> {
  checkRequest(given);
  const request = await withIds(call, given, options);
  if (check)
    checkAgainstApp(request, await call(appsOperations.get, { appId: { id: request.appId } }, options));
  const job = mark ? { ...request, name: marked(request.name) } : request;
  const since = new Date(settings.clock.now() - SKEW_MS);
  try {
    return await call(jobsOperations.submit, { job }, options);
  } catch (error) {
    if (!mark || !isFootbridgeError(error, "OUTCOME_UNKNOWN")) throw error;
    const [twin, another] = await findMarked({ call, settings }, { name: job.name, since }, options);
    if (twin === undefined || another !== undefined) throw error;
    return call(jobsOperations.get, { jobId: twin.id }, options).catch(() => {
      throw addHint(error, `It was found as ${twin.id}, but could not be read.`);
    });
  }
}

/** Newer services find a job some time after they have accepted it: pauses between the looks, in milliseconds. */
const PAUSES_MS = [0, 2000, 5000];

/** The jobs with a marked name: none where the last look fails, too. */
async function findMarked(
  { call, settings: { clock } }: Pick<AgaveContext, "call" | "settings">,
  { name, since }: { readonly name: string; readonly since: Date },
  options: CallOptions,
): Promise<readonly JobsListResult[number][]> {
  const search = { name, "created.after": since.toISOString() };
  for (const pause of PAUSES_MS) {
    if (pause > 0) await clock.sleep(pause, options.signal);
    const rows = await call(jobsOperations.list, { search, limit: 2 }, options).catch(() => []);
    const found = rows.filter((row) => row.name === name);
    if (found.length > 0) return found;
  }
  return [];
}

/** The request with ids in place of names. */
async function withIds(call: Caller, request: JobRequest, options: CallOptions): Promise<JobRequest> {
  const { executionSystem, archiveSystem } = request;
  const idOf = (kind: ReferenceKind, reference: string): string | Promise<string> =>
    resolveReference(call, { kind, reference, options });
  const appId = await idOf("AGAVE_APP", request.appId);
  return {
    ...request,
    appId,
    ...(executionSystem ? { executionSystem: await idOf("AGAVE_SYSTEM", executionSystem) } : {}),
    ...(archiveSystem ? { archiveSystem: await idOf("AGAVE_SYSTEM", archiveSystem) } : {}),
  };
}

function marked(name: string): string {
  const mark = `-${crypto.randomUUID().slice(0, 8)}`;
  return `${name.slice(0, LONGEST_NAME - mark.length)}${mark}`;
}
