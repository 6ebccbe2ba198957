/**
 * Measures the Node transport side by side with its alternatives, everything on this machine and in one run:
 * small calls against `fetch` and bare `node:http`, and transfers of 1 GiB against bare `node:http`.
 *
 * Run it with `tsx test/bench/transfer.ts [MiB]`. Every transfer runs in a process of its own, the server in another.
 */
import { fork, spawnSync, type ChildProcess } from "node:child_process";
import { createReadStream, createWriteStream, openSync, closeSync, writeSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import type { TransportRequest } from "../../src/core/transport/transport.ts";
import { fileSource, nodeTransport, saveStream } from "../../src/node/index.ts";

const MIB = 2 ** 20;

/** What a process is asked to do. */
interface Task {
  readonly role: "server" | "calls" | Transfer;
  readonly url: string;
  readonly folder: string;
  readonly bytes: number;
}

type Kind = "upload" | "download" | "download, flushed";
type Transfer = `${Kind}: ${"ours" | "bare"}`;

interface Measured {
  readonly seconds: number;
  readonly growthBytes: number;
}

type Call = "nodeTransport" | "fetch" | "node:http";

const answer = JSON.stringify({
  data: { job: { id: "0".repeat(36), name: "Report", description: "d".repeat(600) } },
});
const body = JSON.stringify({
  query: "query JobsGet($id: UUID!) { job(id: $id) { id name } }",
  variables: { id: "0" },
});
const headers = { "content-type": "application/json", authorization: `Bearer ${"t".repeat(600)}` };
const limits = { connectTimeoutMs: 10_000, firstByteTimeoutMs: 60_000, idleTimeoutMs: 60_000 };

function toRequest(url: string, rest: Partial<TransportRequest>): TransportRequest {
  return { method: "POST", url, headers, signal: new AbortController().signal, limits, ...rest };
}

/** Answers small calls, swallows uploads, and gives as many bytes as are asked for. */
async function serve(): Promise<string> {
  const block = Buffer.alloc(64 * 1024, "footbridge ");
  const server = createServer((incoming, outgoing) => {
    const wanted = Number(/^\/bytes\/(\d+)$/u.exec(incoming.url ?? "")?.[1] ?? 0);
    let received = 0;
    incoming.on("data", (chunk: Buffer) => (received += chunk.byteLength));
    incoming.on("end", () => {
      if (incoming.url === "/call") outgoing.setHeader("content-type", "application/json").end(answer);
      else if (wanted === 0) outgoing.end(String(received));
      else give(wanted);
    });
    const give = (bytes: number): void => {
      outgoing.setHeader("content-length", bytes);
      let left = bytes;
      const more = (): void => {
        while (left > 0) {
          const piece = left < block.byteLength ? block.subarray(0, left) : block;
          left -= piece.byteLength;
          if (!outgoing.write(piece)) return void outgoing.once("drain", more);
        }
        outgoing.end();
      };
      more();
    };
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One request with nothing but `node:http`. */
function bare(
  url: string,
  options: RequestOptions,
  send: (request: NodeJS.WritableStream) => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, options, resolve);
    request.on("error", reject);
    send(request);
  });
}

/** Time per call in microseconds, taken in turns so that a busy moment of the machine hits all alike. */
async function measureCalls(url: string): Promise<Record<Call, number>> {
  const transport = nodeTransport();
  const agent = new Agent({ keepAlive: true });
  const length = { "content-length": Buffer.byteLength(body) };
  const calls: Record<Call, () => Promise<unknown>> = {
    nodeTransport: async () =>
      JSON.parse(await (await transport(toRequest(url, { body }))).text()) as unknown,
    fetch: async () => (await fetch(url, { method: "POST", headers, body })).json() as Promise<unknown>,
    "node:http": async () => {
      const options = { method: "POST", agent, headers: { ...headers, ...length } };
      const response = await bare(url, options, (request) => request.end(body));
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      await new Promise((resolve) => response.on("end", resolve));
      return JSON.parse(text) as unknown;
    },
  };
  const rounds: Record<Call, number[]> = { nodeTransport: [], fetch: [], "node:http": [] };
  for (let round = 0; round < 24; round += 1) {
    for (const name of Object.keys(calls) as Call[]) {
      const started = performance.now();
      for (let count = 0; count < 500; count += 1) await calls[name]();
      // The first rounds warm the compiler up.
      if (round >= 8) rounds[name].push(((performance.now() - started) / 500) * 1000);
    }
  }
  agent.destroy();
  return {
    nodeTransport: median(rounds.nodeTransport),
    fetch: median(rounds.fetch),
    "node:http": median(rounds["node:http"]),
  };
}

async function download({ url, folder, bytes }: Task, durable: boolean): Promise<void> {
  const response = await nodeTransport()(toRequest(`${url}/bytes/${bytes}`, { method: "GET" }));
  await saveStream(response.stream(), join(folder, "target"), { expectedBytes: bytes, durable });
}

async function downloadBare({ url, folder, bytes }: Task): Promise<void> {
  const response = await bare(`${url}/bytes/${bytes}`, {}, (request) => request.end());
  await pipeline(response, createWriteStream(join(folder, "target")));
}

/** Ours also compute a checksum and write under a temporary name; what is flushed survives a crash of the machine. */
const transfers: Record<Transfer, (task: Task) => Promise<void>> = {
  "upload: ours": async ({ url, folder }) => {
    const form = new FormData();
    form.append("operations", body);
    form.append("0", await fileSource(join(folder, "source")));
    await (await nodeTransport()(toRequest(url, { body: form }))).text();
  },
  "upload: bare": async ({ url, folder, bytes }) => {
    const options = { method: "POST", headers: { "content-length": bytes } };
    const response = await bare(url, options, (request) => {
      void pipeline(createReadStream(join(folder, "source")), request);
    });
    response.resume();
    await new Promise((resolve) => response.on("end", resolve));
  },
  "download: ours": (task) => download(task, false),
  "download: bare": downloadBare,
  "download, flushed: ours": (task) => download(task, true),
  "download, flushed: bare": async (task) => {
    await downloadBare(task);
    const target = await open(join(task.folder, "target"), "r+");
    await target.sync();
    await target.close();
  },
};

/** Runs a transfer with an eye on the memory of this process, which has done nothing else before. */
async function measureTransfer(transfer: Transfer, task: Task): Promise<Measured> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const sampler = setInterval(look, 5);
  const started = performance.now();
  await transfers[transfer](task);
  const seconds = (performance.now() - started) / 1000;
  look();
  clearInterval(sampler);
  return { seconds, growthBytes: peak - before };
}

