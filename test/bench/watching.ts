/**
 * Measures what watching runs costs: requests per tick and for an hour's run, memory over 100,000 polls, and how soon 10,000
 * waits are over when one signal ends them.
 *
 * Run it with `tsx test/bench/watching.ts`. The requests are counts, the same on every machine. Memory is that of a process
 * of its own, after its garbage has been collected, with a platform that is one function and remembers nothing.
 */
import { emulateSaagie, type EmulatedSaagie } from "../../src/emulator/index.ts";
import { systemClock } from "../../src/index.ts";
import { Saagie, type SaagieOptions } from "../../src/saagie/index.ts";
import { answerTasks, BenchProcess, isBenchProcess } from "./support/bench-process.ts";
import { printTable } from "./support/print-table.ts";

const TICKS = 10;
const INTERVAL_MS = 2_000;
const ROUNDS = 10;
const WAITS = 10_000;

/** What a process is asked to do. */
type Task = PollTask | { readonly do: "abort" };

interface PollTask {
  readonly do: "poll";
  readonly runs: number;
  /** In each round. */
  readonly polls: number;
}

interface Watched {
  readonly emulator: EmulatedSaagie;
  readonly saagie: Saagie;
  readonly runs: readonly string[];
}

async function start(count: number, runSeconds: number): Promise<Watched> {
  const emulator = emulateSaagie({ runSeconds });
  emulator.clock.auto = true;
  const { url, platform, realm, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, platform, realm, user, password, fetch, clock });
  const project = await saagie.projects.ensure({ name: "Bench" });
  const job = await saagie.jobs.create(project.id, {
    name: "Watched",
    technology: "Bash",
    commandLine: "true",
  });
  const started = await Promise.all(Array.from({ length: count }, () => saagie.jobs.run(job.id)));
  return { emulator, saagie, runs: started.map(({ id }) => id) };
}

async function requestsPerTick(count: number): Promise<number> {
  const { emulator, saagie, runs } = await start(count, (TICKS * INTERVAL_MS) / 1000);
  const before = emulator.requests.length;
  await Promise.all(runs.map((id) => saagie.jobs.wait(id, { intervalMs: INTERVAL_MS })));
  const requests = emulator.requests.slice(before);
  // The clock stands still while a tick is answered: its requests share their time, to the last tenth of a second.
  const ticks = new Set(requests.map(({ at }) => Math.round(at / 100)));
  return requests.length / ticks.size;
}

async function requestsForAnHour(): Promise<number> {
  const { emulator, saagie, runs } = await start(1, 3_600);
  const before = emulator.requests.length;
  await saagie.jobs.wait(runs[0] ?? "");
  return emulator.requests.length - before;
}

/** Time that runs with the turns of the event loop: no wait takes any, and garbage can be collected meanwhile. */
const fastClock: SaagieOptions["clock"] = {
  now: () => performance.now() * 1e6,
  sleep: (_, signal) =>
    new Promise((resolve, reject) => {
      setImmediate(() => (signal?.aborted === true ? reject(signal.reason as Error) : resolve()));
    }),
};

/** A client of a platform where every run is under way for ever. */
function endless(clock: SaagieOptions["clock"] = systemClock): {
  readonly saagie: Saagie;
  readonly polls: () => number;
} {
  let count = 0;
  const fetch: SaagieOptions["fetch"] = (_, init) => {
    count += 1;
    const body = typeof init?.body === "string" ? init.body : "{}";
    const { variables } = JSON.parse(body) as { readonly variables: Readonly<Record<string, string>> };
    const run = { status: "RUNNING", startTime: null, endTime: null, history: null };
    const answers = Object.entries(variables).map(
      ([name, id]) => [name.replace("v", "r"), { id, ...run }] as const,
    );
    return Promise.resolve(Response.json({ data: Object.fromEntries(answers) }));
  };
  const saagie = new Saagie({
    url: "https://bench.example",
    platform: 1,
    realm: "bench",
    token: "x.y.z",
    platformVersion: "2024.05",
    fetch,
    clock,
  });
  return { saagie, polls: () => count };
}

function idOf(at: number): string {
  return `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
}

/** How much the heap grows with each so many polls, in bytes. */
async function heapGrowth({ runs, polls: each }: PollTask): Promise<readonly number[]> {
  const { saagie, polls } = endless(fastClock);
  const controller = new AbortController();
  const { signal } = controller;
  const waits = Array.from({ length: runs }, (_, at) =>
    saagie.jobs.wait(idOf(at), { signal, intervalMs: 1 }).catch(() => undefined),
  );
  const growth: number[] = [];
  let last = 0;
  // The first round has everything loaded and compiled.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const until = polls() + each;
    while (polls() < until) await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
    const { heapUsed } = process.memoryUsage();
    growth.push(heapUsed - last);
    last = heapUsed;
  }
  controller.abort();
  await Promise.all(waits);
  return growth.slice(1);
}

/** How long it takes until all of them are rejected, between two reads. */
async function millisecondsToAbort(): Promise<number> {
  const { saagie } = endless();
  const controller = new AbortController();
  const waits = Array.from({ length: WAITS }, (_, at) =>
    saagie.jobs.wait(idOf(at), { signal: controller.signal }).catch(() => undefined),
  );
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const started = performance.now();
  controller.abort();
  await Promise.all(waits);
  return performance.now() - started;
}

async function inProcess<Result>(task: Task): Promise<Result> {
  const child = BenchProcess.start(import.meta.url, ["--expose-gc"]);
  try {
    return await child.ask<Result>(task);
  } finally {
    child.end();
  }
}

async function main(): Promise<void> {
  console.log("Requests per tick while watching runs (aim: at most 1 per 100 runs)");
  for (const runs of [1, 100, 1_000]) {
    const perTick = await requestsPerTick(runs);
    console.log(`  ${String(runs).padStart(5)} runs   ${perTick.toFixed(2)} requests per tick`);
  }
  console.log(`Requests for a run of an hour: ${await requestsForAnHour()} (aim: below 100)`);
  console.log("Growth of the heap in KiB, round by round (aim: flat)");
  const lines: (readonly string[])[] = [];
  for (const [runs, polls] of [
    [1, 10_000],
    [100, 1_000],
  ] as const) {
    const growth = await inProcess<readonly number[]>({ do: "poll", runs, polls });
    lines.push([`${runs} runs, ${polls} polls`, ...growth.map((bytes) => (bytes / 1024).toFixed(0))]);
  }
  printTable(lines);
  const milliseconds = await inProcess<number>({ do: "abort" });
  console.log(`${WAITS} waits are over ${milliseconds.toFixed(0)} ms after one abort (aim: 50 ms)`);
}

if (isBenchProcess)
  answerTasks((task: Task) => (task.do === "poll" ? heapGrowth(task) : millisecondsToAbort()));
else await main();
