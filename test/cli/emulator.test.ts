import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { temporaryFolder } from "../saagie/support/temporary-folder.ts";
import { hasControls, testIo, type TestIo, type TestIoOptions } from "./test-io.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const folder = fileURLToPath(new URL("../..", import.meta.url));

/** The command's JSON line. */
interface Place {
  readonly url: string;
  readonly port: number;
  readonly connectUrl: string;
  readonly realm: string;
  readonly platform: number;
  readonly password?: string;
}

/** Serves in this process until the given work is done. */
async function serving(
  args: readonly string[],
  work: (io: TestIo, written: string) => Promise<void>,
  options: TestIoOptions = {},
): Promise<{ readonly code: number; readonly io: TestIo }> {
  const stop = new AbortController();
  let greet: (text: string) => void = () => undefined;
  const greeted = new Promise<string>((resolve) => {
    greet = resolve;
  });
  const io = testIo({ ...options, stop: stop.signal, onWrite: (text) => greet(text) });
  const ended = runCommandLine(["emulator", "--port", "0", ...args], io);
  const written = await Promise.race([greeted, ended.then(String)]);
  try {
    await work(io, written);
  } finally {
    stop.abort();
  }
  return { code: await ended, io };
}

/** A client of the emulator whose line of JSON this is. */
function connect(written: string): Saagie {
  const { url, platform, realm } = JSON.parse(written) as Place;
  return new Saagie({ url, platform, realm, user: "demo", password: "demo" });
}

