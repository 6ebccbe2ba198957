import type { JobRecord } from "../records.ts";
import type { JobActor } from "../rules.ts";
import { runProcess } from "./process.ts";
import { runScripted } from "./scripted.ts";

/** Lets a job go its way on the clock. */
export function startJob(job: JobRecord, actor: JobActor): void {
  if (actor.services.options.executor === "process") runProcess(job, actor);
  else runScripted(job, actor);
}
