import { NothingThere, type Readings } from "./readings.ts";

/** How often is looked whether something has changed, by the machine's clock. */
const LOOK_MS = 150;

/** Looking may take this share of the time at most: of what is large is looked at less often. */
const SHARE = 0.1;

/** More at once would be a program that has lost count. */
const MOST_WATCHED = 12;

/**
 * Tells what some paths of the control API read, at first and whenever that changes, as Server-Sent Events: each has a path as `path`
 * and as `value` what reading it answers, or as `error` why there is none.
 *
 * @remarks Nobody is told what changes in an emulator, so it is looked at again and again; only as long as somebody watches, and
 * at the pace at which they read.
 * @throws RangeError when nothing is to be watched, or too much
 */
export function watch(readings: Readings, paths: readonly string[]): Response {
  if (paths.length === 0 || paths.length > MOST_WATCHED)
    throw new RangeError(`watch names what to watch, from 1 to ${String(MOST_WATCHED)} times`);
  const end = new AbortController();
  const told = new Map<string, string>();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (!end.signal.aborted) {
          const begun = performance.now();
          const news = await changes(readings, paths, told);
          if (end.signal.aborted) return;
          if (news !== "") return controller.enqueue(encoder.encode(news));
          await pause(Math.max(LOOK_MS, (performance.now() - begun) / SHARE), end.signal);
        }
      },
      cancel: () => end.abort(),
    },
    { highWaterMark: 0 },
  );
  const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" };
  return new Response(body, { headers });
}

/** The events that are due. */
async function changes(
  readings: Readings,
  paths: readonly string[],
  told: Map<string, string>,
): Promise<string> {
  let news = "";
  for (const path of paths) {
    const text = await read(readings, path);
    if (told.get(path) === text) continue;
    told.set(path, text);
    news += `data: ${text}\n\n`;
  }
  return news;
}

async function read(readings: Readings, path: string): Promise<string> {
  try {
    return JSON.stringify({ path, value: await readings.read(path) });
  } catch (error) {
    // It may come into being yet.
    if (error instanceof NothingThere || error instanceof RangeError)
      return JSON.stringify({ path, error: error.message });
    throw error;
  }
}

/** Waits, and keeps nobody's process from ending meanwhile. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms).unref();
    signal.addEventListener("abort", done, { once: true });
  });
}
