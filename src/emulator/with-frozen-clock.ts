import type { VirtualClock } from "./clock.ts";
import type { Handler } from "./in-process.ts";

/** While a request is answered time does not jump, but what was due before it comes first. */
export function withFrozenClock(clock: VirtualClock, handle: Handler): Handler {
  return async (request) => {
    clock.settle();
    clock.noteRequest();
    const release = clock.hold();
    try {
      return await handle(request);
    } finally {
      release();
    }
  };
}
