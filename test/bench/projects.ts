/**
 * Exports and imports a whole project over a slow line: as it is done, the same one call after the other, and as many calls
 * as the Python client makes for it.
 *
 * Run it with `tsx test/bench/projects.ts`. The emulator is a process of its own, and every run is another; each answer comes
 * 20 ms late, which is a real wait. The platform's own work takes time too, on the same machine: a faster one would show
 * greater ratios. What the Python client would take is not measured: its calls times the latency is the least.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderArchive, memoryArchive } from "../../src/archive/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { answerTasks, BenchProcess, isBenchProcess } from "./support/bench-process.ts";
import { buildProject, type BuiltProject, type ProjectShape } from "./support/bench-project.ts";
import { serveEmulator, type Connection, type EmulatorServer } from "./support/emulator-server.ts";
import { measure, type Measured } from "./support/measure.ts";
import { printTable } from "./support/print-table.ts";
import { exportCalls, importCalls } from "./support/saagieapi-calls.ts";

const LATENCY_MS = 20;
const ROUNDS = 2;
const MIB = 2 ** 20;
const [PROJECT, EMPTY, COPY] = ["Bench", "Empty", "Copy"];

const SHAPE: ProjectShape = {
  jobs: 200,
  versions: 3,
  packageBytes: 100_000,
  pipelines: 40,
  pipelineVariables: 1,
  catalogueApps: 10,
  dockerApps: 10,
  appVariables: 1,
  projectVariables: 20,
};

/** What a process is asked to do: one is the server, the others are clients. */
type Task =
  | { readonly do: "serve" | "tell requests" }
  | { readonly do: "warm up"; readonly connection: Connection }
  | ({ readonly do: "run"; readonly connection: Connection; readonly folder: string } & Run);

/** One way to do one thing. */
interface Run {
  readonly what: "export" | "import";
  readonly versions: "all" | "current";
  /** Absent: the library's default. */
  readonly concurrency?: number;
}

interface Served {
  readonly connection: Connection;
  readonly project: BuiltProject;
}

interface Outcome extends Measured {
  readonly requests: number;
}

let server: EmulatorServer<BuiltProject> | undefined;

async function work(task: Task): Promise<unknown> {
  switch (task.do) {
    case "serve":
      return serve();
    case "tell requests":
      return server?.newRequests();
    case "warm up":
      return warmUp(new Saagie(task.connection));
    case "run":
      return run(new Saagie(task.connection), task);
  }
}

async function serve(): Promise<Served> {
  const build = async (saagie: Saagie): Promise<BuiltProject> => {
    await saagie.projects.ensure({ name: EMPTY });
    return buildProject(saagie, PROJECT, SHAPE);
  };
  server = await serveEmulator({ build, latencyMs: LATENCY_MS });
  return { connection: server.connection, project: server.built };
}

/** Has all code loaded: what that takes is no part of an export. */
async function warmUp(saagie: Saagie): Promise<void> {
  const archive = memoryArchive();
  await saagie.projects.export(EMPTY, archive);
  await saagie.projects.planImport(archive);
}

function run(
  { projects }: Saagie,
  { folder, what, versions, concurrency }: Run & { readonly folder: string },
): Promise<Measured> {
  const options = { versions, ...(concurrency === undefined ? {} : { concurrency }) };
  return measure(() =>
    what === "export"
      ? projects.export(PROJECT, folderArchive(folder), options)
      : projects.import(folderArchive(folder), { ...options, name: COPY }),
  );
}

/** The server with its project, and a place for exports. */
class Bench {
  readonly project: BuiltProject;
  readonly #server: BenchProcess;
  readonly #connection: Connection;
  readonly #root: string;
  #exports = 0;

  private constructor(process: BenchProcess, { connection, project }: Served, root: string) {
    this.#server = process;
    this.#connection = connection;
    this.project = project;
    this.#root = root;
  }

