import type { VirtualClock } from "../../clock.ts";
import type { RateLimit } from "../options.ts";

const MINUTE_MS = 60_000;

/** Counts the calls of each user and kind, minute by minute. */
export class RateCounter {
  readonly #limit: RateLimit | undefined;
  readonly #clock: VirtualClock;
  readonly #counts = new Map<string, { readonly minute: number; count: number }>();

  constructor(limit: RateLimit | undefined, clock: VirtualClock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Counts a call. @returns the refusal where it is one too many */
  take(sub: string, operation: string): Response | undefined {
    if (this.#limit === undefined) return undefined;
    const now = this.#clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    const key = `${operation} ${sub}`;
    const known = this.#counts.get(key);
    const entry = known?.minute === minute ? known : { minute, count: 0 };
    this.#counts.set(key, entry);
    entry.count += 1;
    if (entry.count <= this.#limit.perMinute) return undefined;
    const end = (minute + 1) * MINUTE_MS;
    return new Response("Too many requests", { status: 429, headers: retryAfter(this.#limit, { now, end }) });
  }
}

function retryAfter(
  { retryAfter: form = "seconds" }: RateLimit,
  { now, end }: { readonly now: number; readonly end: number },
): Record<string, string> {
  if (form === "not at all") return {};
  // A header's date has no milliseconds.
  const seconds = Math.ceil((end - now) / 1000);
  return { "retry-after": form === "seconds" ? String(seconds) : new Date(end).toUTCString() };
}
