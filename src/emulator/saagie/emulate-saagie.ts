import { VirtualClock, type EmulatorClock } from "../clock.ts";
import type { Inventory } from "../control/inventory.ts";
import { Faults, type FaultInjection } from "../faults/faults.ts";
import { seededIds } from "../ids.ts";
import { withFrozenClock } from "../with-frozen-clock.ts";
import type { RequestLogEntry } from "../request-log.ts";
import { serve, type Serving } from "../serving.ts";
import { TokenSigner } from "../signed-tokens.ts";
import { EmulatedApps, type AppControls } from "./apps/controls.ts";
import { AppScriptBook } from "./apps/scripts.ts";
import { EmulatedTechnologies, type TechnologyControls } from "./technologies/controls.ts";
import type { CatalogueRepository } from "./technologies/records.ts";
import type { Services } from "./services.ts";
import { EmulatedVariables, type VariableOptions } from "./environment-variables/controls.ts";
import { ProcessExecutor } from "./runs/process.ts";
import { ScriptBook, ScriptedExecutor, type RunScripts } from "./runs/scripted.ts";
import { knownOperations } from "./wire/known-operations.ts";
import { settle, type EmulatedSaagieOptions, type SettledOptions } from "./options.ts";
import { EmulatedPeople, type Seeder, type GroupOptions, type UserOptions } from "./users/controls.ts";
import { saagieRouter } from "./wire/router.ts";
import { Scheduling } from "./schedules/scheduling.ts";
import { seedCatalogue } from "./technologies/seeds.ts";
import { withRuntimes } from "./technologies/runtime-seeds.ts";
import { seedWorld } from "./seed.ts";
import { stateControls, type StateKeeping } from "./state/controls.ts";
import { EmulatedStorages, type StorageControls } from "./storages/controls.ts";
import { StorageFailures } from "./storages/failures.ts";

