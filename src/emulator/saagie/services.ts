import type { CatalogueRepository } from "./technologies/records.ts";
import type { VirtualClock } from "../clock.ts";
import type { Ids } from "../ids.ts";
import type { AppScriptBook } from "./apps/scripts.ts";
import type { DataSize } from "./storages/data-size.ts";
import type { Executor } from "./runs/executor.ts";
import type { TokenSigner } from "../signed-tokens.ts";
import type { UserRecord } from "./users/records.ts";
import type { World } from "./world.ts";
import type { StorageFailures } from "./storages/failures.ts";

/** How long things take on the emulated platform, in milliseconds of its clock. */
export interface Durations {
  /** From the creation of a project until it is ready. */
  readonly projectMs: number;
  /** From the end of a run until the orchestrator has cleaned up after it. */
  readonly cleanMs: number;
  /** From an action on an app until it has its effect. */
  readonly appMs: number;
  /** How long a storage takes to be copied, moved or made larger. */
  readonly storageMs: number;
}

/** What sizes the administrator lets storages have. */
export interface StorageSizes {
  /** The least size. */
  readonly step: DataSize;
  readonly maximum: DataSize;
}

/** The emulated platform as a request meets it. */
export interface Services {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly ids: Ids;
  readonly executor: Executor;
  readonly durations: Durations;
  readonly storageSizes: StorageSizes;
  readonly appScripts: AppScriptBook;
  readonly storageFailures: StorageFailures;
  /** Reads what lies at the URL of a repository; undefined where there is no network. */
  readonly fetchRepository: ((url: string) => Promise<Blob>) | undefined;
  /** The catalogue that a new emulator has. */
  readonly seedCatalogue: () => CatalogueRepository[];
  /** The Saagie version that is emulated. */
  readonly platformVersion: string;
  readonly realm: string;
  readonly tokenLifetimeMs: number;
  readonly signer: TokenSigner;
}

/** What a resolver works with: the platform, who asks, and on which platform of the realm. */
export interface Context extends Services {
  readonly user: UserRecord;
  readonly platformId: number;
}
