import { chmod, lstat, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failure } from "../../core/support/rejection.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { openService, type Service } from "../support/service.ts";

// Which of several tokens serves, and whose a kept one is.

const LOGIN = { client_id: "demo-client", client_secret: "demo-secret" };

async function fileWith(fields: object): Promise<string> {
  const path = join(await temporaryFolder(), "token_info.json");
  await writeFile(path, JSON.stringify(fields), { mode: 0o600 });
  return path;
}

/** A token of the service, which it takes, as somebody gets it who logs in now. */
async function tokenOf({ client, emulator }: Service): Promise<string> {
  let token = "";
  await client({
    fetch: (input, init) => {
      token = new Headers(init?.headers).get("authorization")?.slice(7) ?? token;
      return emulator.fetch(input, init);
    },
  }).exists("k");
  return token;
}

/** A token that says something of itself, and that no service has given. */
function foreignToken(claims: object): string {
  return `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.y`;
}

describe("one file for two log-ins", () => {
  test("never gives one user the token of the other", async () => {
    const { client, emulator, count } = openService();
    emulator.users.add({ sub: "other", clientId: "demo-client", refreshToken: "other-secret" });
    const tokenCache = join(await temporaryFolder(), "jwt.json");
    const mine = client({ tokenCache });
    const theirs = (): ReturnType<typeof client> => client({ tokenCache, refreshToken: "other-secret" });
    expect((await mine.claims()).sub).toBe("demo");
    expect((await theirs().claims()).sub).toBe("other");
    expect((await theirs().claims()).sub).toBe("other");
    expect((await client({ tokenCache }).claims()).sub).toBe("demo");
    expect(count("token")).toBe(3);
    expect(await readFile(tokenCache, "utf8")).not.toContain("secret");
  });
});

describe("a token that was refused", () => {
  test("is not handed out again, and hides no other", async () => {
    const service = openService();
    const { client, emulator, count } = service;
    const tokenCache = join(await temporaryFolder(), "jwt.json");
    const revoked = await tokenOf(service);
    emulator.clock.advance(1_000);
    const refusing = (): ReturnType<typeof client> =>
      client({
        token: revoked,
        clientId: emulator.clientId,
        refreshToken: emulator.refreshToken,
        tokenCache,
        fetch: (input, init) =>
          new Headers(init?.headers).get("authorization") === `Bearer ${revoked}`
            ? Promise.resolve(new Response("", { status: 401 }))
            : emulator.fetch(input, init),
      });
    const before = count("token");
    for (const storage of [refusing(), refusing(), refusing()]) expect(await storage.exists("k")).toBe(false);
    // One renewal for all three: the token that is kept ends later than the one that was given.
    expect(count("token") - before).toBe(1);
  });

  test("is not replaced by one that ends no later", async () => {
    const service = openService();
    const { client, emulator, count } = service;
    const kept = await tokenOf(service);
    const path = await fileWith({ ...LOGIN, jwt_token: kept });
    const before = count("token");
    const storage = client({ tokenFile: path });
    await storage.exists("k");
    emulator.faults.add({ match: { operation: "exists" }, status: 401 });
    await storage.exists("k");
    expect(count("token") - before).toBe(1);
  });
});

describe("of two tokens in a file", () => {
  test.each([
    ["JWT_TOKEN", "jwt_token"],
    ["jwt_token", "JWT_TOKEN"],
  ])(
    "the one that ends later serves: %s has ended, %s has not, and there is no log-in beside",
    async (ended, good) => {
      const service = openService();
      const token = await tokenOf(service);
      const before = service.count("token");
      const path = await fileWith({ [ended]: foreignToken({ exp: 1 }), [good]: token });
      expect(await service.client({ tokenFile: path }).exists("k")).toBe(false);
      expect(service.count("token")).toBe(before);
    },
  );
});

describe("a kept token", () => {
  test("with a stray line break is renewed", async () => {
    const service = openService();
    const path = await fileWith({ ...LOGIN, jwt_token: `${await tokenOf(service)}\n` });
    expect(await service.client({ tokenFile: path }).exists("k")).toBe(false);
  });

  test.each([
    ["this application alone, in a list", (id: string) => [id], true],
    ["this application and another", (id: string) => ["other", id], true],
    ["another application", () => "other", false],
    ["other applications", () => ["other", "third"], false],
  ])("for %s", async (_, audience, serves) => {
    const service = openService();
    const { client, emulator } = service;
    const real = await tokenOf(service);
    const exp = emulator.clock.now() / 1000 + 1800;
    const kept = foreignToken({ sub: "demo", aud: audience("demo-client"), exp });
    const path = await fileWith({ ...LOGIN, jwt_token: kept });
    const sent: (string | null)[] = [];
    const storage = client({
      tokenFile: path,
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        if (headers.has("authorization")) sent.push(headers.get("authorization"));
        headers.set("authorization", `Bearer ${real}`);
        return emulator.fetch(input, { ...init, headers });
      },
    });
    await storage.exists("k");
    expect(sent).toHaveLength(1);
    expect(sent[0] === `Bearer ${kept}`).toBe(serves);
  });
});

describe("a log-in file that is a link", () => {
  async function linked(mode: number): Promise<{ readonly link: string; readonly target: string }> {
    const folder = await temporaryFolder();
    const target = join(folder, "secrets", "real.json");
    await mkdir(join(folder, "secrets"));
    await writeFile(target, JSON.stringify(LOGIN));
    await chmod(target, mode);
    const link = join(folder, "token_info.json");
    await symlink(target, link);
    return { link, target };
  }

  test("to a file of this user's alone keeps the token there", async () => {
    const { client, count } = openService();
    const { link, target } = await linked(0o600);
    await client({ tokenFile: link }).exists("k");
    await client({ tokenFile: link }).exists("k");
    expect(count("token")).toBe(1);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await readFile(target, "utf8"))).toMatchObject({
      ...LOGIN,
      jwt_token: expect.any(String) as string,
    });
  });

  test("to a file that others can read does not, and says so", async () => {
    const { client } = openService();
    const { link, target } = await linked(0o644);
    const warnings: string[] = [];
    await client({ tokenFile: link, onWarning: ({ message }) => warnings.push(message) }).exists("k");
    expect(warnings).toEqual([expect.stringContaining("which others can read")]);
    expect(JSON.parse(await readFile(target, "utf8"))).toEqual(LOGIN);
  });
});

describe("a token that is given", () => {
  test.each([
    ["a line break behind it", (token: string) => `${token}\n`],
    ["the line break of Windows", (token: string) => `${token}\r\n`],
    ["a byte order mark", (token: string) => `\uFEFF${token}`],
    ["Bearer in front", (token: string) => `Bearer ${token}`],
    ["all of it", (token: string) => `\uFEFF bearer  ${token} \r\n`],
  ])("is taken with %s", async (_, paste) => {
    const service = openService();
    const token = await tokenOf(service);
    expect(await service.client({ token: paste(token) }).exists("k")).toBe(false);
    expect(await service.client({ token: async () => paste(token) }).exists("k")).toBe(false);
  });

  test.each(["Bearer", "two words", "ü"])(
    "and is not one is told in a sentence about it: %j",
    async (token) => {
      const { client } = openService();
      const refused = async (): Promise<unknown> => client({ token: async () => token }).exists("k");
      expect((await failure(refused())).message).toMatch(/^The token that was given is not valid\. /u);
      expect(() => client({ token })).toThrow("The token that was given is not valid.");
    },
  );
});
