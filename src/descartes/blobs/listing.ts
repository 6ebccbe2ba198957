import { InvalidInputError, ProtocolError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { StorageType } from "../../../generated/descartes/storage.ts";
import { blobsOperations } from "../../../generated/descartes/methods.ts";
import type { DescartesContext } from "../context.ts";

/** Which keys to list. */
export interface ListOptions extends CallOptions {
  /** What the blobs are for. @defaultValue "data" */
  readonly type?: StorageType;
  /** What the keys begin with: any text, not only whole segments. @defaultValue all keys */
  readonly prefix?: string;
}

/** Which page of keys to read. */
export interface ListPageOptions extends ListOptions {
  /** What the page before named as its `next`. @defaultValue the first page */
  readonly next?: string;
}

/** One page of keys: 1000 at most. */
export interface KeyPage {
  readonly keys: readonly string[];
  /** Names the page after this one; `undefined` on the last. */
  readonly next: string | undefined;
}

/** Reads one page of keys. */
export async function readKeyPage(
  { call }: DescartesContext,
  { type, prefix, next, ...options }: ListPageOptions,
): Promise<KeyPage> {
  const page = await call(blobsOperations.list, { type, prefix, next }, options);
  // Nothing stored is answered with 404 in places, and an empty name leads nowhere. Where the service does not heed the
  // prefix, it still holds: somebody may delete what is listed.
  const keys = (page.keys ?? []).filter((key) => key.startsWith(prefix ?? ""));
  return { keys, next: page.next || undefined };
}

/**
 * The keys of one type, read a page at a time as they are asked for; it can be walked through any number of times.
 *
 * @example
 * ```ts
 * for await (const key of storage.iterList({ prefix: "maps/" })) console.log(key);
 * ```
 */
export class KeyListing implements AsyncIterable<string> {
  readonly #context: DescartesContext;
  readonly #options: ListOptions;

  constructor(context: DescartesContext, options: ListOptions) {
    this.#context = context;
    this.#options = options;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    for await (const { keys } of this.pages()) yield* keys;
  }

  /**
   * The pages, one request each.
   *
   * @throws {@link ProtocolError} when the service leads in a circle.
   */
  async *pages(): AsyncGenerator<KeyPage, void, undefined> {
    const seen = new Set<string>();
    let next: string | undefined;
    do {
      const page: KeyPage = await readKeyPage(this.#context, {
        ...this.#options,
        ...(next === undefined ? {} : { next }),
      });
      yield page;
      next = page.next;
      if (next !== undefined && seen.has(next)) {
        throw new ProtocolError("The listing leads in a circle: a page names one that was there before.", {
          operation: "BlobsList",
        });
      }
      if (next !== undefined) seen.add(next);
    } while (next !== undefined);
  }

  /**
   * The first keys as an array.
   *
   * @param limit - how many at most: a whole number from 1; `Infinity` for all of them, however much memory they take
   */
  async first(limit: number): Promise<readonly string[]> {
    if (limit !== Infinity && (!Number.isInteger(limit) || limit < 1)) {
      throw new InvalidInputError(`A limit is a whole number from 1, or Infinity, not ${limit}.`);
    }
    const found: string[] = [];
    for await (const { keys } of this.pages()) {
      for (const key of keys.slice(0, limit - found.length)) found.push(key);
      if (found.length >= limit) break;
    }
    return found;
  }
}
