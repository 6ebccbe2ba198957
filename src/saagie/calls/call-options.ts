import { omitUndefined } from "../../core/omit-undefined.ts";
import type { CallOptions } from "../../core/options.ts";

/** What of the options of a long work goes to each of its calls. */
export function callOptionsOf({ signal, timeoutMs, strict }: CallOptions): CallOptions {
  return omitUndefined({ signal, timeoutMs, strict });
}
