import type { Controlled } from "./controlled.ts";
import { shownFault } from "./fault-json.ts";
import type { RequestLogEntry } from "../request-log.ts";

/** How many entries of the log are shown unless a request says otherwise. */
const SHOWN_REQUESTS = 1000;

/** Something that is asked for and not there. */
export class NothingThere extends Error {
  override readonly name = "NothingThere";
}

/** What a path of the control API reads. */
type Reading = (query: URLSearchParams) => unknown;

/** What can be read of an emulator without changing it, by path: once, or again and again. */
export class Readings {
  readonly #control: Controlled;
  readonly #fixed: Readonly<Record<string, Reading>>;
  readonly #ids = new WeakMap<RequestLogEntry, number>();
  #count = 0;

  constructor(control: Controlled) {
    this.#control = control;
    this.#fixed = {
      "/health": () => ({ status: "ok", emulator: control.emulator, ...this.#clock() }),
      "/clock": () => this.#clock(),
      "/faults": () => ({ faults: control.faults.list().map(shownFault) }),
      "/requests": (query) => ({ requests: this.#requests(query) }),
      "/resources": () => this.#overview(),
    };
  }

  /**
   * Reads what a path names.
   *
   * @param path - below the control API, with its query
   * @throws NothingThere where nothing is; RangeError for a query that cannot be
   */
  async read(path: string): Promise<unknown> {
    const { pathname, searchParams } = new URL(path, "http://emulator.invalid");
    const fixed = Object.hasOwn(this.#fixed, pathname) ? this.#fixed[pathname] : undefined;
    if (fixed !== undefined) return fixed(searchParams);
    const [, root, kind = "", id, ...more] = pathname.split("/").map(decodeURIComponent);
    const { kinds } = await this.#control.inventory();
    const found = root === "resources" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (found === undefined || more.length > 0) throw new NothingThere(`There is no ${pathname}`);
    if (id === undefined) return found.list(searchParams);
    const one = found.find(id, searchParams);
    if (one === undefined) throw new NothingThere(`There is no ${kind} ${id}`);
    return one;
  }

  #clock(): object {
    const { clock } = this.#control;
    return { now: new Date(clock.now()).toISOString(), mode: clock.mode };
  }

  async #overview(): Promise<object> {
    const { facts, kinds } = await this.#control.inventory();
    return { emulator: this.#control.emulator, facts, kinds: Object.keys(kinds) };
  }

  #requests(query: URLSearchParams): readonly object[] {
    const limit = query.get("limit") ?? String(SHOWN_REQUESTS);
    if (!/^[1-9]\d*$/.test(limit)) throw new RangeError(`limit is how many requests to show, not ${limit}`);
    return this.#control.requests
      .slice(-Number(limit))
      .map((entry) => ({ id: this.#idOf(entry), ...entry, at: new Date(entry.at).toISOString() }));
  }

  /** By which one tells a request from others that look the same. */
  #idOf(entry: RequestLogEntry): number {
    const known = this.#ids.get(entry);
    if (known !== undefined) return known;
    this.#count += 1;
    this.#ids.set(entry, this.#count);
    return this.#count;
  }
}
