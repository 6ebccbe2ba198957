import { InvalidInputError, ProtocolError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";

/** The most that the services answer at once; more is cut without a word. */
const PAGE_SIZE = 250;

/** Options of every listing. */
export interface ListingOptions extends CallOptions {
  /** How many records one request asks for: a whole number from 1 to 250. @defaultValue 250 */
  readonly pageSize?: number;
  /** How many records to pass over. @defaultValue 0 */
  readonly offset?: number;
}

/** Which page to read. */
export interface PageRequest {
  readonly limit: number;
  readonly offset: number;
}

/** How the pages of a listing are read. */
export interface PageSource<Item> {
  /** Reads one page. */
  readonly read: (page: PageRequest, options: CallOptions) => Promise<readonly Item[]>;
  /** What tells one record from another, e.g. its id. */
  readonly mark: (item: Item) => string;
  /** Whether a record is an entry: the `.` row of a folder counts as a record, and is none. Default: all are. */
  readonly isEntry?: (item: Item) => boolean;
  /** How many records a page may lack although there are more: some are passed over, and count all the same. Default: none. */
  readonly mayLack?: number;
}

/**
 * Records that are read a page at a time, as they are asked for; it can be walked through any number of times.
 *
 * @remarks The services count records and know no marks: where others change what is listed meanwhile, a record that goes can
 * hide one behind it, and one that comes can show one twice.
 * @example
 * ```ts
 * for await (const job of agave.jobs.list()) console.log(job.id, job.status);
 * const ten = await agave.jobs.list().first(10);
 * ```
 */
export class Listing<Item> implements AsyncIterable<Item> {
  readonly #source: PageSource<Item>;
  readonly #options: ListingOptions;

  /** @throws {@link InvalidInputError} when page size or offset are no such numbers. */
  constructor(source: PageSource<Item>, options: ListingOptions) {
    const { pageSize = PAGE_SIZE, offset = 0 } = options;
    if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > PAGE_SIZE)
      throw new InvalidInputError(`pageSize must be a whole number from 1 to ${PAGE_SIZE}, not ${pageSize}.`);
    if (!Number.isSafeInteger(offset) || offset < 0)
      throw new InvalidInputError(`offset must be a whole number from 0, not ${offset}.`);
    this.#source = source;
    this.#options = options;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page;
  }

  /**
   * The pages, one request each.
   *
   * @throws {@link ProtocolError} when a page repeats the one before: the service does not heed the offset.
   */
  async *pages(): AsyncGenerator<readonly Item[], void, undefined> {
    const { pageSize = PAGE_SIZE, offset: start = 0, ...options } = this.#options;
    yield* this.#pagesOf(pageSize, start, options);
  }

  async *#pagesOf(
    limit: number,
    start: number,
    options: CallOptions,
  ): AsyncGenerator<readonly Item[], void, undefined> {
    const { read, mark, isEntry = () => true, mayLack = 0 } = this.#source;
    let before: string | undefined;
    for (let offset = start; ; offset += limit) {
      const records = await read({ limit, offset }, options);
      const marks = records.length === 0 ? undefined : JSON.stringify(records.map(mark));
      if (marks !== undefined && marks === before)
        throw new ProtocolError("The listing goes in a circle: a page is the same as the one before it.", {
          platform: "agave",
        });
      before = marks;
      const entries = records.filter(isEntry);
      if (entries.length > 0) yield entries;
      // There is no total and no link to a next page. More than was asked for: the service knows no pages.
      if (records.length === 0 || records.length > limit || records.length < limit - mayLack) return;
    }
  }

  /**
   * The first records as an array.
   *
   * @param limit - how many at most: a whole number from 1; `Infinity` for all of them, however much memory they take
   */
  async first(limit: number): Promise<readonly Item[]> {
    if (limit !== Infinity && (!Number.isInteger(limit) || limit < 1))
      throw new InvalidInputError(`A limit is a whole number from 1, or Infinity, not ${limit}.`);
    const { pageSize = PAGE_SIZE, offset: start = 0, ...options } = this.#options;
    const found: Item[] = [];
    for await (const page of this.#pagesOf(Math.min(limit, pageSize), start, options)) {
      for (const item of page.slice(0, limit - found.length)) found.push(item);
      if (found.length >= limit) break;
    }
    return found;
  }
}
