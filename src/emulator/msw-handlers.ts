import type * as msw from "msw";
import { BodyTorn, ConnectionBroken, tornResponse } from "./connection.ts";
import type { Handler } from "./in-process.ts";

/**
 * Makes msw request handlers that answer everything below some base URLs.
 *
 * @remarks msw is loaded only here, so programs that do not use it need not have it. A broken connection
 * becomes msw's network error, of which a client sees less than of a real one.
 * @throws Error when msw is not installed
 */
export async function mswHandlers(
  baseUrls: readonly string[],
  handle: Handler,
): Promise<readonly msw.RequestHandler[]> {
  const { http, HttpResponse } = await loadMsw();
  return baseUrls.map((baseUrl) =>
    http.all(`${baseUrl}/*`, async ({ request }) => {
      try {
        return await handle(request);
      } catch (error) {
        if (error instanceof BodyTorn) return tornResponse(error);
        if (error instanceof ConnectionBroken) return HttpResponse.error();
        throw error;
      }
    }),
  );
}

async function loadMsw(): Promise<typeof msw> {
  try {
    return await import("msw");
  } catch (cause) {
    throw new Error(
      "handlers() makes request handlers of msw, which cannot be loaded: install it with `npm install -D msw`, or use the emulator's fetch or listen() instead.",
      { cause },
    );
  }
}
