import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Agave } from "../../../src/agave/index.ts";
import { openPlatform } from "../support/platform.ts";

async function cacheFolder(files: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "agave-cache-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return folder;
}

const json = async (folder: string, name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, name), "utf8"));

const context = (more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  tenantid: "tacc.prod",
  baseurl: "http://127.0.0.1:4030",
  devurl: "",
  username: "ann",
  apikey: "ann-key",
  apisecret: "ann-secret",
  access_token: "",
  refresh_token: "",
  created_at: "",
  expires_in: "",
  expires_at: "",
  ...more,
});

/** A session with tokens that have ended, so that the first call renews them. */
async function ended(): Promise<{
  readonly platform: ReturnType<typeof openPlatform>;
  readonly tokens: Readonly<Record<string, unknown>>;
}> {
  const platform = openPlatform();
  await platform.agave.profiles.me();
  const { accessToken, refreshToken, createdAt } = platform.agave.tokens ?? {};
  platform.emulator.clock.advance(15_000_000);
  return {
    platform,
    tokens: {
      access_token: accessToken,
      refresh_token: refreshToken,
      created_at: String(createdAt),
      expires_in: 14400,
      expires_at: "Tue Oct 16 20:48:36 UTC 2018",
    },
  };
}

describe("sessions on disk", () => {
  test("of all three older tools are restored, renewed and written back, with every member they do not know", async () => {
    const shapes: Readonly<
      Record<string, (ctx: Readonly<Record<string, unknown>>) => Record<string, unknown>>
    > = {
      "agave-cli": (ctx) => ({ current: { ...ctx, expires_in: "14400", odd: [1] } }),
      "with a byte order mark": (ctx) => ({ current: `\uFEFF${JSON.stringify(ctx)}` }),
      "an array": (ctx) => ({ current: [ctx, context({ apikey: "other" })] }),
      "AgavePy 0.9": (ctx) => ({
        "config.json": {
          current: { laptop: ctx },
          sessions: { sd2e: { bob: { x: context({ username: "bob" }) } } },
          kept: 1,
        },
      }),
      "AgavePy 1.0": (ctx) => ({
        "config.json": {
          sessions: {
            "tacc.prod": {
              ann: {
                "ann-key": {
                  ...ctx,
                  use_nonce: false,
                  verify: true,
                  proxies: {},
                  created_at: Number(ctx["created_at"]),
                },
              },
            },
          },
        },
      }),
      "bash before sessions": (ctx) => ({ "current#tacc.prod#ann": ctx }),
    };
    for (const [writer, filesOf] of Object.entries(shapes)) {
      const { platform, tokens } = await ended();
      const { fetch, clock } = platform.emulator;
      const files = filesOf(context(tokens));
      const cacheDir = await cacheFolder(files);
      const agave = await Agave.restore({ cacheDir, fetch, clock }, {});
      await agave.profiles.me();
      const [name = ""] = Object.keys(files);
      const text = await readFile(join(cacheDir, name), "utf8");
      expect(text, writer).toContain(agave.tokens?.accessToken);
      expect(text, writer).not.toContain(String(tokens["access_token"]));
      const again = await Agave.restore({ cacheDir, fetch, clock }, {});
      await again.profiles.me();
      expect(again.tokens?.accessToken, writer).toBe(agave.tokens?.accessToken);
      expect((await stat(join(cacheDir, name))).mode & 0o777, writer).toBe(0o600);
    }
  });

  test("keep what other programs put into them", async () => {
    const { platform, tokens } = await ended();
    const { fetch, clock } = platform.emulator;
    const bob = context({ username: "bob", apikey: "bob-key" });
    const cacheDir = await cacheFolder({
      "config.json": {
        current: { laptop: context({ ...tokens, extra: { deep: true } }) },
        sessions: { sd2e: { bob: { x: bob } } },
        unknown: [1],
      },
    });
    const agave = await Agave.restore({ cacheDir, fetch, clock }, {});
    await agave.profiles.me();
    await expect(json(cacheDir, "config.json")).resolves.toMatchObject({
      current: { laptop: { extra: { deep: true }, devurl: "", refresh_token: agave.tokens?.refreshToken } },
      sessions: { sd2e: { bob: { x: bob } } },
      unknown: [1],
    });
  });

  test("say what is odd about them to the log as well as to onWarning", async () => {
    const { emulator } = openPlatform();
    const cacheDir = await cacheFolder({ current: context({ verify: false }) });
    const lines: string[] = [];
    const warnings: string[] = [];
    const [quiet, warn] = [(): void => undefined, (line: string): void => void lines.push(line)];
    await Agave.restore(
      {
        cacheDir,
        fetch: emulator.fetch,
        logger: { debug: quiet, info: quiet, warn, error: quiet },
        onWarning: ({ message }) => void warnings.push(message),
      },
      {},
    );
    expect(warnings).toEqual([expect.stringContaining("asks for certificates not to be verified")]);
    expect(lines).toEqual([`TokensRequest: ${warnings[0]}`]);
  });

  test("two clients of one session renew it once: the second takes what the first has kept", async () => {
    const { platform, tokens } = await ended();
    const { fetch, clock } = platform.emulator;
    const cacheDir = await cacheFolder({ current: context(tokens) });
    const first = await Agave.restore({ cacheDir, fetch, clock }, {});
    const second = await Agave.restore({ cacheDir, fetch, clock }, {});
    const before = platform.count("POST", /^\/token$/u);
    await Promise.all([first.profiles.me(), second.profiles.me()]);
    expect(platform.count("POST", /^\/token$/u) - before).toBe(1);
    expect(second.tokens?.accessToken).toBe(first.tokens?.accessToken);
  });

  test("are saved as the older tools save them: the former current one goes to the others", async () => {
    const { emulator } = openPlatform();
    const cacheDir = await cacheFolder();
    const { url, fetch, clock } = emulator;
    const save = async (tenantId: string, username: string, clientName: string): Promise<void> => {
      const agave = new Agave({
        baseUrl: url,
        fetch,
        clock,
        tenantId,
        username,
        clientName,
        apiKey: "k",
        apiSecret: "s",
      });
      await agave.save({ cacheDir });
    };
    await save("sd2e", "user-1", "client-1");
    await save("tacc.prod", "user-2", "client-2");
    await save("sd2e", "user-3", "client-3");
    const config = (await json(cacheDir, "config.json")) as {
      readonly current: object;
      readonly sessions: Readonly<Record<string, Readonly<Record<string, object>>>>;
    };
    expect(Object.keys(config.current)).toEqual(["client-3"]);
    expect(Object.keys(config.sessions)).toEqual(["sd2e", "tacc.prod"]);
    expect(Object.keys(config.sessions["sd2e"]?.["user-1"] ?? {})).toEqual(["client-1"]);
    expect(Object.keys(config.sessions["tacc.prod"]?.["user-2"] ?? {})).toEqual(["client-2"]);
    await expect(json(cacheDir, "current")).resolves.toMatchObject({ username: "user-3", tenantid: "sd2e" });
    const found = await Agave.restore({ cacheDir, clientName: "client-1", fetch, clock }, {});
    expect(found.baseUrl).toBe(url);
  });

  test("the password is nowhere in them", async () => {
    const { agave, emulator } = openPlatform();
    await agave.profiles.me();
    const cacheDir = await cacheFolder();
    await agave.save({ cacheDir, clientName: "laptop" });
    for (const name of ["current", "config.json"])
      expect(await readFile(join(cacheDir, name), "utf8")).not.toContain(emulator.password);
  });

  test("what is wrong with a file is said with its place, and without what it holds", async () => {
    const broken = await cacheFolder({ "config.json": '{"current": {"secret": "abc' });
    await expect(Agave.restore({ cacheDir: broken }, {})).rejects.toThrow(
      /config\.json is not valid JSON\.$/u,
    );
    const odd = await cacheFolder({ "config.json": { sessions: "x" } });
    await expect(Agave.restore({ cacheDir: odd }, {})).rejects.toThrow(/sessions is not an object/u);
  });

  test("the environment is asked after them, and nothing at all is an error", async () => {
    const { emulator } = openPlatform();
    const { url, user, password, clientKey, clientSecret, fetch, clock } = emulator;
    const cacheDir = await cacheFolder();
    await expect(Agave.restore({ cacheDir, fetch, clock }, {})).rejects.toMatchObject({
      code: "AUTHENTICATION",
    });
    const agave = await Agave.restore(
      { cacheDir, fetch, clock },
      {
        TAPIS_BASE_URL: url,
        TAPIS_USERNAME: user,
        TAPIS_PASSWORD: password,
        TAPIS_API_KEY: clientKey,
        TAPIS_API_SECRET: clientSecret,
      },
    );
    await expect(agave.profiles.me()).resolves.toMatchObject({ username: user });
  });
});