/** An in-memory Saagie. Made by {@link emulateSaagie}. */
export interface EmulatedSaagie extends Serving, StateKeeping {
  /** The base URL for clients, without a slash at its end: the address that is served, or else that of the options. */
  readonly url: string;
  readonly realm: string;
  readonly platform: number;
  /** The Saagie version that is emulated. */
  readonly platformVersion: string;
  readonly user: string;
  readonly password: string;
  /** The emulator's time. */
  readonly clock: EmulatorClock;
  /** What will go wrong. */
  readonly faults: FaultInjection;
  /** How runs will go, with the executor "scripted". */
  readonly scripts: RunScripts;
  /** What may happen to apps. */
  readonly apps: AppControls;
  /** What may happen to storages. */
  readonly storages: StorageControls;
  /** Environment variables that need not obey the rules, as if they were there before them. */
  readonly variables: Seeder<VariableOptions>;
  /** The people of the realm. */
  readonly users: Seeder<UserOptions>;
  /** Their groups, to which rights are given. */
  readonly groups: Seeder<GroupOptions>;
  /** What may become of the technologies. */
  readonly technologies: TechnologyControls;
  /** The requests so far, the oldest first; of very many, the last 100,000. */
  readonly requests: readonly RequestLogEntry[];
  /**
   * Puts everything back to the beginning, but for time, which goes on. Runs are dropped.
   *
   * @returns a promise that resolves when no process of a run is left; the rest is done at once.
   */
  reset(): Promise<void>;
  /** Drops all runs and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts an in-memory Saagie.
 *
 * @example In a test, without a socket, and without waiting for anything
 * ```ts
 * import { emulateSaagie } from "footbridge/emulator";
 *
 * const emulator = emulateSaagie();
 * const { url, realm, user, password } = emulator;
 * const answer = await emulator.fetch(`${url}/authentication/api/open/authenticate`, {
 *   method: "POST",
 *   headers: { "content-type": "application/json", "saagie-realm": realm },
 *   body: JSON.stringify({ login: user, password }),
 * });
 * const token = await answer.text();
 * emulator.clock.advance(3_600_000);
 * // … and now the token is no good any more.
 * ```
 * @example For other programs
 * ```ts
 * const emulator = emulateSaagie({ executor: "process" });
 * const { url } = await emulator.listen({ port: 4010 });
 * ```
 */
export function emulateSaagie(options: EmulatedSaagieOptions = {}): EmulatedSaagie {
  const settled = settle(options);
  const { url, realm, platform, platformVersion, user, password } = settled;
  const clock = new VirtualClock(settled.clock, settled.startMs);
  const scripts = new ScriptBook();
  const faults = new Faults({ operations: knownOperations, graphql: true });
  const requests: RequestLogEntry[] = [];
  const { begin, services, scheduling, replace, stop } = startPlatform(
    servicesMaker(settled, clock, scripts),
    clock,
  );
  const basePath = new URL(url).pathname.replace(/\/+$/, "");
  const router = saagieRouter({ services, basePath, faults, log: requests });
  const answer = scheduling.after(async (request) => router.fetch(request));
  const reset = (): Promise<void> => {
    faults.clear();
    scripts.clear();
    requests.length = 0;
    return replace(begin());
  };
  const keeping = stateControls({ clock, options: settled, services, begin, replace });
  const inventory = async (): Promise<Inventory> =>
    (await import("./inventory.ts")).saagieInventory(services);
  const control = { emulator: "saagie", clock, faults, requests, inventory, reset, ...keeping } as const;
  const handle = withFrozenClock(clock, answer);
  const { servedUrl, stopListening, ...doors } = serve({ urls: [url], handle, control });
  return {
    get url() {
      return servedUrl() ?? url;
    },
    realm,
    platform,
    platformVersion,
    user,
    password,
    ...doors,
    ...keeping,
    clock,
    faults,
    scripts,
    requests,
    ...controlsOf(services, platform),
    reset,
    close: async () => {
      await stop();
      await stopListening();
    },
  };
}

/** What answers now, and what runs by itself. */
interface Started {
  readonly begin: () => Services;
  readonly services: () => Services;
  readonly scheduling: Scheduling;
  /** Puts another platform in its place; resolves when nothing of the former one goes on. */
  readonly replace: (next: Services) => Promise<void>;
  /** Ends what goes on. */
  readonly stop: () => Promise<void>;
}

function startPlatform(begin: () => Services, clock: VirtualClock): Started {
  let current = begin();
  const services = (): Services => current;
  const scheduling = new Scheduling(clock, services);
  const stop = (): Promise<void> => {
    abandonPipelines(current);
    return current.executor.dropAll();
  };
  const replace = async (next: Services): Promise<void> => {
    const stopped = stop();
    current = next;
    clock.forgetTasks();
    scheduling.forget();
    await stopped;
    await scheduling.refresh();
  };
  return { begin, services, scheduling, replace, stop };
}

/** What a test steers the platform with, past the wire. */
function controlsOf(
  services: () => Services,
  platform: number,
): Pick<EmulatedSaagie, "apps" | "storages" | "variables" | "users" | "groups" | "technologies"> {
  const { users, groups } = new EmulatedPeople(() => services().world, platform);
  return {
    apps: new EmulatedApps(services),
    storages: new EmulatedStorages(services),
    variables: new EmulatedVariables(services, platform),
    users,
    groups,
    technologies: new EmulatedTechnologies(services),
  };
}

/** Makes the function that makes the platform as it is in the beginning. What runs jobs is the same every time. */
function servicesMaker(options: SettledOptions, clock: VirtualClock, scripts: ScriptBook): () => Services {
  const { user, password, platforms, realm, runMs, seed } = options;
  const { projectMs, cleanMs, appMs, storageMs, storageSizes, tokenLifetimeMs, platformVersion } = options;
  const { fetchRepository, runtimes } = options;
  const catalogue = (): CatalogueRepository[] => withRuntimes(seedCatalogue(), runtimes);
  const executor =
    options.executor === "process"
      ? new ProcessExecutor({ realm })
      : new ScriptedExecutor(clock, scripts, runMs);
  const signer = new TokenSigner("saagie", realm, password);
  return () => ({
    world: seedWorld({ user, password, platforms, repositories: catalogue() }),
    clock,
    ids: seededIds(seed),
    executor,
    durations: { projectMs, cleanMs, appMs, storageMs },
    storageSizes,
    appScripts: new AppScriptBook(),
    storageFailures: new StorageFailures(),
    fetchRepository,
    seedCatalogue: catalogue,
    platformVersion,
    realm,
    tokenLifetimeMs,
    signer,
  });
}

/** Dropping runs ends them, and the end of a job would else start the next one of its pipeline. */
function abandonPipelines({ world }: Services): void {
  world.pipelineInstances.clear();
}