describe("as a process", () => {
  let child: ChildProcess | undefined;

  afterEach(() => {
    child?.kill("SIGKILL");
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s ends it and what its runs are doing, with exit code 0",
    async (signal) => {
      const args = [
        "--import",
        "tsx",
        main,
        "emulator",
        "saagie",
        "--port",
        "0",
        "--executor",
        "process",
        "--json",
      ];
      child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
      const lines = createInterface({ input: child.stdout ?? process.stdin });
      const [line] = (await once(lines, "line")) as [string];
      const place = JSON.parse(line) as Place;
      expect(place.connectUrl).toBe(`${place.url}/projects/platform/1`);
      const { realm, password } = place;
      // Made up, since whoever knows it runs commands here.
      expect(password).toMatch(/^[\da-f-]{36}$/);
      const saagie = Saagie.connect(place.connectUrl, { realm, user: "demo", password: password ?? "" });
      const pid = await longRun(saagie);
      expect(isAlive(pid)).toBe(true);

      child.kill(signal);
      expect(await once(child, "close")).toEqual([0, null]);
      expect(isAlive(pid)).toBe(false);
      await expect(saagie.projects.list({ timeoutMs: 5_000 })).rejects.toMatchObject({ code: "CONNECTION" });
    },
    30_000,
  );
});

/** Starts a run that would take very long, and tells its process. */
async function longRun(saagie: Saagie): Promise<number> {
  await saagie.projects.create({ name: "Sales" });
  await saagie.projects.waitUntilReady({ name: "Sales" }, { intervalMs: 50 });
  const file = { name: "long.sh", content: "echo $$\nexec sleep 1000\n" };
  await saagie.jobs.create("Sales", {
    name: "Long",
    technology: "Bash",
    commandLine: "exec sh {file}",
    file,
  });
  const { id } = await saagie.jobs.run({ project: "Sales", name: "Long" });
  for await (const { value } of saagie.jobs.logs(id, { follow: true, intervalMs: 50 })) return Number(value);
  throw new Error("the run printed nothing");
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("is the platform that its options describe", async () => {
  const args = ["--realm", "acme", "--platform", "7", "--user", "ann", "--password", "s3cret", "--json"];
  const { code, io } = await serving(args, async (_, written) => {
    const { url, platform, realm } = JSON.parse(written) as Place;
    const saagie = new Saagie({ url, platform, realm, user: "ann", password: "s3cret" });
    expect(await saagie.about.info()).toMatchObject({ id: 7 });
  });
  expect(code).toBe(0);
  // One line and nothing else; the password is nobody's business.
  expect(io.stdout.text().trimEnd().split("\n")).toHaveLength(1);
  expect(io.stdout.text() + io.stderr.text()).not.toContain("s3cret");
});

test.each([
  ["0", true],
  ["60", false],
] as const)(
  "with --clean-seconds %s, that a run that has just ended can be deleted is %s",
  async (seconds, can) => {
    const args = ["--json", "--run-seconds", "0.02", "--clean-seconds", seconds];
    const { code } = await serving(args, async (_, written) => {
      const saagie = connect(written);
      const { id: project } = await saagie.projects.ensure({ name: "Cleaned" }, { intervalMs: 50 });
      const { id } = await saagie.jobs.create(project, {
        name: "j",
        technology: "Bash",
        commandLine: "true",
      });
      const run = await saagie.jobs.runAndWait(id, { intervalMs: 20 });
      expect(await saagie.jobs.deleteInstances(id, [run.id])).toEqual([{ id: run.id, success: can }]);
      await saagie.jobs.delete(id);
    });
    expect(code).toBe(0);
  },
);

test("with --runtime, programs of an older time find their runtimes", async () => {
  const args = ["--json", "--runtime", "Python=3.7", "--runtime", "R=3.5", "--runtime", "Python=2.7"];
  const { code } = await serving(args, async (_, written) => {
    const saagie = connect(written);
    for (const [label, ids] of [
      ["Python", ["3.7", "2.7"]],
      ["R", ["3.5"]],
    ] as const) {
      const { id } = await saagie.technologies.find(label);
      const contexts = await saagie.technologies.jobContexts(id);
      expect(contexts.map((context) => context.id)).toEqual(expect.arrayContaining([...ids]));
    }
  });
  expect(code).toBe(0);
});

test.each([
  ["Python", 'A runtime is told with its technology, e.g. "Python=3.7".'],
  ["Pyton=3.7", 'The catalogue has no technology "Pyton": did you mean Python?'],
])("--runtime %s is refused", async (runtime, why) => {
  const io = testIo();
  expect(await runCommandLine(["emulator", "--port", "0", "--runtime", runtime], io)).toBe(2);
  expect(io.stderr.text()).toContain(why);
});

describe("with a state file", () => {
  test("a platform goes on where it was", async () => {
    const file = join(await temporaryFolder(), "state.json");
    const args = ["--json", "--state", file];
    const first = await serving(args, async (_, written) => {
      await connect(written).projects.create({ name: "Kept" });
    });
    expect(first.code).toBe(0);
    const second = await serving(args, async (_, written) => {
      expect(await connect(written).projects.list()).toMatchObject([{ name: "Kept" }]);
    });
    expect(second.code).toBe(0);
  });

  test("a file that holds something else is refused, and left as it is", async () => {
    const file = join(await temporaryFolder(), "state.json");
    await writeFile(file, "{}");
    const { code, io } = await serving(["--json", "--state", file], () => Promise.resolve());
    expect(code).toBe(1);
    expect(io.stderr.text()).toContain(`The state in ${file} cannot be used`);
    expect(await readFile(file, "utf8")).toBe("{}");
  });
});

test("a terminal sees each request, and nothing secret", async () => {
  const options = { isTTY: true, environment: { NO_COLOR: "1" } };
  const args = ["--password", "s3cret"];
  const { code, io } = await serving(
    args,
    async ({ stdout }, greeting) => {
      const [, url = ""] = /SAAGIE_URL=(\S+)/.exec(greeting) ?? [];
      const saagie = Saagie.connect(url, { realm: "demo", user: "demo", password: "s3cret" });
      await saagie.projects.list();
      await vi.waitFor(() => expect(stdout.text()).toContain("ProjectsList"));
    },
    options,
  );
  expect(code).toBe(0);
  const text = io.stdout.text();
  expect(text).toMatch(/^ {2}Saagie 2024\.05, emulated {2}http:\/\/127\.0\.0\.1:\d+$/m);
  expect(text).toContain("export SAAGIE_PASSWORD=<the password you chose>");
  expect(text).toMatch(/^ {2}\d\d:\d\d:\d\d {2}200 {2}token {5}authenticate$/m);
  expect(text).toMatch(/^ {2}\d\d:\d\d:\d\d {2}200 {2}platform {2}ProjectsList$/m);
  expect(text).not.toContain("s3cret");
  expect(hasControls(text)).toBe(false);
});

test("a pipe gets the greeting alone: one that nobody empties would hold up the answers", async () => {
  const { io } = await serving([], async ({ stdout }, greeting) => {
    const [, url = ""] = /SAAGIE_URL=(\S+)/.exec(greeting) ?? [];
    await Saagie.connect(url, { realm: "demo", user: "demo", password: "demo" }).projects.list();
    expect(stdout.text()).toBe(greeting);
  });
  expect(io.stdout.text()).toContain("export SAAGIE_PASSWORD=demo");
});

test("a port that is taken is told, with what to do", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const io = testIo();
  expect(await runCommandLine(["emulator", "--port", String(port)], io)).toBe(1);
  server.close();
  expect(io.stderr.text()).toBe(
    `error: Port ${port} of 127.0.0.1 is taken: choose another with --port, or any free one with --port 0.\n`,
  );
});

test("an address of another machine is told, with what to do", async () => {
  const io = testIo();
  // TEST-NET-3 (RFC 5737): no machine has it.
  expect(await runCommandLine(["emulator", "--host", "203.0.113.7", "--port", "0"], io)).toBe(1);
  expect(io.stderr.text()).toBe(
    'error: "203.0.113.7" is not an address of this machine: choose another with --host.\n',
  );
});

describe("other platforms", () => {
  test("Descartes Labs Storage says how to connect, and can be connected to so", async () => {
    const { code, io } = await serving(["descartes"], async (_, written) => {
      const environment = Object.fromEntries(
        [...written.matchAll(/export (\w+)=(\S+)/gu)].map(
          ([, name = "", value = ""]) => [name, value] as const,
        ),
      );
      const storage = DescartesStorage.fromEnvironment(
        {},
        { ...environment, DESCARTESLABS_NO_JWT_CACHE: "true" },
      );
      await storage.set("k", "stored");
      expect(await storage.getText("k")).toBe("stored");
    });
    expect(code).toBe(0);
    expect(io.stdout.text()).toMatch(/^ {2}Descartes Labs Storage, emulated {2}http:\/\/127\.0\.0\.1:\d+$/m);
  });

  test("all of them are served by one command", async () => {
    const { code } = await serving(["all", "--json"], async (_, written) => {
      const { emulators } = JSON.parse(written) as {
        readonly emulators: readonly (Place & { readonly emulator: string; readonly iamUrl?: string })[];
      };
      expect(emulators.map(({ emulator }) => emulator)).toEqual(["saagie", "descartes", "agave"]);
      const [saagie, descartes, agave] = emulators;
      const project = connect(JSON.stringify(saagie)).projects;
      expect(await project.list()).toEqual([]);
      const storage = new DescartesStorage({
        url: descartes?.url ?? "",
        iamUrl: descartes?.iamUrl ?? "",
        clientId: "demo-client",
        clientSecret: "demo-secret",
      });
      expect(await storage.exists("k")).toBe(false);
      expect((await fetch(`${agave?.url ?? ""}/tenants`)).status).toBe(200);
    });
    expect(code).toBe(0);
  });

  test("Agave says how to connect, and can be reached so", async () => {
    const args = ["agave", "--public-url", "https://lab.example.com/agave/"];
    const { code, io } = await serving([...args, "--json"], async (_, written) => {
      const { url, port } = JSON.parse(written) as Place;
      expect(url).toBe("https://lab.example.com/agave");
      const answer = await fetch(`http://127.0.0.1:${port}/tenants/sd2e`);
      expect(await answer.json()).toMatchObject({
        result: { code: "sd2e", baseUrl: "https://lab.example.com/agave/sd2e/" },
      });
    });
    expect(code).toBe(0);
    expect(io.stdout.text()).not.toContain("password");
    await serving(["agave"], async (_, written) => {
      const [, base = ""] = /TAPIS_BASE_URL=(\S+)/u.exec(written) ?? [];
      expect((await fetch(`${base}/tenants`)).status).toBe(200);
      expect(written).toContain("TAPIS_API_KEY=ann-key");
    });
    await serving(["agave", "--jobs", "aloe", "--json"], async (_, written) => {
      const { url } = JSON.parse(written) as Place;
      expect(await (await fetch(`${url}/tenants`)).json()).toMatchObject({ version: "2.3.0" });
    });
  });

  test.each([
    [["descartes", "--public-url", "https://x.example.com"], "--public-url is for Agave"],
    [["saagie", "--public-url", "https://x.example.com"], "the emulator of Saagie has no use for it"],
    [["descartes", "--jobs", "aloe"], "--jobs is for Agave"],
    [["agave", "--jobs", "other"], "Allowed choices are classic, aloe"],
    [["agave", "--realm", "demo"], "--realm is for Saagie"],
    [["agave", "--public-url", "nowhere"], "http://"],
  ])("%j is refused", async (args, words) => {
    const io = testIo({});
    expect(await runCommandLine(["emulator", ...args], io)).not.toBe(0);
    expect(io.stderr.text()).toContain(words);
  });

  test("an option that only Saagie has is refused where there is no Saagie", async () => {
    const io = testIo({});
    expect(await runCommandLine(["emulator", "descartes", "--run-seconds", "3"], io)).toBe(2);
    expect(io.stderr.text()).toContain("--run-seconds is for Saagie");
  });
});
