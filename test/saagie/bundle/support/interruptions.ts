import type { Archive } from "../../../../src/archive/index.ts";
import type { Saagie } from "../../../../src/saagie/index.ts";
import type { TestPlatform } from "../../support/platform.ts";

/** What work is stopped with. */
export const STOPPED: Error = new Error("stopped by the test");

/** Where work is stopped: around one of its requests or writes, counted from 1. */
export interface Stop {
  readonly at: number;
  readonly when: "before" | "after";
}

/** A client whose work is stopped at one of its requests, before or after that has had its effect. */
export function stoppingClient(
  { client, emulator }: TestPlatform,
  controller: AbortController,
  { at, when }: Stop,
): Saagie {
  let count = 0;
  return client({
    fetch: async (input, init) => {
      count += 1;
      const isIt = count === at;
      if (isIt && when === "before") controller.abort(STOPPED);
      const answer = await emulator.fetch(input, init);
      // The request has had its effect, and nobody hears of it.
      if (isIt) controller.abort(STOPPED);
      return answer;
    },
  });
}

/** An archive in which one write comes to nothing, or is the last thing that happens: the process is gone. */
export function crashing(archive: Archive, { at, when }: Stop): Archive {
  let count = 0;
  return {
    location: archive.location,
    entries: (prefix) => archive.entries(prefix),
    entry: (path) => archive.entry(path),
    write: async (path, content) => {
      count += 1;
      if (count === at && when === "before") throw STOPPED;
      const written = await archive.write(path, content);
      if (count === at) throw STOPPED;
      return written;
    },
  };
}

/** A client of which every tenth request goes wrong, in one way or another. */
export function unluckyClient({ client, emulator }: TestPlatform, random: () => number): Saagie {
  const answer = (status: number): Response => new Response("", { status, headers: { "retry-after": "1" } });
  return client({
    fetch: async (input, init) => {
      if (random() >= 0.1) return emulator.fetch(input, init);
      const luck = Math.floor(random() * 5);
      if (luck === 0) throw new TypeError("fetch failed");
      if (luck === 1) return answer(429);
      if (luck === 2) return answer(503);
      const sent = await emulator.fetch(input, init);
      if (luck === 3) throw new TypeError("fetch failed");
      const body = await sent.arrayBuffer();
      return new Response(body.slice(0, Math.floor(body.byteLength / 2)), sent);
    },
  });
}
