import type { CatalogueRepository } from "./catalogue-model.ts";
import type { VirtualClock } from "../clock.ts";
import type { Ids } from "../ids.ts";
import type { AppScriptBook } from "./app-scripts.ts";
import type { DataSize } from "./data-size.ts";
import type { Executor } from "./executor.ts";
import type { TokenSigner } from "../signed-tokens.ts";
import type { UserRecord, World } from "./store.ts";
import type { VolumeFailures } from "./volume-failures.ts";

/** How long things take on the emulated platform, in milliseconds of its clock. */
export interface Durations {
  /** From the creation of a project until it is ready. */
  readonly projectMs: number;
  /** From the end of a run until the orchestrator has cleaned up after it. */
  readonly cleanMs: number;
  /** From an action on an app until it has its effect. */
  readonly appMs: number;
  /** How long a storage takes to be copied, moved or made larger. */
  readonly volumeMs: number;
}

/** What sizes the administrator lets storages have. */
export interface VolumeSizes {
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
  readonly volumeSizes: VolumeSizes;
  readonly appScripts: AppScriptBook;
  readonly volumeFailures: VolumeFailures;
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
