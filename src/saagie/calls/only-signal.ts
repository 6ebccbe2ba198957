import type { CallOptions } from "../../core/options.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";

/** The part of a wait's options that is for its single calls: a deadline of the whole is none of theirs. */
export function onlySignal({ signal }: WatchOptions): CallOptions {
  return signal === undefined ? {} : { signal };
}
