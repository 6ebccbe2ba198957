import type { Caller } from "../core/client.ts";
import type { Settings } from "../core/options.ts";

/** What the parts of one client are built from. */
export interface DescartesContext {
  readonly call: Caller;
  readonly settings: Settings;
}
