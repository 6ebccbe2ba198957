import { omitUndefined } from "../../core/omit-undefined.ts";
import type { CallOptions } from "../../core/options.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";

/** What of the options of a long work goes to each of its calls. */
export function callOptionsOf({ signal, timeoutMs, strict }: CallOptions): CallOptions {
  return omitUndefined({ signal, timeoutMs, strict });
}

/** The part of a wait's options that is for its single calls: a deadline of the whole is none of theirs. */
export function onlySignal({ signal }: WatchOptions): CallOptions {
  return signal === undefined ? {} : { signal };
}
