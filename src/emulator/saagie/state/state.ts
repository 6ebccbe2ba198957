import { seededIds } from "../../ids.ts";
import type { Services } from "../services.ts";
import { BadState, decode, encode, type JsonValue } from "../../state/encoding.ts";
import { isSavedFile, readFile, saveFile, type SavedFile } from "../../state/saved-file.ts";
import type { World } from "../world.ts";

const FORMAT = "footbridge-emulator-state";
const VERSION = 1;

/**
 * Everything that an emulated Saagie knows, as JSON: projects and all that is in them, people, groups and their
 * rights, the catalogue.
 *
 * @remarks It has passwords and secret variables as plain text: keep it as you keep those.
 */
export interface SavedState {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly platform: "saagie";
  /** The Saagie version that was emulated. A newer one takes the state up, as a platform that is upgraded does. */
  readonly platformVersion: string;
  /** The emulator's time when it was saved, in ISO 8601. */
  readonly savedAt: string;
  /** Where the sequence of identifiers goes on. */
  readonly ids: number;
  /** The stores by name; what JSON lacks is in objects with one member that begins with `$`. */
  readonly world: JsonValue;
  /** The files to which the stores refer by their place here. */
  readonly files: readonly SavedFile[];
}

/** Writes down what a platform knows at this moment; what happens to it meanwhile does not get in. */
export async function saveState({ world, clock, ids, platformVersion }: Services): Promise<SavedState> {
  const { value, files } = encode(world);
  const savedAt = new Date(clock.now()).toISOString();
  const head = { format: FORMAT, version: VERSION, platform: "saagie", platformVersion } as const;
  const state = { ...head, savedAt, ids: ids.state, world: value };
  return { ...state, files: await Promise.all(files.map(saveFile)) };
}

/** A state that was read and not yet put in place. */
export interface LoadedState {
  readonly services: Services;
  /** When it was saved, in milliseconds since 1970. */
  readonly savedAt: number;
}

/**
 * Reads a state into a platform that is as in the beginning, without changing that.
 *
 * @param fresh - the platform whose settings go on, and whose stores fill in for those that the state lacks
 * @throws BadState when it is none that this version of the emulator can have saved.
 */
export function readState(state: unknown, fresh: Services): LoadedState {
  const { savedAt, ids, world, files, platformVersion } = checkHead(state);
  // What a version has that an older one lacks could not be shown there.
  if (platformVersion > fresh.platformVersion) {
    throw new BadState(
      `The state is one of Saagie ${platformVersion}, and this emulator is Saagie ${fresh.platformVersion}: emulate ${platformVersion} or a newer one`,
    );
  }
  const value = decode({ value: world, files: files.map(readFile) });
  const at = Date.parse(savedAt);
  if (Number.isNaN(at) || !Number.isSafeInteger(ids)) throw new BadState("The state is damaged");
  return { savedAt: at, services: { ...fresh, ids: seededIds(ids), world: worldOf(value, fresh.world) } };
}

function checkHead(state: unknown): SavedState {
  if (typeof state !== "object" || state === null || !("format" in state) || state.format !== FORMAT)
    throw new BadState("This is not the state of an emulator");
  const { version, platform, platformVersion, savedAt, ids, world, files } = state as Partial<
    Record<string, unknown>
  >;
  if (platform !== "saagie") throw new BadState(`The state is one of ${String(platform)}, and not of Saagie`);
  if (version !== VERSION)
    throw new BadState(`The state has the format ${String(version)}; this is known: ${String(VERSION)}`);
  const isWhole =
    typeof platformVersion === "string" &&
    typeof savedAt === "string" &&
    typeof ids === "number" &&
    world !== undefined &&
    Array.isArray(files);
  if (!isWhole || !files.every(isSavedFile)) throw new BadState("The state is damaged");
  return state as SavedState;
}

/** Takes the stores of a state, but for the tokens in older ones. A store that came into being later is as in the beginning. */
function worldOf(value: unknown, fresh: World): World {
  if (typeof value !== "object" || value === null) throw new BadState("The state is damaged");
  const kinds = new Map(Object.entries(fresh).map(([name, store]) => [name, kindOf(store)]));
  const { tokens: _, ...stores }: { readonly tokens?: unknown } = value;
  for (const [name, store] of Object.entries(stores)) {
    const kind = kinds.get(name);
    if (kind === undefined) throw new BadState(`The state has ${name}, which is not known`);
    if (kindOf(store) !== kind) throw new BadState(`The state has no ${kind} for ${name}`);
    if (store instanceof Map && ![...store.values()].every(isObject))
      throw new BadState(`The state has something in ${name} that is not an object`);
  }
  return { ...fresh, ...stores };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function kindOf(store: unknown): string {
  if (Array.isArray(store)) return "list";
  return store instanceof Map ? "map" : typeof store;
}
