import { describe, expect, test } from "vitest";
import { memoryArchive } from "../../src/archive/index.ts";
import { Agave, type AgaveTokens } from "../../src/agave/index.ts";
import { failure } from "../core/support/rejection.ts";
import { temporaryFolder } from "../saagie/support/temporary-folder.ts";
import { collect } from "./contract/collect.ts";
import { openPlatform, type TestPlatform } from "./contract/platform.ts";
import { job } from "./contract/things.ts";

// What users of the older tools complained about, over a socket.

function at({ emulator }: TestPlatform, path: string): string | undefined {
  const bytes = emulator.files.get({ system: "data", path });
  return bytes && new TextDecoder().decode(bytes);
}

describe("files", () => {
  test("an upload gets the name that it is given, not that of the file on disk", async () => {
    const platform = await openPlatform();
    await platform.agave.files.upload(new File(["x"], "local.txt"), "data/ann/up/remote name.txt");
    expect(at(platform, "/ann/up/remote name.txt")).toBe("x");
    expect(at(platform, "/ann/up/local.txt")).toBeUndefined();
  });

  test("recursive permissions after 502 are looked up, and never sent twice", async () => {
    const platform = await openPlatform();
    const { agave, emulator } = platform;
    emulator.files.put({ system: "data", path: "/ann/tree/a.txt" }, "a");
    const all = { username: "bob", permission: "READ", recursive: true } as const;
    const match = { operation: "files.updatePermissions" };
    // Refused before it had an effect: nobody can tell, and the look-up does not find it.
    emulator.faults.add({ match, status: 502 });
    expect(await failure(agave.files.setPermission("data/ann/tree", all))).toMatchObject({
      code: "OUTCOME_UNKNOWN",
    });
    // Done, but the answer was lost.
    emulator.faults.add({ match, reset: "after" });
    const asked = platform.watch();
    await agave.files.setPermission("data/ann/tree", all);
    expect(await platform.as("bob").files.getText("data/ann/tree/a.txt")).toBe("a");
    expect(asked.operations().filter((name) => name === match.operation)).toHaveLength(1);
  });

  test("an upload arrives whole while requests are logged", async () => {
    const platform = await openPlatform();
    const logged: unknown[] = [];
    const agave = platform.client({
      onRequest: (event) => {
        logged.push(event);
      },
    });
    const content = "0123456789".repeat(100_000);
    await agave.files.upload(new Blob([content]), "data/ann/large.bin");
    expect(at(platform, "/ann/large.bin")).toBe(content);
    expect(logged).not.toEqual([]);
    expect(JSON.stringify(logged)).not.toContain("0123456789012345");
  });

  test("an upload of a folder tells which files are missing", async () => {
    const { agave, emulator } = await openPlatform();
    const from = memoryArchive();
    for (const name of ["a.txt", "b.txt", "c.txt"]) await from.write(name, name);
    emulator.files.put({ system: "data", path: "/ann/to/b.txt/blocks" }, "a folder of this name");
    const error = await failure(agave.files.uploadFolder(from, "data/ann/to"));
    expect(error.message).toMatch(/1 of 3 files could not be transferred\. b\.txt: .*There is a folder/u);
    expect(emulator.files.get({ system: "data", path: "/ann/to/c.txt" })).toBeDefined();
  });

  test("a folder of 601 entries is walked whole", async () => {
    const { agave, emulator } = await openPlatform();
    for (let index = 0; index < 601; index += 1)
      emulator.files.put({ system: "data", path: `/ann/big/${index}.txt` }, "x");
    const names = (await collect(agave.files.walk("data/ann/big"))).map(({ relativePath }) => relativePath);
    expect(new Set(names).size).toBe(601);
    expect(names).toHaveLength(601);
  });
});

