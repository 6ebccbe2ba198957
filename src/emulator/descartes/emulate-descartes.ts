import { VirtualClock, type EmulatorClock } from "../clock.ts";
import type { Inventory } from "../control/inventory.ts";
import { Faults, type FaultInjection } from "../faults/faults.ts";
import { seededIds, type Ids } from "../ids.ts";
import { withFrozenClock } from "../with-frozen-clock.ts";
import type { RequestLogEntry } from "../request-log.ts";
import { serve, type Serving } from "../serving.ts";
import { EmulatedBlobs, type BlobControls } from "./blobs/controls.ts";
import { settle, type DescartesUser, type EmulatedDescartesOptions, type SettledOptions } from "./options.ts";
import { RateCounter } from "./tokens/rate-counter.ts";
import { descartesRouter, OPERATIONS, SERVICE_PATH, storeOrigin } from "./router.ts";
import type { Services } from "./services.ts";
import type { StateStore } from "../state/kept-state.ts";
import { keepStorage } from "./state.ts";
import { World } from "./world.ts";

/** A Descartes Labs Storage on this machine. Made by {@link emulateDescartes}. */
export interface EmulatedDescartes extends Serving, StateStore {
  /** The storage service, version included: at the address that is served, or else at that of the options. */
  readonly url: string;
  /** The service that hands out tokens. */
  readonly iamUrl: string;
  /** The first user's client id. */
  readonly clientId: string;
  /** The first user's refresh token, also called client secret. */
  readonly refreshToken: string;
  /** The emulator's time. */
  readonly clock: EmulatorClock;
  /** What will go wrong. */
  readonly faults: FaultInjection;
  /** Further users. */
  readonly users: { add(user: DescartesUser): void };
  /** The blobs, past the wire. */
  readonly blobs: BlobControls;
  /** The requests so far, the oldest first; of very many, the last 100,000. */
  readonly requests: readonly RequestLogEntry[];
  /** Puts everything back to the beginning, but for time, which goes on. */
  reset(): Promise<void>;
  /** Stops listening, and lets all blobs go. */
  close(): Promise<void>;
}

/**
 * Starts a Descartes Labs Storage on this machine: the service, its token endpoint, and the object store behind signed URLs.
 *
 * @remarks All three answer at one port. The store is reached as `localhost` by those who came by `127.0.0.1`, and the other
 * way round: it is another origin, to which no log-in may go. Blobs above a megabyte lie in temporary files.
 * @throws RangeError for a page size that is none.
 * @example
 * ```ts
 * import { DescartesStorage } from "footbridge/descartes";
 * import { emulateDescartes } from "footbridge/emulator";
 *
 * const emulator = emulateDescartes();
 * const { url, iamUrl, clientId, refreshToken, fetch, clock } = emulator;
 * const storage = new DescartesStorage({ url, iamUrl, clientId, refreshToken, fetch, clock });
 * await storage.set("notes/today", "Rain.");
 * ```
 */
export function emulateDescartes(given: EmulatedDescartesOptions = {}): EmulatedDescartes {
  const options = settle(given);
  const { origin, user } = options;
  const clock = new VirtualClock(options.clock, options.startMs);
  const faults = new Faults({ operations: () => OPERATIONS, graphql: false });
  const requests: RequestLogEntry[] = [];
  const begin = beginner(options, clock);
  let services = begin();
  const router = descartesRouter({ services: () => services, faults, log: requests });
  const handle = withFrozenClock(clock, async (request) => router.fetch(request));
  const replace = async (next: Services): Promise<void> => {
    const { contents } = services.world;
    services = next;
    await contents.clear();
  };
  const reset = (): Promise<void> => {
    faults.clear();
    requests.length = 0;
    return replace(begin());
  };
  const keeping = keepStorage({ services: () => services, begin, replace });
  const inventory = inventoryOf(() => services);
  const control = { emulator: "descartes", clock, faults, requests, inventory, reset, ...keeping } as const;
  const urls = [origin, storeOrigin(origin)];
  const aliasesOf = (served: string): readonly string[] => [storeOrigin(served)];
  const { servedUrl, stopListening, ...doors } = serve({ urls, handle, control, aliasesOf });
  return {
    ...doors,
    ...keeping,
    get url() {
      return (servedUrl() ?? origin) + SERVICE_PATH;
    },
    get iamUrl() {
      return servedUrl() ?? origin;
    },
    clientId: user.clientId,
    refreshToken: user.refreshToken,
    clock,
    faults,
    users: { add: (more) => void services.world.users.set(more.sub, more) },
    blobs: new EmulatedBlobs(() => services),
    requests,
    reset,
    close: async () => {
      await stopListening();
      await services.world.contents.clear();
    },
  };
}

/** What there is, for people: loaded when somebody looks. */
function inventoryOf(services: () => Services): () => Promise<Inventory> {
  return async () => (await import("./inventory.ts")).descartesInventory(services);
}

/** Makes the function that makes the storage as it is in the beginning. */
function beginner(options: SettledOptions, clock: VirtualClock): (ids?: Ids) => Services {
  return (ids = seededIds(options.seed)) => {
    const rates = new RateCounter(options.rateLimit, clock);
    return { world: new World(options, clock, ids), clock, ids, options, rates };
  };
}
