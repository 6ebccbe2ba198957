import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  actorClient,
  readBinaryMessage,
  reservedActorVariables,
  sendActorResult,
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

/** A receiver that is none of ours: Python's, which prints the datagrams it gets as hexadecimal lines. */
async function receiver(
  count: number,
): Promise<{ readonly path: string; readonly lines: () => Promise<readonly string[]> }> {
  const path = join(folder(), "results.sock");
  const program = `import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("ready", flush=True)
for _ in range(int(sys.argv[2])): print("=" + s.recv(1 << 20).hex(), flush=True)`;
  const child = spawn("python3", ["-c", program, path, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const closed = once(child, "close");
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  await once(child.stdout, "data");
  return {
    path,
    lines: async () => {
      await closed;
      return text.split("\n").filter((line) => line.startsWith("="));
    },
  };
}

describe("results", () => {
  test("are datagrams, each whole, whatever bytes they hold", async () => {
    const { path, lines } = await receiver(4);
    const bytes = new Uint8Array(100_000).map((_, index) => index % 256);
    await sendActorResult(bytes, { path });
    await sendActorResult("grün\n", { path });
    await sendActorResult("", { path });
    await sendActorResult(JSON.stringify({ words: 42 }), { path });
    const sent = [bytes, "grün\n", "", '{"words":42}'];
    expect(await lines()).toEqual(sent.map((result) => `=${Buffer.from(result as string).toString("hex")}`));
  });

  test("that nobody takes are told", async () => {
    const path = join(folder(), "none.sock");
    await expect(sendActorResult("x", { path })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("No such file or directory") as string,
    });
    const { path: real } = await receiver(1);
    await expect(sendActorResult(new Uint8Array(9_000_000), { path: real })).rejects.toThrow(/too long/u);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(sendActorResult("x", { path: real, signal })).rejects.toThrow("enough");
  });

  test("are sent by Python where there is no Perl, and by nobody where there is neither", async () => {
    const { path, lines } = await receiver(1);
    const bin = folder();
    const asked = ["-c", "import sys; print(sys.executable)"];
    const python = execFileSync("python3", asked, { encoding: "utf8" }).trim();
    const { PATH } = process.env;
    onTestFinished(() => {
      process.env["PATH"] = PATH;
    });
    process.env["PATH"] = bin;
    await expect(sendActorResult("x", { path })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      hint: "Install perl or python3 in the image.",
    });
    writeFileSync(join(bin, "python3"), `#!/bin/sh\nexec ${python} "$@"\n`, { mode: 0o755 });
    await sendActorResult("by python", { path });
    expect(await lines()).toEqual([`=${Buffer.from("by python").toString("hex")}`]);
  });
});
