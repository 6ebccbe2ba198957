import type { VirtualClock } from "../clock.ts";
import { seededIds, type Ids } from "../ids.ts";
import { BadState, decode, encode, type JsonValue } from "./encoding.ts";
import { isSavedFile, readFile, saveFile, type SavedFile } from "./saved-file.ts";

const FORMAT = "footbridge-emulator-state";
const VERSION = 1;

/** Everything that an emulated Descartes Labs Storage or Agave knows, as JSON. It has secrets as plain text. */
export interface KeptState {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly platform: "descartes" | "agave";
  /** The emulator's time when it was saved, in ISO 8601. */
  readonly savedAt: string;
  /** Where the sequence of identifiers goes on. */
  readonly ids: number;
  /** What JSON lacks is in objects with one member that begins with `$`. */
  readonly world: JsonValue;
  /** The files to which the world refers by their place here. */
  readonly files: readonly SavedFile[];
}

/** Saving what an emulator knows, and going on from there later. */
export interface StateStore {
  /**
   * Writes down everything that the platform knows at this moment, as plain data for JSON.
   *
   * @remarks With secrets. Faults, scripts and the log of requests are the test's, and not in it; neither is what is under way.
   */
  save(): Promise<KeptState>;
  /**
   * Replaces everything that the platform knows by a saved state.
   *
   * @remarks Time goes on, and jumps to when the state was saved if that is later. Nothing changes when it cannot be loaded.
   * @throws BadState when it is not the state of such a platform.
   */
  load(state: unknown): Promise<void>;
  /** Does what {@link StateStore.save} does, into a file of JSON that only its owner can read. */
  saveFile(path: string): Promise<void>;
  /**
   * Does what {@link StateStore.load} does, from a file.
   *
   * @throws BadState, and the system's error when the file cannot be read.
   */
  loadFile(path: string): Promise<void>;
}

/** What keeping the state of a platform takes. */
export interface StateParts {
  readonly platform: KeptState["platform"];
  readonly clock: VirtualClock;
  readonly ids: () => Ids;
  /** What the platform knows, of objects, lists, maps, sets and files. */
  readonly worldOf: () => Promise<unknown>;
  /** Puts another world in place. @throws BadState when it cannot be one */
  readonly replace: (world: unknown, ids: Ids) => Promise<void>;
}

/** Keeps the state of a platform. */
export function keepState(parts: StateParts): StateStore {
  const save = async (): Promise<KeptState> => {
    const { platform, clock } = parts;
    clock.settle();
    const { value, files } = encode(await parts.worldOf());
    const head = { format: FORMAT, version: VERSION, platform } as const;
    const state = {
      ...head,
      savedAt: new Date(clock.now()).toISOString(),
      ids: parts.ids().state,
      world: value,
    };
    return { ...state, files: await Promise.all(files.map(saveFile)) };
  };
  const load = async (given: unknown): Promise<void> => {
    const { savedAt, ids, world, files } = checked(given, parts.platform);
    await parts.replace(decode({ value: world, files: files.map(readFile) }), seededIds(ids));
    parts.clock.advance(Math.max(Date.parse(savedAt) - parts.clock.now(), 0));
  };
  return {
    save,
    load,
    saveFile: async (path) => {
      const { writeStateFile } = await import("./state-file.ts");
      await writeStateFile(path, await save());
    },
    loadFile: async (path) => {
      const { readStateFile } = await import("./state-file.ts");
      await load(await readStateFile(path));
    },
  };
}

function checked(state: unknown, wanted: KeptState["platform"]): KeptState {
  if (typeof state !== "object" || state === null || !("format" in state) || state.format !== FORMAT)
    throw new BadState("This is not the state of an emulator");
  const { platform, version, savedAt, ids, world, files }: Partial<Record<keyof KeptState, unknown>> = state;
  if (platform !== wanted)
    throw new BadState(`The state is one of ${String(platform)}, and not of ${wanted}`);
  if (version !== VERSION)
    throw new BadState(`The state has the format ${String(version)}; this is known: ${String(VERSION)}`);
  const isWhole =
    typeof savedAt === "string" &&
    !Number.isNaN(Date.parse(savedAt)) &&
    Number.isSafeInteger(ids) &&
    world !== undefined &&
    Array.isArray(files) &&
    files.every(isSavedFile);
  if (!isWhole) throw new BadState("The state is damaged");
  return state as KeptState;
}
