import type { VirtualClock } from "../clock.ts";
import type { Ids } from "../ids.ts";
import { Contents, type Content, type Draft } from "./blobs/contents.ts";
import type { DescartesUser, SettledOptions } from "./options.ts";

/** What blobs are for. */
export type StorageType = "data" | "tmp" | "result" | "logs" | "products" | "cache";

const TYPES: readonly string[] = [
  "data",
  "tmp",
  "result",
  "logs",
  "products",
  "cache",
] satisfies StorageType[];

/** Whether a path's first segment is a storage type. */
export function isStorageType(text: string): text is StorageType {
  return TYPES.includes(text);
}

/** Scratch blobs are kept this long. */
const TMP_MS = 7 * 24 * 3_600_000;

/** A blob as it was stored. */
export interface StoredBlob {
  readonly content: Content;
  /** Stands for this very content. */
  readonly tag: string;
  readonly expiresAt: number;
}

/** Whose blob, of which type, under which key. */
export interface BlobPlace {
  readonly sub: string;
  readonly type: StorageType;
  readonly key: string;
}

/** A URL for reading that was handed out. */
export interface SignedRead {
  readonly place: BlobPlace;
  readonly signature: string;
  readonly expiresAt: number;
}

/** An upload session that was handed out. */
export interface UploadSession {
  readonly place: BlobPlace;
  readonly signature: string;
  readonly expiresAt: number;
  readonly draft: Draft;
  isStored: boolean;
  /** Resolves when the request before has been answered, or has broken off. */
  turn: Promise<void>;
}

/** What the emulated service knows. */
export class World {
  readonly users: Map<string, DescartesUser> = new Map();
  readonly reads: Map<string, SignedRead> = new Map();
  readonly uploads: Map<string, UploadSession> = new Map();
  readonly contents: Contents = new Contents();
  readonly #blobs = new Map<string, Map<string, StoredBlob>>();
  readonly #clock: VirtualClock;
  readonly #ids: Ids;

  constructor({ user }: SettledOptions, clock: VirtualClock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
    this.users.set(user.sub, user);
  }

  /** The blobs of a user of one type, by key; those that have expired are gone. */
  blobsOf({ sub, type }: Omit<BlobPlace, "key">): Map<string, StoredBlob> {
    const shelf = `${type} ${sub}`;
    const blobs = this.#blobs.get(shelf) ?? new Map<string, StoredBlob>();
    this.#blobs.set(shelf, blobs);
    // Nothing else expires, and there may be many.
    if (type !== "tmp") return blobs;
    const now = this.#clock.now();
    for (const [key, { expiresAt, content }] of blobs) {
      if (expiresAt > now) continue;
      blobs.delete(key);
      void content.drop();
    }
    return blobs;
  }

  /** All blobs, of all users. */
  all(): readonly (BlobPlace & StoredBlob)[] {
    return [...this.#blobs].flatMap(([shelf, blobs]) => {
      const end = shelf.indexOf(" ");
      const [type, sub] = [shelf.slice(0, end), shelf.slice(end + 1)];
      return isStorageType(type) ? [...blobs].map(([key, blob]) => ({ type, sub, key, ...blob })) : [];
    });
  }

  /** Puts a blob in place as it was. */
  restore({ sub, type, key }: BlobPlace, blob: StoredBlob): void {
    this.blobsOf({ sub, type }).set(key, blob);
  }

  find(place: BlobPlace): StoredBlob | undefined {
    return this.blobsOf(place).get(place.key);
  }

  /** Stores a content; what had the key is replaced. */
  store(place: BlobPlace, content: Content): void {
    const blobs = this.blobsOf(place);
    void blobs.get(place.key)?.content.drop();
    const expiresAt = place.type === "tmp" ? this.#clock.now() + TMP_MS : Infinity;
    blobs.set(place.key, { content, tag: `"${this.#ids.hex()}"`, expiresAt });
  }

  /** @returns whether there was a blob */
  delete(place: BlobPlace): boolean {
    const blobs = this.blobsOf(place);
    void blobs.get(place.key)?.content.drop();
    return blobs.delete(place.key);
  }
}
