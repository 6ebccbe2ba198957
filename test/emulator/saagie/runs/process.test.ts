import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { having, including, like } from "../../matchers.ts";
import { bashJob, connect, CREATE_JOB, GENERIC, makeJob, readyProject, run, type Wire } from "../wire.ts";

interface Instance {
  readonly status: string;
  readonly statusDetails: string | null;
  readonly endTime: string | null;
}

interface Line {
  readonly stream: string;
  readonly value: string;
}

/** A process of its own needs real time; this is how much of it at most. */
const DEADLINE = { timeout: 10_000, interval: 10 };

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ executor: "process" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
});

afterEach(() => emulator.close());

async function read(id: string): Promise<Instance> {
  const { data } = await wire.post<{ jobInstance: Instance }>(
    "query ($id: UUID!) { jobInstance(id: $id) { status statusDetails endTime } }",
    { id },
  );
  return data.jobInstance;
}

const reaches = (id: string, status: string): Promise<Instance> =>
  vi.waitFor(async () => {
    const instance = await read(id);
    expect(instance.status).toBe(status);
    return instance;
  }, DEADLINE);

async function linesOf(id: string): Promise<readonly Line[]> {
  const { data } = await wire.post<{ filteredLogs: { content: readonly Line[] } }>(
    "query ($id: UUID!) { filteredLogs(jobInstanceID: $id, streams: [STDOUT, STDERR, ORCHESTRATION_STDERR]) { content { stream value } } }",
    { id },
  );
  return data.filteredLogs.content;
}

async function runCommand(commandLine: string): Promise<string> {
  return run(wire, await makeJob(wire, project, {}, { commandLine }));
}

async function runScript(script: string, commandLine: string, name = "my script.sh"): Promise<string> {
  const { data } = await wire.upload<{ createJob: { id: string } }>(
    CREATE_JOB,
    bashJob(project, {}, { commandLine }),
    new File([script], name),
  );
  return run(wire, data.createJob.id);
}

describe("a run", () => {
  test("really runs the package, in a folder that is gone afterwards", async () => {
    const id = await runScript('echo "$1 in $PWD"; ls; echo oops >&2', "sh {file} hello");
    expect((await reaches(id, "SUCCEEDED")).endTime).not.toBeNull();
    const lines = await linesOf(id);
    const output = lines.filter(({ stream }) => stream === "STDOUT").map(({ value }) => value);
    expect(output).toEqual([like(/^hello in .*footbridge-run-/), "my script.sh"]);
    expect(lines).toContainEqual({ stream: "STDERR", value: "oops" });
    await vi.waitFor(
      () => expect(existsSync(output[0]?.replace("hello in ", "") ?? "")).toBe(false),
      DEADLINE,
    );
  });

  test("fails with the exit code of its command", async () => {
    expect(await reaches(await runCommand("echo before; exit 3"), "FAILED")).toMatchObject({
      statusDetails: "Exit code 3",
    });
  });

  test("tells its output while it runs", async () => {
    const id = await runCommand("echo first; sleep 60");
    await vi.waitFor(
      async () => expect(await linesOf(id)).toEqual([{ stream: "STDOUT", value: "first" }]),
      DEADLINE,
    );
    expect((await read(id)).status).toBe("RUNNING");
  });

  test("knows itself, and nothing of the emulator's environment", async () => {
    vi.stubEnv("CANARY_SECRET", "do not tell");
    const id = await runCommand("env");
    vi.unstubAllEnvs();
    await reaches(id, "SUCCEEDED");
    const output = (await linesOf(id)).map(({ value }) => value);
    expect(output).toEqual(
      including([
        "SAAGIE_JOB_NAME=Daily report",
        `SAAGIE_PROJECT_ID=${project}`,
        `SAAGIE_JOB_INSTANCE_ID=${id}`,
        "SAAGIE_JOB_VERSION=1",
        "SAAGIE_REALM=demo",
      ]),
    );
    expect(output.join("\n")).not.toMatch(/CANARY|do not tell/);
  });

  test("ends with its main process, whatever that left behind", async () => {
    const id = await runCommand("sleep 60 & echo done");
    await reaches(id, "SUCCEEDED");
    expect(await linesOf(id)).toEqual([{ stream: "STDOUT", value: "done" }]);
  });

  test("keeps what has no line end, and cuts what is too long for a line", async () => {
    const id = await runCommand("printf 'a\\r\\nb'; head -c 70000 /dev/zero | tr '\\0' x >&2");
    await reaches(id, "SUCCEEDED");
    const lines = await linesOf(id);
    expect(lines.filter(({ stream }) => stream === "STDOUT").map(({ value }) => value)).toEqual(["a", "b"]);
    expect(lines.filter(({ stream }) => stream === "STDERR").map(({ value }) => value.length)).toEqual([
      65_536, 4464,
    ]);
  });

  test("of an image without a command line fails, and says why", async () => {
    const docker = bashJob(
      project,
      { technology: { id: GENERIC } },
      { runtimeVersion: "docker", commandLine: null, dockerInfo: { image: "alpine" } },
    );
    const { data } = await wire.post<{ createJob: { id: string } }>(CREATE_JOB, docker);
    const id = await run(wire, data.createJob.id);
    expect(await reaches(id, "FAILED")).toMatchObject({
      statusDetails: like(/command line/),
    });
    expect(await linesOf(id)).toEqual([having({ stream: "ORCHESTRATION_STDERR" })]);
  });

  test("of a package with a treacherous name stays in its folder", async () => {
    const id = await runScript("echo safe", "sh {file}", "..");
    await reaches(id, "SUCCEEDED");
    expect(await linesOf(id)).toEqual([{ stream: "STDOUT", value: "safe" }]);
  });
});

