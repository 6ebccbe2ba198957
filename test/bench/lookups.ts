/**
 * Lists the jobs of a project that has 10,000, and finds one of them by its name, beside other ways to do so.
 *
 * Run it with `tsx test/bench/lookups.ts`. The emulator is a process of its own, without any latency: the times are those of
 * the platform's work, the wire and the client's work together. All ways take turns in one process.
 */
import { Saagie } from "../../src/saagie/index.ts";
import { answerTasks, BenchProcess, isBenchProcess } from "./support/bench-process.ts";
import { serveEmulator, type Connection } from "./support/emulator-server.ts";
import { jobName, makeManyJobs } from "./support/many-jobs.ts";
import { printTable } from "./support/print-table.ts";

const JOBS = 10_000;
const ROUNDS = 21;
const WARM_UP_ROUNDS = 3;
const PROJECT = "Shops";
const WANTED = jobName(7_654);
/** The platform makes it of the name. */
const ALIAS = WANTED.replaceAll(" ", "_");
const REFERENCE = { project: PROJECT, name: WANTED };

/** What a process is asked to do: one is the server, the other the client. */
type Task = { readonly do: "serve" } | ({ readonly do: "measure" } & Served);

interface Served {
  readonly connection: Connection;
  readonly projectId: string;
}

/** What one way takes. */
interface Taken {
  /** The median. */
  readonly milliseconds: number;
  readonly requests: number;
  /** Of the bodies of all answers. */
  readonly bytes: number;
}

/** A way to do it: with a client that has been used before, and one that has not. */
type Way = (used: Saagie, fresh: Saagie, projectId: string) => Promise<unknown>;

const LISTS: Readonly<Record<string, Way>> = {
  "jobs.listMinimal": ({ jobs }) => jobs.listMinimal(PROJECT),
  "jobs.list": ({ jobs }) => jobs.list(PROJECT),
};

const FINDS: Readonly<Record<string, Way>> = {
  "jobs.idOf, again": ({ jobs }) => jobs.idOf(REFERENCE),
  "jobs.idOf, first call, with the log-in": (_, { jobs }) => jobs.idOf(REFERENCE),
  "jobs.idOf, project by id": ({ jobs }, _, project) => jobs.idOf({ project, name: WANTED }),
  "jobs.idOf, by alias": ({ jobs }) => jobs.idOf({ project: PROJECT, alias: ALIAS }),
  "jobs.getByAlias": ({ jobs }) => jobs.getByAlias(PROJECT, ALIAS),
  "as saagieapi: all projects, short list": async ({ projects, jobs }) => {
    const project = (await projects.list()).find(({ name }) => name === PROJECT);
    return (await jobs.listMinimal(project?.id ?? "")).find(({ name }) => name === WANTED)?.id;
  },
  // As it does where it has no short list.
  "all projects, whole list": async ({ projects, jobs }) => {
    const project = (await projects.list()).find(({ name }) => name === PROJECT);
    return (await jobs.list(project?.id ?? "")).find(({ name }) => name === WANTED)?.id;
  },
};

const WAYS: Readonly<Record<string, Way>> = { ...LISTS, ...FINDS };

async function work(task: Task): Promise<unknown> {
  return task.do === "serve" ? serve() : measureAll(task);
}

async function serve(): Promise<Served> {
  const { connection, built } = await serveEmulator({
    latencyMs: 0,
    build: async (saagie, emulator) => {
      const { id } = await saagie.projects.ensure({ name: PROJECT });
      await makeManyJobs(emulator, id, JOBS);
      return id;
    },
  });
  return { connection, projectId: built };
}

/** Takes all ways, in turns. */
async function measureAll({ connection, projectId }: Served): Promise<Readonly<Record<string, Taken>>> {
  const used = new Saagie(connection);
  const times = new Map<string, number[]>(Object.keys(WAYS).map((name) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const [name, way] of shuffled(Object.entries(WAYS))) {
      const started = performance.now();
      await way(used, new Saagie(connection), projectId);
      if (round >= 0) times.get(name)?.push(performance.now() - started);
    }
  }
  const taken = new Map<string, Taken>();
  for (const [name, way] of Object.entries(WAYS)) {
    const sorted = (times.get(name) ?? []).toSorted((a, b) => a - b);
    const milliseconds = sorted[Math.floor(ROUNDS / 2)] ?? Number.NaN;
    taken.set(name, { milliseconds, ...(await traffic({ connection, projectId }, way)) });
  }
  return Object.fromEntries(taken);
}

/** In any order: what a way leaves behind for the garbage collectors is not always the same one's burden. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** What goes over the wire on one way. */
async function traffic(
  { connection, projectId }: Served,
  way: Way,
): Promise<Pick<Taken, "requests" | "bytes">> {
  let [requests, bytes] = [0, 0];
  const counting = async (...request: Parameters<typeof fetch>): Promise<Response> => {
    const answer = await fetch(...request);
    const body = await answer.arrayBuffer();
    requests += 1;
    bytes += body.byteLength;
    return new Response(body, answer);
  };
  const client = (): Saagie => new Saagie({ ...connection, fetch: counting });
  const used = client();
  await used.about.info();
  [requests, bytes] = [0, 0];
  await way(used, client(), projectId);
  return { requests, bytes };
}

/** Prints ways beside the first of them. */
function report(
  title: string,
  ways: Readonly<Record<string, Way>>,
  all: Readonly<Record<string, Taken>>,
): void {
  const names = Object.keys(ways);
  const first = all[names[0] ?? ""]?.milliseconds ?? Number.NaN;
  console.log(title);
  printTable(
    names.map((name) => {
      const { milliseconds = Number.NaN, requests, bytes = Number.NaN } = all[name] ?? {};
      const ratio = milliseconds / first;
      return [
        name,
        `${milliseconds.toFixed(0)} ms`,
        `${ratio.toFixed(2)} x`,
        `${requests} requests`,
        `${(bytes / 1000).toFixed(0)} kB`,
      ];
    }),
  );
}

async function main(): Promise<void> {
  const server = BenchProcess.start(import.meta.url);
  const client = BenchProcess.start(import.meta.url);
  try {
    const served = await server.ask<Served>({ do: "serve" } satisfies Task);
    const all = await client.ask<Readonly<Record<string, Taken>>>({
      do: "measure",
      ...served,
    } satisfies Task);
    report(`${JOBS} jobs, listed (median of ${ROUNDS})`, LISTS, all);
    report(`one of ${JOBS} jobs, found by its name (median of ${ROUNDS})`, FINDS, all);
    console.log("aim: jobs.idOf is at least as fast as filtering the short list, and asks for no whole one");
  } finally {
    server.end();
    client.end();
  }
}

if (isBenchProcess) answerTasks(work);
else await main();