  static async open(): Promise<Bench> {
    const process = BenchProcess.start(import.meta.url);
    const served = await process.ask<Served>({ do: "serve" } satisfies Task);
    return new Bench(process, served, await mkdtemp(join(tmpdir(), "footbridge-bench-")));
  }

  /** Runs in a process of its own. Exports go to a new folder each; imports come from the first one, to a new project each. */
  async measure(way: Run): Promise<Outcome> {
    if (way.what === "export") this.#exports += 1;
    const folder = join(this.#root, String(way.what === "export" ? this.#exports : 1));
    const client = BenchProcess.start(import.meta.url);
    try {
      await client.ask({ do: "warm up", connection: this.#connection } satisfies Task);
      await this.#newRequests();
      const task: Task = { do: "run", connection: this.#connection, folder, ...way };
      const measured = await client.ask<Measured>(task);
      return { ...measured, requests: await this.#newRequests() };
    } finally {
      client.end();
      if (way.what === "import") await new Saagie(this.#connection).projects.delete(COPY);
    }
  }

  async #newRequests(): Promise<number> {
    return (await this.#server.ask<readonly string[]>({ do: "tell requests" } satisfies Task)).length;
  }

  async close(): Promise<void> {
    this.#server.end();
    await rm(this.#root, { recursive: true });
  }
}

/** Runs ways in turns; other work of the machine only ever adds to a time, so the best counts. */
async function inTurns(bench: Bench, ways: readonly Run[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[][] = ways.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, way] of ways.entries()) outcomes[at]?.push(await bench.measure(way));
  }
  return outcomes.map((all) => ({
    seconds: Math.min(...all.map(({ seconds }) => seconds)),
    growthBytes: Math.max(...all.map(({ growthBytes }) => growthBytes)),
    requests: Math.max(...all.map(({ requests }) => requests)),
  }));
}

/** Prints one thing: as it is done, one call after the other, and by the Python client where that can do it. */
async function report(bench: Bench, way: Run, pythonCalls?: number): Promise<void> {
  const [ours, serial] = await inTurns(bench, [way, { ...way, concurrency: 1 }]);
  if (ours === undefined || serial === undefined) throw new TypeError("Every way has an outcome.");
  const line = (name: string, { seconds, growthBytes, requests }: Outcome): readonly string[] => [
    name,
    `${seconds.toFixed(1)} s`,
    `${(seconds / ours.seconds).toFixed(2)} x`,
    `${requests} requests`,
    `${(growthBytes / MIB).toFixed(0)} MiB growth`,
  ];
  const leastSeconds = ((pythonCalls ?? 0) * LATENCY_MS) / 1000;
  const python = [
    "calls of saagieapi",
    `> ${leastSeconds.toFixed(1)} s`,
    `> ${(leastSeconds / ours.seconds).toFixed(2)} x`,
    `${pythonCalls} requests`,
    "",
  ];
  console.log(`${way.what}, ${way.versions === "all" ? "all versions" : "current versions alone"}`);
  printTable([
    line("ours", ours),
    line("one after the other", serial),
    ...(pythonCalls === undefined ? [] : [python]),
  ]);
}

async function main(): Promise<void> {
  const bench = await Bench.open();
  const { project } = bench;
  const { jobs, versions, packageBytes, pipelines, catalogueApps, dockerApps } = project;
  console.log(
    `A project of ${jobs} jobs x ${versions} versions x ${packageBytes / 1000} kB, ${pipelines} pipelines and ` +
      `${catalogueApps + dockerApps} apps, ${LATENCY_MS} ms latency, best of ${ROUNDS}`,
  );
  try {
    await report(bench, { what: "export", versions: "all" }, exportCalls(project));
    // The Python client imports no other versions.
    await report(bench, { what: "import", versions: "all" });
    await report(bench, { what: "import", versions: "current" }, importCalls(project));
    console.log(
      "aims: one after the other at least 20 x our export and 8 x our import; growth at most 64 MiB",
    );
  } finally {
    await bench.close();
  }
}

if (isBenchProcess) answerTasks(work);
else await main();
