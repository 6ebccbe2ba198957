import { expect, onTestFinished, test, vi } from "vitest";
import { followRequests } from "../../src/cli/serve/follow-requests.ts";
import { emulateSaagie } from "../../src/emulator/index.ts";
import { testIo } from "./test-io.ts";

/** So many requests an emulator remembers. */
const REMEMBERED = 100_000;

test("requests are shown from now on, once each, also when the log has let go of earlier ones", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const emulator = emulateSaagie();
  const io = testIo();
  const ask = (path: string): Promise<Response> => emulator.fetch(`${emulator.url}/${path}`, {});
  const shown = (): readonly string[] =>
    [...io.stdout.text().matchAll(/GET \/(\S+)/g)].map(([, path = ""]) => path);

  await ask("before");
  const stop = followRequests(emulator, io);
  await ask("first");
  vi.advanceTimersByTime(100);
  expect(shown()).toEqual(["first"]);
  for (let count = emulator.requests.length; count < REMEMBERED; count += 1) await ask("many");
  vi.advanceTimersByTime(100);
  const seen = shown().length;
  // "before" is remembered, too.
  expect(seen).toBe(REMEMBERED - 1);
  for (const path of ["a", "b", "c"]) await ask(path);
  expect(emulator.requests).toHaveLength(REMEMBERED);
  vi.advanceTimersByTime(100);
  expect(shown().slice(seen)).toEqual(["a", "b", "c"]);
  await ask("last");
  stop();
  expect(shown().slice(seen)).toEqual(["a", "b", "c", "last"]);
  await ask("unseen");
  vi.advanceTimersByTime(100);
  expect(shown().slice(seen)).toEqual(["a", "b", "c", "last"]);
});
