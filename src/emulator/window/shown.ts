// What the page is told: types alone, since its scripts run in a browser and have nothing of the emulator in them.

export type { TenantOverview, SystemOverview } from "../agave/inventory.ts";
export type { FileOverview } from "../agave/files/overview.ts";
export type { JobDetail as AgaveJobDetail, JobOverview as AgaveJobOverview } from "../agave/jobs/overview.ts";
export type { Listed } from "../control/inventory.ts";
export type { BlobOverview } from "../descartes/blobs/overview.ts";
export type { Fault } from "../faults/fault.ts";
export type { AppDetail, AppOverview } from "../saagie/apps/overview.ts";
export type { VariableOverview } from "../saagie/environment-variables/overview.ts";
export type { JobDetail, JobOverview } from "../saagie/jobs/overview.ts";
export type {
  EdgeOverview,
  GraphOverview,
  NodeOverview,
  PipelineDetail,
  PipelineOverview,
  PipelineRunDetail,
  PipelineRunOverview,
} from "../saagie/pipelines/overview.ts";
export type { ProjectOverview } from "../saagie/projects/overview.ts";
export type { LineOverview, RunDetail, RunOverview, StatusOverview } from "../saagie/runs/overview.ts";
