import type { Caller, RawCaller } from "../core/client.ts";
import type { Settings } from "../core/options.ts";

/** What the parts of one client are built from. */
export interface AgaveContext {
  readonly call: Caller;
  /** Runs an operation and answers all that came. */
  readonly raw: RawCaller;
  readonly settings: Settings;
  /** Where the services of the tenant are, without a trailing slash. */
  readonly baseUrl: string;
}
