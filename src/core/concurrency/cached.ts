import type { Clock } from "../watch/clock.ts";
import { singleFlight, type SharedFlight } from "./single-flight.ts";

/** Remembers answers by key for a stated time; callers of one key share one flight, and failures are not kept. */
export interface Cache<Key, Value> {
  /**
   * The answer for a key, loaded where it is not known. `signal` ends this caller's wait; the signal that `load` is given
   * ends the load, once nobody waits for it any more.
   */
  get(key: Key, load: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value>;
  clear(): void;
}

/** Creates a {@link Cache} whose entries live `ttlMs` milliseconds. */
export function createCache<Key, Value>(clock: Clock, ttlMs: number): Cache<Key, Value> {
  const entries = new Map<Key, { readonly flight: SharedFlight<Value>; readonly until: number }>();
  const flightTo = (key: Key, load: (signal: AbortSignal) => Promise<Value>): SharedFlight<Value> => {
    const known = entries.get(key);
    if (known !== undefined && known.until > clock.now()) return known.flight;
    const forget = (): void => {
      if (entries.get(key)?.flight === flight) entries.delete(key);
    };
    const flight: SharedFlight<Value> = singleFlight(async (signal) => {
      try {
        return await load(signal);
      } catch (error) {
        forget();
        throw error;
      }
    }, forget);
    entries.set(key, { flight, until: clock.now() + ttlMs });
    return flight;
  };
  return {
    get: async (key, load, signal) => {
      signal?.throwIfAborted();
      return flightTo(key, load).join(signal);
    },
    clear: () => entries.clear(),
  };
}