describe("sessions", () => {
  test("a program keeps tokens itself, and goes on with what it has kept", async () => {
    const platform = await openPlatform();
    const kept: AgaveTokens[] = [];
    const first = platform.client({
      onToken: (tokens) => {
        kept.push(tokens);
      },
    });
    await first.profiles.me();
    const [tokens] = kept;
    const { clientKey: apiKey, clientSecret: apiSecret, clock } = platform.emulator;
    const { accessToken: token = "", refreshToken = "" } = tokens ?? {};
    const second = new Agave({ baseUrl: platform.url, clock, token, refreshToken, apiKey, apiSecret });
    const asked = platform.watch();
    await second.profiles.me();
    expect(asked.tokens()).toBe(0);
    clock.advance(14_400_000);
    // The first call meets the end of the token, and renews it.
    await expect(second.profiles.me()).resolves.toMatchObject({ username: "ann" });
    expect(asked.tokens()).toBe(1);
  });

  test("a start with a session that serves renews nothing", async () => {
    const platform = await openPlatform();
    const cacheDir = await temporaryFolder();
    const { clock } = platform.emulator;
    const agave = await platform.loggedIn("ann", { tenantId: "tacc.prod" });
    await agave.save({ clientName: "laptop", cacheDir });
    const asked = platform.watch();
    for (let start = 0; start < 3; start += 1) {
      const restored = await Agave.restore({ cacheDir, clock }, {});
      await restored.profiles.me();
    }
    expect(asked.operations()).toEqual(["profiles.get", "profiles.get", "profiles.get"]);
  });

  test("calls with a nonce send no Authorization", async () => {
    const { agave, url } = await openPlatform();
    const { id } = await agave.actors.create({ name: "open", image: "example/echo:1" });
    await agave.actors.waitUntilReady(id);
    const { id: nonce } = await agave.actors.createNonce(id, { level: "READ" });
    const sent: Request[] = [];
    const stranger = new Agave({
      baseUrl: url,
      nonce,
      fetch: (input, init) => {
        sent.push(new Request(input, init));
        return fetch(input, init);
      },
    });
    await expect(stranger.actors.get(id)).resolves.toMatchObject({ id });
    expect(sent.map(({ headers }) => headers.has("authorization"))).toEqual([false]);
    expect(new URL(sent[0]?.url ?? "").searchParams.get("x-nonce")).toBe(nonce);
  });
});

describe("answers", () => {
  test("members that the platform has added reach the caller", async () => {
    const platform = await openPlatform();
    const agave = platform.client({
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (!response.url.includes("/systems/")) return response;
        const body = (await response.json()) as { readonly result: object };
        return Response.json({ ...body, result: { ...body.result, brandNew: { deep: [1] } } });
      },
    });
    expect(await agave.systems.raw.get("data")).toMatchObject({
      result: { id: "data", brandNew: { deep: [1] } },
    });
  });

  test("listings go on beyond a hundred", async () => {
    const { agave } = await openPlatform();
    await agave.meta.createMany(Array.from({ length: 301 }, (_, value) => ({ name: "many", value })));
    expect(await agave.meta.list({ query: { name: "many" } }).first(Infinity)).toHaveLength(301);
  });

  test("errors say what the platform says, however long, and in one line", async () => {
    const { agave } = await openPlatform();
    const { uuid: schemaId } = await agave.meta.createSchema({
      type: "object",
      required: ["alpha", "beta"],
      properties: { alpha: { type: "number" }, beta: { type: "number" } },
    });
    const error = await failure(agave.meta.create({ name: "odd", value: {}, schemaId }));
    expect(error).toMatchObject({ code: "REFUSED", status: 400, platform: "agave" });
    expect(error.message).toMatch(/Metadata value does not conform to schema\. .*alpha.*beta/u);
    expect(error.message).not.toContain("\n");
  });

  test("messages to an actor stay until it takes them", async () => {
    const { agave, emulator } = await openPlatform({ clock: "manual" });
    const seen: string[] = [];
    emulator.actors.set("slow", ({ message }) => {
      seen.push(message);
    });
    const { id } = await agave.actors.create({ name: "slow", image: "example/slow:1" });
    for (const message of ["one", "two", "three"]) await agave.actors.send(id, message);
    emulator.clock.advance(60_000);
    await emulator.settled();
    emulator.clock.advance(60_000);
    await emulator.settled();
    expect(seen.toSorted()).toEqual(["one", "three", "two"]);
  });

  test("what a job printed comes in one call", async () => {
    const { agave, emulator } = await openPlatform();
    emulator.jobs.script(job().appId, { outputs: { "words.out": "3 words", "words.err": "careful" } });
    const { id } = await agave.jobs.run(job(), { mark: false });
    expect([await agave.jobs.log(id), await agave.jobs.log(id, "err")]).toEqual(["3 words", "careful"]);
  });
});
