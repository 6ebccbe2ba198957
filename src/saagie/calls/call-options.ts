import { defined } from "../../core/changes.ts";
import type { CallOptions } from "../../core/options.ts";

/** What of the options of a long work goes to each of its calls. */
export function callOptionsOf({ signal, timeoutMs, strict }: CallOptions): CallOptions {
  return defined({ signal, timeoutMs, strict });
}
