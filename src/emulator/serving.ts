import type { RequestHandler } from "msw";
import { inProcessFetch, type Fetch, type Handler } from "./in-process.ts";
import type { Listening, ListenOptions } from "./listen.ts";
import { mswHandlers } from "./msw-handlers.ts";

/** The three ways in which every emulated platform is served. */
export interface Serving {
  /** Reaches the emulator without a socket; takes and gives what the global `fetch` does. */
  readonly fetch: Fetch;
  /**
   * Makes msw request handlers that answer everything below the emulator's `url`.
   *
   * @throws Error when msw is not installed: it is an optional peer dependency.
   */
  handlers(): Promise<readonly RequestHandler[]>;
  /**
   * Listens on a socket. Unless the options said how time passes, the clock is the machine's from now on.
   *
   * @throws the system's error when the port cannot be had.
   */
  listen(options?: ListenOptions): Promise<Listening>;
}

/**
 * Serves a handler in the three ways.
 *
 * @param urls - the base URLs that it answers for
 * @param onListen - called when other programs can be there
 */
export function serve(
  urls: readonly string[],
  handle: Handler,
  onListen: () => void,
): Serving & { readonly stopListening: () => Promise<void> } {
  const listeners = new Set<Listening>();
  return {
    fetch: inProcessFetch(urls, handle),
    handlers: () => mswHandlers(urls, handle),
    listen: async (options) => {
      const { listen } = await import("./listen.ts");
      const listening = await listen(handle, options);
      listeners.add(listening);
      onListen();
      return listening;
    },
    stopListening: async () => {
      await Promise.all([...listeners].map((listening) => listening.close()));
      listeners.clear();
    },
  };
}
