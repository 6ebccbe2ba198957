import type { AdaptiveLimit } from "../../../core/concurrency/adaptive-limit.ts";
import type { Caller } from "../../../core/client.ts";
import type { Clock } from "../../../core/watch/clock.ts";
import type { JobDeployment } from "../../jobs/deployment.ts";
import type { ProjectAccess } from "../../projects/access.ts";
import type { Technologies } from "../../technologies/technologies.ts";

/** What imports of projects work with. */
export interface ImportTools {
  readonly call: Caller;
  readonly clock: Clock;
  readonly concurrency: AdaptiveLimit;
  readonly projects: ProjectAccess;
  readonly technologies: Technologies;
  readonly deployment: JobDeployment;
  readonly source: { readonly realm: string; readonly platform: number };
}
