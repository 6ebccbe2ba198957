import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { emulateAgave, emulateDescartes } from "../../src/emulator/index.ts";
import { commandPlatform, PASSWORD } from "./project-platform.ts";
import { testIo, type TestIo, type TestIoOptions } from "./test-io.ts";

const { saagie, environment: ofPlatform } = commandPlatform();
const agave = emulateAgave();
const descartes = emulateDescartes();
const folder = mkdtempSync(join(tmpdir(), "footbridge-profiles-"));
const configuration = join(folder, "configuration");
const own = { FOOTBRIDGE_CONFIG_DIR: configuration };
const urls = { agave: "", descartes: "" };

beforeAll(async () => {
  urls.agave = (await agave.listen()).url;
  urls.descartes = (await descartes.listen()).url;
  await saagie.projects.ensure({ name: "Sales" });
});

afterAll(async () => {
  await Promise.all([agave.close(), descartes.close()]);
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly io: TestIo;
}

async function run(args: readonly string[], options: TestIoOptions = {}): Promise<Outcome> {
  const io = testIo({ environment: own, ...options });
  const code = await runCommandLine(args, io);
  return { code, io, out: io.stdout.text(), err: io.stderr.text() };
}

function address(): string {
  return ofPlatform["SAAGIE_URL"] ?? "";
}

/** All that lies in the configuration folder. */
function kept(): string {
  const files = readdirSync(configuration, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.map((file) => readFileSync(join(file.parentPath, file.name), "utf8")).join("\n");
}

describe("a log-in to Saagie", () => {
  test("keeps the token, never the password, for this user's eyes only", async () => {
    const args = ["login", address(), "--user", "ann", "--realm", "demo", "--password-stdin", "--json"];
    const { code, out, err } = await run(args, { input: `${PASSWORD}\n` });
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ profile: "saagie", platform: "saagie", user: "ann", number: 1 });
    expect(kept()).not.toContain(PASSWORD);
    expect(out + err).not.toContain(PASSWORD);
    const { token } = (
      JSON.parse(readFileSync(join(configuration, "profiles.json"), "utf8")) as {
        readonly profiles: { readonly saagie: { readonly token: string } };
      }
    ).profiles.saagie;
    expect(token.length).toBeGreaterThan(10);
    for (const shown of [
      await run(["profile", "show"]),
      await run(["profile", "list", "--json"]),
      await run(["whoami"]),
    ]) {
      expect(shown.code).toBe(0);
      expect(shown.out + shown.err).not.toContain(token);
    }
    expect(statSync(configuration).mode & 0o777).toBe(0o700);
    expect(statSync(join(configuration, "profiles.json")).mode & 0o777).toBe(0o600);
  });

  test("is what commands go by from then on", async () => {
    const { code, out } = await run(["project", "list", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ name: "Sales" }]);
  });

  test("asks a person, who does not see what is typed", async () => {
    const answers = { "User: ": "ann", "Password of ann: ": PASSWORD };
    const { code, err } = await run(["login", address(), "--realm", "demo", "--as", "asked"], { answers });
    expect(code, err).toBe(0);
    expect((await run(["whoami", "--profile", "asked"])).code).toBe(0);
    await run(["profile", "remove", "asked", "--yes"]);
  });

  test("takes a token of one's own, and refuses one that does not serve", async () => {
    const token = await saagie.token();
    const login = ["login", address(), "--realm", "demo", "--as", "by-token", "--token-stdin"];
    expect((await run(login, { input: `${token}\n` })).code).toBe(0);
    const wrong = await run(login, { input: "canary-token\n" });
    expect(wrong.code).toBe(3);
    expect(wrong.err).not.toContain("canary-token");
    await run(["profile", "remove", "by-token", "--yes"]);
  });

  test.each([
    ["a wrong password", ["--user", "ann", "--password-stdin"], "wrong", 3, /refuses these credentials/u],
    ["nobody to ask", ["--user", "ann"], "", 2, /give --password-stdin/u],
    ["no user", ["--password-stdin"], "x", 2, /Give --user/u],
    ["an empty password", ["--user", "ann", "--password-stdin"], "\n", 2, /is empty/u],
  ])("with %s is refused, and nothing is kept", async (_, options, input, code, why) => {
    const before = kept();
    const refused = await run(["login", address(), "--realm", "demo", "--as", "never", ...options], {
      input,
    });
    expect(refused).toMatchObject({ code, out: "" });
    expect(refused.err).toMatch(why);
    expect(kept()).toBe(before);
  });

  test.each([
    [["login"], /Log in where/u],
    [["login", "saagie"], /Give the address/u],
    [["login", "jira"], /"jira" is not a platform/u],
    [["login", "https://acme-workspace.example.io/"], /is not a Saagie URL/u],
    [
      ["login", "https://acme-workspace.example.io/projects/platform/1", "--as", "../evil"],
      /cannot be the name/u,
    ],
  ])("%s is refused before anybody is asked", async (args, why) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(why);
  });

  test("over plain http needs --insecure on another machine", async () => {
    const where = ["login", "http://acme-workspace.example.io/projects/platform/1", "--user", "a"];
    const { code, err } = await run([...where, "--password-stdin"], { input: "x" });
    expect(code).toBe(2);
    expect(err).toMatch(/http/u);
  });
});