/** What a child process does: one task, told by a message, its result sent back. */
async function work(task: Task): Promise<unknown> {
  if (task.role === "server") return serve();
  if (task.role === "calls") return measureCalls(`${task.url}/call`);
  return measureTransfer(task.role, task);
}

function start<Result>(task: Task): { child: ChildProcess; result: Promise<Result> } {
  const child = fork(fileURLToPath(import.meta.url), ["--child"], { execArgv: ["--import", "tsx"] });
  child.send(task);
  return {
    child,
    result: new Promise<Result>((resolve, reject) => {
      child.once("message", (result) => resolve(result as Result));
      child.once("exit", (code) => reject(new Error(`The process for "${task.role}" ended with ${code}.`)));
    }),
  };
}

async function runAlone<Result>(task: Task): Promise<Result> {
  // What the run before left for the disk to do is not this one's burden.
  await rm(join(task.folder, "target"), { force: true });
  spawnSync("sync");
  const { child, result } = start<Result>(task);
  const measured = await result;
  child.kill();
  return measured;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

function writeSource(path: string, bytes: number): void {
  const file = openSync(path, "w");
  const block = Buffer.alloc(MIB, "footbridge ");
  for (let left = bytes; left > 0; left -= block.byteLength)
    writeSync(file, block, 0, Math.min(left, block.byteLength));
  closeSync(file);
}

/** Runs a kind of transfer ours and bare, in turns; other work of the machine only ever adds to a time, so the best counts. */
async function report(kind: Kind, task: Task): Promise<void> {
  const runs: Record<"ours" | "bare", Measured[]> = { ours: [], bare: [] };
  for (let round = 0; round < 5; round += 1) {
    for (const who of ["bare", "ours"] as const) {
      runs[who].push(await runAlone<Measured>({ ...task, role: `${kind}: ${who}` }));
    }
  }
  const seconds = (who: "ours" | "bare"): number => Math.min(...runs[who].map((run) => run.seconds));
  const told = (who: "ours" | "bare"): string => {
    const speed = task.bytes / MIB / seconds(who);
    const growth = Math.max(...runs[who].map((run) => run.growthBytes)) / MIB;
    return `${seconds(who).toFixed(2)} s  ${speed.toFixed(0)} MiB/s  growth ${growth.toFixed(0)} MiB`;
  };
  console.log(`${kind}, ${task.bytes / MIB} MiB, best of 5`);
  console.log(`  ours            ${told("ours")}`);
  console.log(`  bare node:http  ${told("bare")}`);
  console.log(`  throughput      ${(seconds("bare") / seconds("ours")).toFixed(2)} x bare`);
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "footbridge-bench-"));
  const bytes = Number(process.argv[2] ?? 1024) * MIB;
  const server = start<string>({ role: "server", url: "", folder, bytes });
  const task = { url: await server.result, folder, bytes };
  try {
    const calls = await runAlone<Record<Call, number>>({ ...task, role: "calls" });
    console.log("small JSON call, median in microseconds");
    for (const name of Object.keys(calls) as Call[]) {
      console.log(
        `  ${name.padEnd(14)} ${calls[name].toFixed(0).padStart(4)}  ${(calls[name] / calls.fetch).toFixed(2)} x fetch`,
      );
    }
    writeSource(join(folder, "source"), bytes);
    for (const kind of ["upload", "download", "download, flushed"] as const)
      await report(kind, { ...task, role: "server" });
    console.log("aims: a small call below 1.0 x fetch; transfers at least 0.9 x bare, growth below 64 MiB");
  } finally {
    server.child.kill();
    await rm(folder, { recursive: true });
  }
}

if (process.argv.includes("--child")) {
  process.once("message", (task: Task) => {
    void work(task).then((result) => process.send?.(result));
  });
} else await main();
