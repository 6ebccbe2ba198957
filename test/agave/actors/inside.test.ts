import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  actorClient,
  readBinaryMessage,
  reservedActorVariables,
  updateActorState,
} from "../../../src/agave/index.ts";
import { openPlatform } from "../support/platform.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "footbridge-actor-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function pipe(): string {
  const path = join(folder(), "_abaco_binary_data");
  execFileSync("mkfifo", [path]);
  return path;
}

/** A clock whose waits take no time; each tells that it was begun. */
function steps(onSleep: () => void = () => undefined): {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
} {
  let now = 0;
  return {
    now: () => now,
    sleep: (ms, signal) => {
      now += ms;
      onSleep();
      return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve();
    },
  };
}

describe("an actor's own program", () => {
  test("acts with the token that the platform gave it, and keeps its state, over a socket", async () => {
    const { agave, emulator } = openPlatform();
    const { id } = await agave.actors.create({ name: "counter", image: "counter:1", stateless: false });
    const { accessToken } = await agave.refresh();
    const listening = await emulator.listen();
    const environment = {
      _abaco_access_token: accessToken,
      _abaco_api_server: `${listening.url}/`,
      _abaco_actor_id: id,
    };
    const inside = await actorClient({}, environment);
    await expect(inside.profiles.me()).resolves.toMatchObject({ username: "ann" });
    await updateActorState({ runs: 1 }, {}, environment);
    await expect(agave.actors.getState(id)).resolves.toMatchObject({ state: { runs: 1 } });
  });

  test("restores a session where the platform gave it no token", async () => {
    const { agave, emulator } = openPlatform();
    const { accessToken } = await agave.refresh();
    const environment = { TAPIS_BASE_URL: emulator.url, TAPIS_TOKEN: accessToken };
    const inside = await actorClient({ fetch: emulator.fetch, cacheDir: folder() }, environment);
    await expect(inside.profiles.me()).resolves.toMatchObject({ username: "ann" });
    await expect(actorClient({ cacheDir: folder() }, {})).rejects.toMatchObject({ code: "AUTHENTICATION" });
  });

  test("sends its token to no other server than the one that it was given with", async () => {
    await expect(actorClient({}, { _abaco_access_token: "t0ken" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  test("is told that it is no actor", async () => {
    await expect(updateActorState({ runs: 1 }, {}, {})).rejects.toThrow(/_abaco_actor_id is not set/u);
  });

  test("knows the names that are taken", () => {
    expect(reservedActorVariables).toContain("_abaco_Content-Type");
    expect(Object.isFrozen(reservedActorVariables)).toBe(true);
  });
});

describe("bytes through the named pipe", () => {
  test("are read to their end, more than a pipe holds", async () => {
    const path = pipe();
    const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
    const reading = readBinaryMessage({ path, waitMs: 30_000, quietMs: 30_000 });
    const writer = await open(path, "w");
    await writer.writeFile(bytes);
    await writer.close();
    expect(Buffer.compare(await reading, bytes)).toBe(0);
  });

  test("are read in pieces while the writer keeps the pipe open, until it is silent", async () => {
    const path = pipe();
    const writer = openSync(path, constants.O_RDWR);
    onTestFinished(() => closeSync(writer));
    const pieces = ["one ", "two ", "three"];
    const clock = steps(() => {
      const piece = pieces.shift();
      if (piece !== undefined) writeSync(writer, piece);
    });
    const bytes = await readBinaryMessage({ path, clock });
    expect(new TextDecoder().decode(bytes)).toBe("one two three");
    expect(clock.now()).toBeLessThan(300);
  });

  test("are none where nobody writes", async () => {
    const clock = steps();
    await expect(readBinaryMessage({ path: pipe(), clock })).resolves.toHaveLength(0);
    expect(clock.now()).toBe(1000);
  });

  test("are none where there is no pipe, and what a file holds where one stands for it", async () => {
    const path = join(folder(), "bytes");
    await expect(readBinaryMessage({ path })).resolves.toHaveLength(0);
    writeFileSync(path, "abc");
    await expect(readBinaryMessage({ path })).resolves.toEqual(new Uint8Array([97, 98, 99]));
    await expect(readBinaryMessage({ path: tmpdir() })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("are waited for no longer than the caller wants", async () => {
    const controller = new AbortController();
    const clock = steps(() => controller.abort(Object.assign(new Error("enough"), { code: "ENOENT" })));
    const { signal } = controller;
    await expect(readBinaryMessage({ path: pipe(), clock, signal })).rejects.toThrow("enough");
  });
});