describe("profiles", () => {
  test("the environment goes before the current one, and one that is named before both", async () => {
    const elsewhere = {
      ...own,
      SAAGIE_URL: "http://127.0.0.1:1/projects/platform/1",
      SAAGIE_REALM: "demo",
      SAAGIE_TOKEN: "x",
    };
    expect((await run(["project", "list"], { environment: elsewhere })).code).toBe(6);
    expect((await run(["project", "list", "--profile", "saagie"], { environment: elsewhere })).code).toBe(0);
    const named = { ...own, FOOTBRIDGE_PROFILE: "nobody" };
    expect((await run(["project", "list"], { environment: named })).code).toBe(4);
  });

  test("keep the project that names are looked for in", async () => {
    expect((await run(["job", "list"])).code).toBe(2);
    expect((await run(["profile", "use", "--project", "Sales"])).code).toBe(0);
    expect((await run(["job", "list"])).code).toBe(0);
    const other = { ...own, FOOTBRIDGE_PROJECT: "Nope" };
    expect((await run(["job", "list"], { environment: other })).code).toBe(4);
    expect((await run(["profile", "show", "--json"])).out).toContain('"project": "Sales"');
    expect((await run(["profile", "use", "--project", ""])).code).toBe(0);
    expect((await run(["job", "list"])).code).toBe(2);
  });

  test("of another platform are refused", async () => {
    const { code, err } = await run(["ds", "list", "--profile", "saagie"]);
    expect(code).toBe(2);
    expect(err).toContain('The profile "saagie" is for saagie, not for descartes.');
  });

  test("lie where the system says", async () => {
    const home = join(folder, "xdg");
    const environment = { FOOTBRIDGE_CONFIG_DIR: "", XDG_CONFIG_HOME: home };
    const args = ["login", address(), "--user", "ann", "--realm", "demo", "--password-stdin"];
    expect((await run(args, { environment, input: PASSWORD })).code).toBe(0);
    expect(existsSync(join(home, "footbridge", "profiles.json"))).toBe(true);
  });

  test("that are none are told without what they hold, and left alone", async () => {
    const place = join(folder, "broken");
    const environment = { FOOTBRIDGE_CONFIG_DIR: place };
    const args = ["login", address(), "--user", "ann", "--realm", "demo", "--password-stdin"];
    await run(args, { environment, input: PASSWORD });
    for (const text of [
      "canary{",
      "[]",
      '{"profiles":{"a":{"platform":"jira"}},"current":{}}',
      '{"profiles":{"canary":{"platform":"saagie"}},"current":{}}',
    ]) {
      writeFileSync(join(place, "profiles.json"), text);
      const told = await run(["profile", "list"], { environment });
      expect(told.code).toBe(1);
      expect(told.err).toMatch(/does not hold profiles of Footbridge/u);
      expect(told.err).not.toContain("canary");
      expect(readFileSync(join(place, "profiles.json"), "utf8")).toBe(text);
    }
  });

  test("are all there when many log in at once", async () => {
    const environment = { FOOTBRIDGE_CONFIG_DIR: join(folder, "many") };
    const names = Array.from({ length: 8 }, (_, at) => `at-once-${at}`);
    const codes = await Promise.all(
      names.map(async (name) => {
        const args = [
          "login",
          address(),
          "--user",
          "ann",
          "--realm",
          "demo",
          "--as",
          name,
          "--password-stdin",
        ];
        return (await run(args, { environment, input: PASSWORD })).code;
      }),
    );
    expect(new Set(codes)).toEqual(new Set([0]));
    const listed = await run(["profile", "list", "--quiet"], { environment });
    expect(listed.out.trim().split("\n").toSorted()).toEqual(names);
  });
});

