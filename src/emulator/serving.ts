import type { Controlled } from "./control/controlled.ts";
import { inProcessFetch, type Fetch, type Handler } from "./in-process.ts";
import type { Listening, ListenOptions } from "./listen.ts";
import type { Msw, MswHandler } from "./msw/load.ts";
import { mswHandlers } from "./msw/handlers.ts";

/** The three ways in which every emulated platform is served. */
export interface Serving {
  /** Reaches the emulator without a socket; takes and gives what the global `fetch` does. */
  readonly fetch: Fetch;
  /**
   * Makes msw request handlers that answer everything below the emulator's `url`.
   *
   * @param msw - the module `msw`, which programs that are bundled for a page hand in; elsewhere it is loaded
   * @throws Error when msw is not installed: it is an optional peer dependency.
   */
  handlers(msw?: Msw): Promise<readonly MswHandler[]>;
  /**
   * Listens on a socket. From then on the emulator's URLs are those that are served.
   *
   * @remarks Web pages of other origins and requests for other hosts are refused unless the options name them.
   * @throws the system's error when the port cannot be had.
   */
  listen(options?: ListenOptions): Promise<Listening>;
}

/** What is served. */
export interface Servable {
  /** The base URLs for which it answers in this process. */
  readonly urls: readonly string[];
  readonly handle: Handler;
  /** What other processes can steer. */
  readonly control: Controlled;
  /** Other origins that lead to the same place as one that is served. @defaultValue none */
  readonly aliasesOf?: (origin: string) => readonly string[];
}

/** The doors of what is served, and what their owner needs of them. */
export interface Served extends Serving {
  /** Where the last socket that still listens is; undefined without one. */
  servedUrl(): string | undefined;
  stopListening(): Promise<void>;
}

/** Serves a handler in the three ways. */
export function serve({ urls, handle, control, aliasesOf = () => [] }: Servable): Served {
  const listeners = new Set<Listening>();
  const answered = (): readonly string[] => [
    ...urls,
    ...[...listeners].flatMap(({ url }) => [url, ...aliasesOf(url)]),
  ];
  return {
    fetch: inProcessFetch(answered, handle),
    handlers: (msw) => mswHandlers({ baseUrls: answered(), handle }, msw),
    listen: async (options) => {
      const { listen } = await import("./listen.ts");
      const hosts = urls.map((url) => new URL(url).hostname);
      const listening = await listen({ handle, control, hosts }, options);
      const one: Listening = {
        ...listening,
        close: () => {
          listeners.delete(one);
          return listening.close();
        },
      };
      listeners.add(one);
      return one;
    },
    servedUrl: () => [...listeners].at(-1)?.url,
    stopListening: async () => {
      await Promise.all([...listeners].map((listening) => listening.close()));
    },
  };
}
