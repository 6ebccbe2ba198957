/**
 * Measures how much memory a blob takes that is read into, or stored from, the memory of a program.
 *
 * Run it with `tsx test/bench/memory.ts [MiB]`. The server and each transfer run in a process of their own; a growth holds the
 * bytes themselves, so that the aim is their size and a margin.
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { answerTasks, BenchProcess, isBenchProcess } from "./support/bench-process.ts";
import { measure, type Measured } from "./support/measure.ts";
import { printTable } from "./support/print-table.ts";

const MIB = 2 ** 20;
const MARGIN_MIB = 64;

const TRANSFERS = ["get", "get, length unknown", "set"] as const;
type Transfer = (typeof TRANSFERS)[number];

type Task =
  | { readonly role: "server" }
  | { readonly role: "transfer"; readonly transfer: Transfer; readonly url: string; readonly bytes: number };

/** Gives as many bytes as the key names, and swallows uploads part by part. */
async function serve(): Promise<string> {
  const block = Buffer.alloc(64 * 1024, "footbridge ");
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "";
    const range = /-(\d+)\/(\d+)$/u.exec(incoming.headers["content-range"] ?? "");
    incoming.resume();
    incoming.on("end", () => {
      if (path.includes("new_resumable_url")) outgoing.end(`http://${incoming.headers.host}/store`);
      else if (incoming.method === "PUT") {
        const isLast = range === null || Number(range[1]) + 1 === Number(range[2]);
        outgoing.writeHead(isLast ? 200 : 308, isLast ? {} : { range: `bytes=0-${range[1]}` }).end();
      } else give(outgoing, Number(/(\d+)$/u.exec(path)?.[1]), path.includes("chunked"));
    });
  });
  const give = (outgoing: ServerResponse, bytes: number, isChunked: boolean): void => {
    if (!isChunked) outgoing.setHeader("content-length", bytes);
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function move(transfer: Transfer, storage: DescartesStorage, bytes: number): Promise<void> {
  if (transfer === "set") {
    await storage.set("k", Buffer.alloc(bytes, "footbridge "));
    return;
  }
  const { byteLength } = await storage.get(`${transfer === "get" ? "whole" : "chunked"}/${bytes}`);
  if (byteLength !== bytes) throw new Error(`${byteLength} bytes came instead of ${bytes}.`);
}

async function work(task: Task): Promise<unknown> {
  if (task.role === "server") return serve();
  const { url, transfer, bytes } = task;
  const storage = new DescartesStorage({ url: `${url}/storage/v1`, iamUrl: url, token: "good" });
  // What is loaded and compiled once is not what is measured.
  await move(transfer, storage, MIB);
  return measure(() => move(transfer, storage, bytes));
}

async function main(): Promise<void> {
  const mib = Number(process.argv[2] ?? 256);
  const server = BenchProcess.start(import.meta.url);
  try {
    const url = await server.ask<string>({ role: "server" } satisfies Task);
    const lines = [["", "growth", "aim"]];
    for (const transfer of TRANSFERS) {
      const alone = BenchProcess.start(import.meta.url);
      const task: Task = { role: "transfer", transfer, url, bytes: mib * MIB };
      const { growthBytes } = await alone.ask<Measured>(task);
      alone.end();
      lines.push([transfer, `${(growthBytes / MIB).toFixed(0)} MiB`, `${mib + MARGIN_MIB} MiB`]);
    }
    console.log(`A blob of ${mib} MiB in memory (aim: its size and ${MARGIN_MIB} MiB at most)`);
    printTable(lines);
  } finally {
    server.end();
  }
}

if (isBenchProcess) answerTasks(work);
else await main();