describe("other platforms", () => {
  test("Descartes Labs: client id and secret, or what the log-in page hands out", async () => {
    const where = ["login", "descartes", `${urls.descartes}/storage/v1`, "--iam-url", urls.descartes];
    const byClient = [...where, "--client-id", descartes.clientId, "--secret-stdin"];
    const { code, err } = await run(byClient, { input: descartes.refreshToken });
    expect(code, err).toBe(0);
    expect((await run(["ds", "list"])).code).toBe(0);
    const page = JSON.stringify({ client_id: descartes.clientId, refresh_token: descartes.refreshToken });
    const pasted = Buffer.from(page).toString("base64url");
    expect((await run([...where, "--code-stdin"], { input: pasted })).code).toBe(0);
    expect((await run(["whoami", "descartes", "--json"])).out).toContain("namespace");
    const file = join(configuration, "descartes-descartes.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await run(["logout", "descartes"])).code).toBe(0);
    expect(existsSync(file)).toBe(false);
    expect((await run(["ds", "list"])).code).toBe(3);
  });

  test("Agave: an OAuth client of the command line's own, renewed at the next log-in", async () => {
    const where = ["login", "agave", urls.agave, "--user", agave.user, "--password-stdin"];
    for (const _ of [1, 2]) {
      const { code, err } = await run(where, { input: agave.password });
      expect(code, err).toBe(0);
    }
    expect(kept()).not.toContain(agave.password);
    expect((await run(["files", "list"])).code).toBe(0);
    agave.clock.advance(5 * 3600 * 1000);
    // The token has ended: it is renewed, and kept.
    expect((await run(["files", "list"])).code).toBe(0);
    expect((await run(["files", "list"])).code).toBe(0);
    expect((await run(["logout", "agave"])).code).toBe(0);
    expect(existsSync(join(configuration, "agave-agave"))).toBe(false);
  });

  test("a person chooses a tenant from the list", async () => {
    const environment = { ...own, TAPIS_TENANTS_URL: `${urls.agave}/tenants` };
    const answers = {
      "Tenant (id or number): ": "tacc.prod",
      "User: ": agave.user,
      "Password of ": agave.password,
    };
    const { code, err } = await run(["login", "agave"], { environment, answers });
    expect(code, err).toBe(0);
    expect(err).toContain("sd2e");
    await run(["logout", "agave"]);
  });
});

describe("doctor", () => {
  test("tells that all is well", async () => {
    const { code, out } = await run(["doctor", "--json"]);
    expect(code).toBe(0);
    expect((JSON.parse(out) as readonly { readonly check: string }[]).map(({ check }) => check)).toEqual([
      "address",
      "proxy",
      "certificate",
      "log-in",
      "version",
    ]);
  });

  test.each([
    ["an unknown host", "https://nobody-workspace.invalid/projects/platform/1", "address", 6],
    ["a closed port", "https://127.0.0.1:1/projects/platform/1", "proxy", 6],
  ])("ends at %s", async (_, url, wrong, code) => {
    const environment = { ...own, SAAGIE_URL: url, SAAGIE_REALM: "demo", SAAGIE_TOKEN: "x" };
    const told = await run(["doctor", "--json"], { environment });
    expect(told.code).toBe(code);
    const findings = JSON.parse(told.out) as readonly { readonly check: string; readonly ok?: boolean }[];
    expect(findings.find(({ ok }) => ok === false)?.check).toBe(wrong);
    expect(findings.at(-1)).toMatchObject({ told: "not tried" });
  });

  test("ends at what does not speak TLS, and at a log-in that is refused", async () => {
    const server = createServer((_, response) => response.end("no TLS here"));
    await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const tls = {
      ...own,
      SAAGIE_URL: `https://127.0.0.1:${port}/projects/platform/1`,
      SAAGIE_REALM: "demo",
      SAAGIE_TOKEN: "x",
    };
    const certificate = await run(["doctor"], { environment: tls });
    expect(certificate.code).toBe(6);
    expect(certificate.err).toMatch(/^error: The certificate is not in order/u);
    await new Promise((done) => void server.close(done));
    const refused = await run(["doctor"], {
      environment: { ...ofPlatform, ...own, SAAGIE_PASSWORD: "wrong" },
    });
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/^error: The log-in is not in order/u);
  });
});

describe("logout", () => {
  test("forgets the token, and says so where there is nothing to forget", async () => {
    expect((await run(["logout", "saagie"])).code).toBe(0);
    expect(kept()).not.toContain("token");
    expect((await run(["project", "list"])).code).toBe(3);
    expect((await run(["logout", "saagie"])).code).toBe(4);
    expect((await run(["logout"])).code).toBe(4);
  });
});

// A terminal of the system's own: what a test's input cannot show is whether the password is seen.
test.runIf(process.platform === "linux" && existsSync("/usr/bin/script"))(
  "on a real terminal the password is not shown",
  async () => {
    const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
    const command = `'${process.execPath}' --import tsx '${main}' login '${address()}' --user ann --realm demo`;
    const child = spawn("/usr/bin/script", ["-qec", command, "/dev/null"], {
      env: { ...process.env, ...own, TERM: "xterm", NO_COLOR: "1" },
    });
    let seen = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      seen += text;
      if (text.includes("Password of ann: ")) child.stdin.write(`${PASSWORD}\n`);
    });
    const code = await new Promise((done) => void child.once("close", done));
    expect(code, seen).toBe(0);
    expect(seen).toContain("Logged in");
    expect(seen).not.toContain(PASSWORD);
  },
  60_000,
);

describe("a configuration folder that is a file", () => {
  const path = join(folder, "not-a-folder");
  const broken = { FOOTBRIDGE_CONFIG_DIR: path };

  test.each([
    [["job", "list"]],
    [["login", "http://127.0.0.1:1/projects/platform/1", "--token-stdin"]],
    [["profile", "list"]],
    [["logout", "saagie"]],
  ])("is told at once: %j", async (args) => {
    writeFileSync(path, "");
    const wanted = args[0] === "login" ? args.with(1, address()) : args;
    const token = await saagie.token();
    const more = args[0] === "login" ? ["--realm", "demo"] : [];
    const { code, err } = await run([...wanted, ...more], { environment: broken, input: token });
    expect(err).toContain(`The configuration folder ${path} is not a folder.`);
    expect(code).toBe(1);
  });
});
