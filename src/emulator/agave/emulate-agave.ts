import { VirtualClock, type EmulatorClock } from "../clock.ts";
import type { Inventory } from "../control/inventory.ts";
import { Faults, type FaultInjection } from "../faults/faults.ts";
import { seededIds, type Ids } from "../ids.ts";
import { withFrozenClock } from "../with-frozen-clock.ts";
import type { RequestLogEntry } from "../request-log.ts";
import { serve, type Serving } from "../serving.ts";
import { TokenSigner } from "../signed-tokens.ts";
import { agaveControls, type AgaveControls } from "./controls.ts";
import { JobProcesses } from "./jobs/execution/processes.ts";
import { emitter } from "./notifications/delivery.ts";
import { settle, type EmulatedAgaveOptions, type SettledOptions } from "./options.ts";
import { agaveRouter } from "./router.ts";
import { agaveRoutes } from "./routes.ts";
import { seedWorld } from "./seed.ts";
import type { Services } from "./services.ts";
import type { StateStore } from "../state/kept-state.ts";
import { keepTenants } from "./state.ts";
import type { Route } from "./wire/route.ts";
import { WorkTracker } from "./work-tracker.ts";
import { baseUrlOf } from "./tenants/places.ts";

/** An Agave platform on this machine. */
export interface EmulatedAgave extends Serving, StateStore, AgaveControls {
  /** The base URL of the default tenant: at the address that is served, or else at that of the options. */
  readonly url: string;
  /** The code of the default tenant. */
  readonly tenant: string;
  /** The first user, and the password. */
  readonly user: string;
  readonly password: string;
  /** Key and secret of the first user's client called DefaultApplication. */
  readonly clientKey: string;
  readonly clientSecret: string;
  /** The emulator's time. */
  readonly clock: EmulatorClock;
  /** What will go wrong. */
  readonly faults: FaultInjection;
  /** The requests so far, the oldest first; of very many, the last 100,000. */
  readonly requests: readonly RequestLogEntry[];
  /**
   * The base URL of a tenant.
   *
   * @throws RangeError for a tenant that there is not
   */
  urlOf(tenant: string): string;
  /** Puts everything back to the beginning, but for time, which goes on. */
  reset(): void;
  /** Stops listening, and ends what jobs have started. */
  close(): Promise<void>;
}

/**
 * Starts an Agave (Tapis v2) platform on this machine: several tenants, each with its token endpoint and all its services.
 *
 * @throws RangeError when the default tenant is not one of the tenants
 * @example
 * ```ts
 * import { emulateAgave } from "footbridge/emulator";
 *
 * const emulator = emulateAgave();
 * const { url, user, password, fetch, clock } = emulator;
 * ```
 */
export function emulateAgave(given: EmulatedAgaveOptions = {}): EmulatedAgave {
  const options = settle(given);
  const clock = new VirtualClock(options.clock, options.startMs);
  const faults = new Faults({ operations: () => operationsOf(agaveRoutes(options)), graphql: false });
  const requests: RequestLogEntry[] = [];
  const platform = startPlatform({ options, clock, self: async (request) => router.fetch(request) });
  const services = platform.current;
  const router = agaveRouter({ services, routes: agaveRoutes(options), faults, log: requests });
  const handle = withFrozenClock(clock, async (request) => router.fetch(request));
  const origins = new Set([
    options.origin,
    ...options.tenants.map(({ code }) => new URL(urlIn(services(), code, options.origin)).origin),
  ]);
  const reset = (): void => {
    faults.clear();
    requests.length = 0;
    clock.forgetTasks();
    platform.restart();
  };
  const keeping = keepTenants({ clock, services, restart: platform.restart });
  const inventory = inventoryOf(services);
  const control = { emulator: "agave", clock, faults, requests, inventory, reset, ...keeping } as const;
  const { servedUrl, stopListening, ...serving } = serve({ urls: [...origins], handle, control });
  const urlOf = (code: string): string => urlIn(services(), code, servedUrl() ?? options.origin);
  const { username, password } = options.users[0];
  return {
    ...serving,
    ...keeping,
    ...agaveControls(services),
    get url() {
      return urlOf(options.tenant);
    },
    tenant: options.tenant,
    user: username,
    password,
    clientKey: `${username}-key`,
    clientSecret: `${username}-secret`,
    clock,
    faults,
    requests,
    urlOf,
    reset,
    close: async () => {
      services().processes.stopAll();
      await stopListening();
    },
  };
}

/** What there is, for people: loaded when somebody looks. */
function inventoryOf(services: () => Services): () => Promise<Inventory> {
  return async () => (await import("./inventory.ts")).agaveInventory(services);
}

/** What a fault can mean: service and name of each operation, or the name alone. */
function operationsOf(routes: readonly Route[]): readonly string[] {
  return routes.flatMap(({ operation }) => [operation, operation.split(".")[1] ?? operation]);
}

interface Starting {
  readonly options: SettledOptions;
  readonly clock: VirtualClock;
  readonly self: Services["self"];
}

/** What answers now: a restart begins anew with the same settings. */
function startPlatform({ options, clock, self }: Starting): {
  readonly current: () => Services;
  readonly restart: (ids?: Ids) => Services;
} {
  const signer = new TokenSigner("agave", ...options.users.map(({ password }) => password));
  const [work, processes] = [new WorkTracker(), new JobProcesses()];
  const current = (): Services => services;
  const begin = (later?: Ids): Services => {
    const ids = seededIds(options.seed);
    const world = seedWorld({ options, ids, clock });
    const own = { signer, work, processes, emit: emitter(current), self };
    return { world, clock, ids: later ?? ids, options, scripts: new Map(), actorHandlers: new Map(), ...own };
  };
  let services = begin();
  return {
    current,
    restart: (ids) => {
      processes.stopAll();
      services = begin(ids);
      return services;
    },
  };
}

function urlIn({ world, options }: Services, code: string, origin: string): string {
  const found = world.get(code);
  if (found === undefined) throw new RangeError(`There is no tenant ${code}`);
  return baseUrlOf(found.tenant, options, origin);
}
