import type { VirtualClock } from "../clock.ts";
import type { Ids } from "../ids.ts";
import type { Executor } from "./executor.ts";
import type { UserRecord, World } from "./store.ts";

/** How long things take on the emulated platform, in milliseconds of its clock. */
export interface Durations {
  /** From the creation of a project until it is ready. */
  readonly projectMs: number;
  /** From the end of a run until the orchestrator has cleaned up after it. */
  readonly cleanMs: number;
}

/** The emulated platform as a request meets it. */
export interface Services {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly ids: Ids;
  readonly executor: Executor;
  readonly durations: Durations;
  readonly realm: string;
  readonly tokenLifetimeMs: number;
}

/** What a resolver works with: the platform, who asks, and on which platform of the realm. */
export interface Context extends Services {
  readonly user: UserRecord;
  readonly platformId: number;
}
