import type { VirtualClock } from "../clock.ts";
import type { Ids } from "../ids.ts";
import type { TokenSigner } from "../signed-tokens.ts";
import type { ActorHandlers } from "./actors/handlers.ts";
import type { JobProcesses } from "./jobs/execution/processes.ts";
import type { JobScripts } from "./jobs/execution/scripts.ts";
import type { SettledOptions } from "./options.ts";
import type { WorkTracker } from "./work-tracker.ts";
import type { TenantWorld, World } from "./world.ts";

/** Something that happened to a resource, for those who asked to be told. */
export interface ResourceEvent {
  /** The resource. */
  readonly uuid: string;
  readonly event: string;
  readonly owner: string;
  /** What macros in a notification's address stand for. */
  readonly macros: Readonly<Record<string, string>>;
  /** The resource as its service shows it. */
  readonly body: unknown;
}

/** Takes events up. */
export type Emit = (world: TenantWorld, event: ResourceEvent) => void;

/** What the routes work with. */
export interface Services {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly ids: Ids;
  readonly options: SettledOptions;
  readonly signer: TokenSigner;
  readonly scripts: JobScripts;
  readonly processes: JobProcesses;
  readonly actorHandlers: ActorHandlers;
  readonly emit: Emit;
  readonly work: WorkTracker;
  /** Asks the platform itself, as from outside. */
  readonly self: (request: Request) => Promise<Response>;
}
