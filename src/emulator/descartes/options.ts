import type { ClockMode } from "../clock.ts";

/** A user of the emulated service. */
export interface DescartesUser {
  /** Who it is: blobs of one are not seen by others. */
  readonly sub: string;
  readonly clientId: string;
  /** Also called client secret. */
  readonly refreshToken: string;
  readonly name?: string;
  readonly email?: string;
  readonly org?: string;
  readonly groups?: readonly string[];
}

/** How many calls of one kind a user may make in a minute of the emulator's clock. */
export interface RateLimit {
  readonly perMinute: number;
  /** How a refusal tells when to come again. @defaultValue "seconds" */
  readonly retryAfter?: "seconds" | "date" | "not at all";
}

/** How an emulated Descartes Labs Storage is set up. */
export interface EmulatedDescartesOptions {
  /** Scheme, host and port of which the emulator is the in-process answer. @defaultValue "http://127.0.0.1:4020" */
  readonly origin?: string;
  /** The first user. @defaultValue a user called demo */
  readonly user?: DescartesUser;
  /** How long a token is good, in seconds of the emulator's clock. @defaultValue 3600 */
  readonly tokenLifetimeSeconds?: number;
  /** How long a URL for reading is good, in seconds of the emulator's clock. @defaultValue 3600 */
  readonly signedUrlSeconds?: number;
  /** How long a URL for writing is good, in seconds of the emulator's clock. @defaultValue a week */
  readonly uploadSeconds?: number;
  /** Keys on one page of a listing. @defaultValue 1000 */
  readonly pageSize?: number;
  /** What a listing answers where nothing is stored: an empty list, or 404 as some deployments. @defaultValue 200 */
  readonly emptyListing?: 200 | 404;
  /**
   * Whether the service itself names contents by entity tags and gives parts of them, as the object store does. No document
   * says that it did. @defaultValue true
   */
  readonly ranges?: boolean;
  /** @defaultValue no limit */
  readonly rateLimit?: RateLimit;
  /** How time passes. @defaultValue "real" */
  readonly clock?: ClockMode;
  /** The time at which the clock starts. @defaultValue the present for "real", else 2024-06-03T08:00:00Z */
  readonly start?: Date;
  /** From which identifiers are made: the same seed, the same identifiers. @defaultValue 1 */
  readonly seed?: number;
}

/** Options with every default filled in. */
export interface SettledOptions {
  readonly origin: string;
  readonly user: DescartesUser;
  readonly tokenLifetimeMs: number;
  readonly signedUrlMs: number;
  readonly uploadMs: number;
  readonly pageSize: number;
  readonly emptyListing: 200 | 404;
  readonly ranges: boolean;
  readonly rateLimit: RateLimit | undefined;
  readonly clock: ClockMode;
  readonly startMs: number;
  readonly seed: number;
}

const DEMO: DescartesUser = Object.freeze({
  sub: "demo",
  clientId: "demo-client",
  refreshToken: "demo-secret",
  name: "Demo",
  email: "demo@example.com",
  org: "example",
  groups: Object.freeze(["public"]),
});

const START = Date.UTC(2024, 5, 3, 8);
const WEEK_SECONDS = 7 * 24 * 3600;

/**
 * Fills in the defaults.
 *
 * @throws RangeError when there would be no key on a page
 */
export function settle(options: EmulatedDescartesOptions): SettledOptions {
  const { origin = "http://127.0.0.1:4020", clock = "real", pageSize = 1000, start } = options;
  if (!Number.isInteger(pageSize) || pageSize < 1) throw new RangeError("A page has at least one key");
  return {
    origin: new URL(origin).origin,
    user: options.user ?? DEMO,
    tokenLifetimeMs: (options.tokenLifetimeSeconds ?? 3600) * 1000,
    signedUrlMs: (options.signedUrlSeconds ?? 3600) * 1000,
    uploadMs: (options.uploadSeconds ?? WEEK_SECONDS) * 1000,
    pageSize,
    emptyListing: options.emptyListing ?? 200,
    ranges: options.ranges ?? true,
    rateLimit: options.rateLimit,
    clock,
    startMs: start?.getTime() ?? (clock === "real" ? Date.now() : START),
    seed: options.seed ?? 1,
  };
}
