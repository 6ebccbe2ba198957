import { isFileName } from "../../../core/content/archive.ts";
import { foldCase, type Named } from "../../../core/lookup/lookup.ts";

// Room for the folders around it: Windows and some archivers stop at 260 characters for a whole path.
const LONGEST_BYTES = 120;
// What file systems refuse or Git does not take; invisible characters can hide such a name from the eye.
const REPLACED = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}]/gu;
const GIT_NAME = /^\.|^git~\d/iu;
const encoder = new TextEncoder();

/**
 * Folders named after the things in them, so that an export reads as the project does.
 *
 * @remarks What cannot be a folder as it is called, or would be that of another thing, has a digest of its whole name behind
 * it. The things told at construction get their folders in the order of their names: an export of the same things has
 * the same folders, in whichever order a platform answers them, and a copy of them has, too.
 */
export class FolderNames {
  readonly #byId = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(known: readonly (Named | null)[] = []) {
    const things = known.flatMap((thing) => thing ?? []);
    for (const thing of things.toSorted(byName)) this.of(thing);
  }

  /** The folder of a thing; the same whenever it is asked for. */
  of({ id, name }: Named): string {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const composed = name.normalize("NFC");
    const plain = isPlain(composed) ? [composed] : [];
    const bent = isPlain(composed) ? composed : bend(composed);
    const candidates = [...plain, `${bent}~${digest(name)}`, `${bent}~${id}`];
    const folder = candidates.find((candidate) => !this.#taken.has(foldCase(candidate))) ?? id;
    this.#taken.add(foldCase(folder));
    this.#byId.set(id, folder);
    return folder;
  }
}

function byName(a: Named, b: Named): number {
  if (a.name === b.name) return a.id < b.id ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

/** Eight hexadecimal digits that tell names apart (FNV-1a): nobody gains by two of the same. */
function digest(name: string): string {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function isPlain(name: string): boolean {
  const isShort = encoder.encode(name).byteLength <= LONGEST_BYTES;
  return isShort && isFileName(name) && !GIT_NAME.test(name) && name.search(REPLACED) === -1;
}

/** The part of a name that can stand at the beginning of a folder's. */
function bend(name: string): string {
  let bent = "";
  for (const character of name.replace(REPLACED, "_").replace(/^\./u, "_")) {
    if (encoder.encode(bent + character).byteLength > LONGEST_BYTES - 40) break;
    bent += character;
  }
  return bent;
}

/** A file name for any name; long ones may get the same, so that whoever uses it keeps the name, too. */
export function fileNameOf(name: string): string {
  const bytes = new TextEncoder().encode(foldCase(name)).slice(0, 80);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