describe("stopping", () => {
  const STOP = "mutation ($id: UUID!) { stopJobInstance(jobInstanceId: $id) { status } }";

  async function pidOf(id: string): Promise<number> {
    return vi.waitFor(async () => {
      const [line] = await linesOf(id);
      expect(line).toBeDefined();
      return Number(line?.value);
    }, DEADLINE);
  }

  /** What is dead and only waits for somebody to notice it counts as dead. */
  function isAlive(pid: number): boolean {
    const stat = `/proc/${String(pid)}/stat`;
    if (existsSync("/proc/self/stat")) return existsSync(stat) && !/\) Z /.test(readFileSync(stat, "utf8"));
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  test("kills the process and its children", async () => {
    const id = await runCommand("sleep 60 & echo $!; wait");
    const child = await pidOf(id);
    expect((await wire.post(STOP, { id })).data).toEqual({ stopJobInstance: { status: "KILLING" } });
    await reaches(id, "KILLED");
    await vi.waitFor(() => expect(isAlive(child)).toBe(false), DEADLINE);
  });

  test("ends what does not want to end", async () => {
    const id = await runCommand("trap '' TERM; echo $$; sleep 60");
    const stubborn = await pidOf(id);
    await wire.post(STOP, { id });
    expect([isAlive(stubborn), (await read(id)).status]).toEqual([true, "KILLING"]);
    await reaches(id, "KILLED");
    expect(isAlive(stubborn)).toBe(false);
  });

  test("right after the start kills too", async () => {
    const id = await runCommand("sleep 60");
    await wire.post(STOP, { id });
    await reaches(id, "KILLED");
  });

  test.each(["reset", "close"] as const)("by %s leaves no process behind", async (end) => {
    const child = await pidOf(await runCommand("sleep 60 & echo $!; wait"));
    expect(isAlive(child)).toBe(true);
    await emulator[end]();
    await vi.waitFor(() => expect(isAlive(child)).toBe(false), DEADLINE);
  });
});

describe.runIf(process.platform === "linux")("what a run has started", () => {
  const isAlive = (pid: number): boolean => existsSync(`/proc/${String(pid)}`);

  test("ends with it, even in a session of its own", async () => {
    const id = await runCommand("setsid sleep 600 & echo pid=$!; sleep 0.2; true");
    await reaches(id, "SUCCEEDED");
    const pid = Number(/pid=(\d+)/.exec((await linesOf(id)).map(({ value }) => value).join(" "))?.[1]);
    expect(pid).toBeGreaterThan(1);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), DEADLINE);
  });

  test("ends when it is stopped", async () => {
    const id = await runCommand("setsid sh -c 'echo pid=$$; exec sleep 600' & wait");
    const pid = await vi.waitFor(async () => {
      const found = /pid=(\d+)/.exec((await linesOf(id)).map(({ value }) => value).join(" "))?.[1];
      expect(found).toBeDefined();
      return Number(found);
    }, DEADLINE);
    await wire.post("mutation ($id: UUID!) { stopJobInstance(jobInstanceId: $id) { id } }", { id });
    await reaches(id, "KILLED");
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), DEADLINE);
  });
});

test("of what a run prints no more is kept than memory should hold, and it ends all the same", async () => {
  const id = await runCommand("yes 'a line' | head -n 300000");
  await reaches(id, "SUCCEEDED");
  const query =
    "query ($id: UUID!, $streams: [LogStream!]!) { filteredLogs(jobInstanceID: $id, streams: $streams, limit: 1) { content { value } } countFilteredLogs(jobInstanceID: $id, streams: $streams) }";
  const ask = async (stream: string): Promise<unknown> =>
    (await wire.post(query, { id, streams: [stream] })).data;
  expect(await ask("STDOUT")).toMatchObject({ countFilteredLogs: 100_000 });
  expect(await ask("ORCHESTRATION_STDERR")).toMatchObject({
    filteredLogs: { content: [{ value: "The run prints more than is kept: the rest is left out." }] },
  });
});
