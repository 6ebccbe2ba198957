import { BodyTorn, ConnectionBroken, tornResponse } from "../connection.ts";
import type { Handler } from "../in-process.ts";
import { loadMsw, type Msw, type MswHandler } from "./load.ts";

/** What msw request handlers answer. */
export interface Answered {
  /** They answer everything below these. */
  readonly baseUrls: readonly string[];
  readonly handle: Handler;
}

/**
 * Makes msw request handlers that answer everything below some base URLs.
 *
 * @remarks msw is loaded only here, so programs that do not use it need not have it. A broken connection
 * becomes msw's network error, of which a client sees less than of a real one.
 * @throws Error when msw is neither given nor installed
 */
export async function mswHandlers(
  { baseUrls, handle }: Answered,
  given?: Msw,
): Promise<readonly MswHandler[]> {
  const { http, HttpResponse } = given ?? (await loadMsw());
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
