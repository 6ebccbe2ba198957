import type { VirtualClock } from "../clock.ts";
import type { Ids } from "../ids.ts";
import type { SettledOptions } from "./options.ts";
import type { RateCounter } from "./tokens/rate-counter.ts";
import type { World } from "./world.ts";

/** What the routes work with. */
export interface Services {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly ids: Ids;
  readonly options: SettledOptions;
  readonly rates: RateCounter;
}
