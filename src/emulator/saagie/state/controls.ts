import type { VirtualClock } from "../../clock.ts";
import type { Services } from "../services.ts";
import { readState, saveState, type SavedState } from "./state.ts";
import { BadState } from "../../state/encoding.ts";
import { concludeAll } from "./resume.ts";
import type { SettledOptions } from "../options.ts";
import type { World } from "../world.ts";

/** Saving what an emulator knows, and going on from there later. */
export interface StateKeeping {
  /**
   * Writes down everything that the platform knows at this moment, as plain data for JSON.
   *
   * @remarks With secrets. Faults, scripts and the log of requests are the test's, and not in it.
   */
  save(): Promise<SavedState>;
  /**
   * Replaces everything that the platform knows by a saved state.
   *
   * @remarks Runs are dropped. What was under way when the state was saved is at its end: projects are ready, apps and
   * storages have arrived, runs have failed. Time goes on, and jumps to when the state was saved if that is later. The
   * user of the emulator's options is added when the state has nobody with that login; one that it has keeps the
   * password that it has there, unless the executor is "process" and the options tell no password. Nothing changes when the state cannot be loaded.
   * @throws BadState when it is not the state of an emulator, or one of another platform or of a newer Saagie version.
   */
  load(state: unknown): Promise<void>;
  /** Does what {@link StateKeeping.save} does, into a file of JSON that only its owner can read. */
  saveFile(path: string): Promise<void>;
  /**
   * Does what {@link StateKeeping.load} does, from a file.
   *
   * @throws BadState, and the system's error when the file cannot be read.
   */
  loadFile(path: string): Promise<void>;
}

/** What keeping the state of an emulator takes. */
export interface StateParts {
  readonly clock: VirtualClock;
  readonly options: Pick<SettledOptions, "platform" | "user" | "isPasswordMadeUp">;
  readonly services: () => Services;
  /** Makes the platform as it is in the beginning. */
  readonly begin: () => Services;
  /** Ends what runs, and puts another platform in place; resolves when nothing of the former one is left. */
  readonly replace: (services: Services) => Promise<void>;
}

/** The doors by which an emulator is saved and loaded. */
export function stateControls(parts: StateParts): StateKeeping {
  const { clock, services } = parts;
  const save = (): Promise<SavedState> => {
    clock.settle();
    return saveState(services());
  };
  const load = async (state: unknown): Promise<void> => {
    // What the test has planned for apps and storages stays, as its faults and scripts do.
    const fresh = { ...services(), world: parts.begin().world };
    const loaded = readState(state, fresh);
    const world = completed(loaded.services.world, fresh.world, parts.options);
    const next = { ...loaded.services, world };
    const dropped = parts.replace(next);
    clock.advance(Math.max(loaded.savedAt - clock.now(), 0));
    concludeAll(next);
    await dropped;
  };
  return {
    save,
    load,
    saveFile: async (path) => {
      const { writeStateFile } = await import("../../state/state-file.ts");
      await writeStateFile(path, await save());
    },
    loadFile: async (path) => {
      const { readStateFile } = await import("../../state/state-file.ts");
      await load(await readStateFile(path));
    },
  };
}

/** A loaded world with what the emulator promises by its options: its platforms, and its user. */
function completed(loaded: World, fresh: World, options: StateParts["options"]): World {
  const { platform, user, isPasswordMadeUp } = options;
  if (!loaded.platforms.includes(platform)) {
    const theirs = loaded.platforms.join(", ");
    throw new BadState(
      `The state is one of platform ${theirs}, and this emulator is platform ${String(platform)}`,
    );
  }
  const first = fresh.users.get(user);
  const known = loaded.users.get(user);
  if (first !== undefined && known === undefined) loaded.users.set(user, first);
  // The one in the state may be known to everybody, and what is told now would be of no use.
  else if (first !== undefined && known !== undefined && isPasswordMadeUp) known.password = first.password;
  return { ...loaded, platforms: [...new Set([...loaded.platforms, ...fresh.platforms])] };
}
