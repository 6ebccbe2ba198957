import type { VirtualClock } from "../clock.ts";
import type { Faults } from "../faults/faults.ts";
import type { RequestLogEntry } from "../request-log.ts";
import type { Inventory } from "./inventory.ts";

/** What another process can steer of an emulator. */
export interface Controlled {
  /** Which platform it is. */
  readonly emulator: "saagie" | "descartes" | "agave";
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly requests: readonly RequestLogEntry[];
  /** What there is, for people. Loaded when it is first asked for. */
  inventory(): Promise<Inventory>;
  reset(): void | Promise<void>;
  /** Everything that it knows, as plain data for JSON. */
  save(): Promise<unknown>;
  /** Replaces everything that it knows. */
  load(state: unknown): Promise<void>;
}