describe("the sessions of the files", () => {
  const files = {
    current: context({ access_token: "aa", client_name: "laptop" }),
    "config.json": {
      current: { laptop: context({ access_token: "aa", client_name: "laptop" }) },
      sessions: {
        sd2e: { bob: { k: context({ tenantid: "sd2e", username: "bob", apikey: "k", access_token: "bb" }) } },
        "tacc.prod": { ann: { empty: context({ apikey: "", apisecret: "" }) } },
      },
    },
    "current#iplantc.org#eve": context({
      tenantid: "iplantc.org",
      username: "eve",
      apikey: "e",
      access_token: "ee",
    }),
  };

  test("are listed once each, the current one first, without secrets", async () => {
    const cacheDir = await cacheFolder(files);
    const sessions = await Agave.sessions({ cacheDir }, {});
    expect(sessions.map(({ tenantId, username, clientName }) => [tenantId, username, clientName])).toEqual([
      ["tacc.prod", "ann", "laptop"],
      ["sd2e", "bob", undefined],
      ["iplantc.org", "eve", undefined],
    ]);
    expect(JSON.stringify(sessions)).not.toMatch(/ann-secret|"aa"|"bb"|"ee"/u);
    expect(await Agave.sessions({}, { AGAVE_CACHE_DIR: cacheDir })).toEqual(sessions);
    expect(await Agave.sessions({ cacheDir: await cacheFolder() }, {})).toEqual([]);
  });

  test("can be restored, and made the current one", async () => {
    const cacheDir = await cacheFolder(files);
    const bob = (await Agave.sessions({ cacheDir }, {})).find(({ username }) => username === "bob");
    const agave = await Agave.restore({ ...bob, cacheDir }, {});
    expect(agave.tokens?.accessToken).toBe("bb");
    await agave.save({ cacheDir, clientName: "k" });
    expect((await Agave.sessions({ cacheDir }, {})).map(({ username }) => username)).toEqual([
      "bob",
      "ann",
      "eve",
    ]);
  });
});
