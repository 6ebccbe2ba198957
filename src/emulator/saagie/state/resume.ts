import { lastAction, lastStatus, type AppRecord, type AppStatus } from "../apps/records.ts";
import { passOver } from "../conditions/run.ts";
import type { Services } from "../services.ts";
import { currentStatus, isFinal } from "../runs/executor.ts";
import { reach } from "../jobs/run.ts";
import type { PipelineInstanceRecord } from "../pipelines/records.ts";
import type { InstanceRecord } from "../jobs/records.ts";
import type { Moment } from "../shared/records.ts";
import type { World } from "../world.ts";
import type { StorageRecord } from "../storages/records.ts";

/** Brings one kind of thing, of a loaded world, to an end that it was under way to. */
type Conclusion = (world: World, at: Moment) => void;

/** Whatever takes its time on the platform. A further resource that does has a line here. */
const CONCLUSIONS: readonly Conclusion[] = [
  concludeProjects,
  concludeRuns,
  concludePipelineRuns,
  concludeApps,
  concludeVolumes,
];

/**
 * Brings everything to its end that was under way when the state was saved, since what carried it on is gone.
 *
 * @remarks Projects are ready, apps have started or stopped, storages are copied, moved or larger. A run is not
 * begun a second time, which might do a thing twice: it has failed, or was killed if it was being killed.
 */
export function concludeAll({ world, clock }: Services): void {
  const at = clock.now();
  for (const conclude of CONCLUSIONS) conclude(world, at);
}

function concludeProjects({ projects }: World): void {
  for (const project of projects.values()) if (project.status !== "FAILED") project.status = "READY";
}

const LOST = "The emulator that carried it out was ended";

function concludeRuns({ instances }: World, at: Moment): void {
  for (const instance of instances.values()) concludeRun(instance, at);
}

function concludeRun(instance: InstanceRecord, at: Moment): void {
  const status = currentStatus(instance);
  if (isFinal(status)) return;
  if (status === "AWAITING") reach(instance, "SKIPPED", { at });
  else reach(instance, status === "KILLING" ? "KILLED" : "FAILED", { at, details: LOST });
}

/** Comes after the runs of jobs, which decide. */
function concludePipelineRuns({ pipelineInstances }: World, at: Moment): void {
  for (const run of pipelineInstances.values()) {
    if (run.endTime !== null) continue;
    for (const condition of run.conditions) if (!isFinal(currentStatus(condition))) passOver(condition, at);
    run.endTime = at;
    const status = currentStatus(run);
    if (!isFinal(status)) end(run, { status: status === "KILLING" ? "KILLED" : "FAILED", at });
  }
}

function end(
  { statuses }: PipelineInstanceRecord,
  { status, at }: { readonly status: "KILLED" | "FAILED"; readonly at: Moment },
): void {
  statuses.push({ status, recordAt: at, reason: null, details: LOST });
}

const LASTING: ReadonlySet<AppStatus> = new Set(["STARTED", "STOPPED", "FAILED", "UNKNOWN"]);

function concludeApps({ apps }: World, at: Moment): void {
  for (const app of apps.values()) if (!LASTING.has(lastStatus(app).status)) concludeApp(app, at);
}

function concludeApp(app: AppRecord, at: Moment): void {
  const { kind, statuses, logs } = lastAction(app);
  const status = kind === "StopAction" ? "STOPPED" : "STARTED";
  statuses.push({ status, reason: null, recordAt: at });
  logs.push({ stream: "ORCHESTRATION_STDOUT", value: status.toLowerCase(), recordAt: at });
}

function concludeVolumes({ volumes }: World): void {
  for (const volume of volumes.values()) {
    if (volume.migrationStatus === "MIGRATING_OUT") volumes.delete(volume.id);
    else concludeVolume(volume);
  }
}

function concludeVolume(volume: StorageRecord): void {
  if (volume.migrationStatus === "MIGRATING_IN") volume.migrationStatus = "READY";
  if (volume.duplicationStatus !== "FAILED") volume.duplicationStatus = null;
  if (volume.expansionStatus === "EXPANSION_IN_PROGRESS") volume.expansionStatus = null;
  volume.duplicationTargetId = null;
}
