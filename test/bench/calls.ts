/**
 * Times `saagie.jobs.get` against a bare `fetch` of the same bytes, in turns, in one run; the server is a process of its own.
 *
 * Run it with `tsx test/bench/calls.ts`.
 */
import { fork, type ChildProcess } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { stringifyDocument } from "@urql/core";
import { JobsGetDocument } from "../../generated/saagie/platform.ts";
import { Saagie } from "../../src/saagie/index.ts";

const ID = "11111111-aaaa-4bbb-8ccc-000000000001";
const ROUNDS = 60;
const CALLS = 100;

/** An answer as large as a real job's: three versions and two runs. */
function answer(): string {
  const version = (number: number): object => ({
    number,
    creationDate: "2024-01-01T00:00:00.5Z",
    creator: "jo.doe",
    releaseNote: "a note",
    runtimeVersion: "3.10",
    commandLine: "python {file} --day yesterday",
    packageInfo: { name: "load.py", downloadUrl: `/projects/api/platform/1/artifact/${number}/load.py` },
    isCurrent: number === 3,
    isMajor: false,
  });
  const run = { id: ID, number: 1, status: "SUCCEEDED", startTime: "2024-01-01T00:00:00.5Z", endTime: null };
  const job = { id: ID, name: "Load orders", versions: [3, 2, 1].map(version), instances: [run, run] };
  return JSON.stringify({ data: { job } });
}

function serve(): void {
  const body = answer();
  const server = createServer((incoming, outgoing) => {
    incoming.resume().on("end", () => {
      const isLogin = incoming.url?.startsWith("/authentication");
      outgoing
        .setHeader("content-type", isLogin ? "text/plain" : "application/json")
        .end(isLogin ? "token" : body);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}

async function main(): Promise<void> {
  const server: ChildProcess = fork(fileURLToPath(import.meta.url), ["serve"]);
  const port = await new Promise<number>((resolve) =>
    server.once("message", (value) => resolve(Number(value))),
  );
  const url = `http://127.0.0.1:${port}`;
  const saagie = new Saagie({ url, platform: 1, realm: "bench", platformVersion: "2024.05", token: "token" });
  const endpoint = `${url}/projects/api/platform/1/graphql`;
  const body = JSON.stringify({ query: stringifyDocument(JobsGetDocument), variables: { id: ID } });
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    authorization: "Bearer token",
  };
  const ways = {
    fetch: async (): Promise<unknown> =>
      (await fetch(endpoint, { method: "POST", headers, body })).json() as unknown,
    "saagie.jobs.get": () => saagie.jobs.get(ID),
  };
  const times = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = -10; round < ROUNDS; round += 1) {
    for (const [name, call] of Object.entries(ways)) {
      const start = performance.now();
      for (let at = 0; at < CALLS; at += 1) await call();
      if (round >= 0) times.get(name)?.push(((performance.now() - start) / CALLS) * 1000);
    }
  }
  const median = (name: string): number =>
    (times.get(name) ?? []).toSorted((a, b) => a - b)[ROUNDS / 2] ?? Number.NaN;
  const bare = median("fetch");
  const ours = median("saagie.jobs.get");
  console.log("One call, median, in microseconds (same bytes, one after the other)");
  console.log(`  fetch            ${bare.toFixed(0)}`);
  console.log(
    `  saagie.jobs.get  ${ours.toFixed(0)}   ratio ${(ours / bare).toFixed(2)} (aim: at most 0.95)`,
  );
  server.kill();
}

if (process.argv[2] === "serve") serve();
else await main();
