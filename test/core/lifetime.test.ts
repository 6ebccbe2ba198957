import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { loopback } from "../node/loopback.ts";
import { client, JOB, json, wire } from "./support/wire.ts";

// Many calls or many values: on a busy machine they take their time.
vi.setConfig({ testTimeout: 30_000 });

const PROGRAM = fileURLToPath(new URL("./support/one-call.ts", import.meta.url));

const ANSWERS: Readonly<Record<string, unknown>> = {
  JobsGet: { job: { id: JOB } },
  JobsInstanceStatus: { r0: { id: JOB, status: "RUNNING", history: null } },
  JobsVersion: { jobVersion: { number: 1, packageInfo: { downloadUrl: "/package" } } },
  ProjectsGetByName: { projectByName: null },
  ProjectsList: { projects: [] },
};

/** A platform that keeps its connections, and never answers some calls. */
function platform(): Promise<{ readonly url: string }> {
  return loopback((request, answer) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const name = /query (\w+)/u.exec(Buffer.concat(chunks).toString())?.[1] ?? "";
      if (request.url === "/package")
        return void answer.writeHead(200, { "content-length": "1000000" }).write("some");
      if (request.url?.includes("authenticate")) return void answer.end("token");
      if (name in ANSWERS) answer.end(JSON.stringify({ data: ANSWERS[name] }));
    });
  });
}

describe("a process ends by itself after", () => {
  test.each([
    "nothing at all",
    "a call",
    "a call that fails",
    "a call that is aborted",
    "a call whose limit passes",
    "a wait that is given up",
    "a download that is given up",
  ])("%s", async (use) => {
    const { url } = await platform();
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      "--import",
      "tsx",
      PROGRAM,
      url,
      use,
    ]);
    expect([stdout.trim(), stderr]).toEqual([`${use}: ended`, ""]);
  });
});

describe("size does not matter", () => {
  test("of an answer", async () => {
    const jobs = Array.from({ length: 50_000 }, (_, index) => ({
      id: `${JOB.slice(0, -6)}${index}`,
      name: `job ${index}`.repeat(20),
    }));
    const body = JSON.stringify({ data: { jobs } });
    expect(body.length).toBeGreaterThan(8_000_000);
    const { url } = await loopback((request, answer) => {
      request.resume();
      answer.end(body);
    });
    for (const fetch of [undefined, globalThis.fetch]) {
      const found = await client(fetch, { token: "t" }, url).jobs.listMinimal(JOB);
      expect([found.length, found.at(-1)]).toEqual([50_000, jobs.at(-1)]);
    }
  });

  test("of what is sent", async () => {
    const { fetch, seen } = wire(() => json({ data: { deleteJobVersions: [] } }));
    const numbers = Array.from({ length: 100_000 }, (_, index) => index);
    expect(await client(fetch, { token: "t" }).jobs.deleteVersions(JOB, numbers)).toEqual([]);
    expect(String(seen[0]?.body)).toContain(`"versionNumbers":${JSON.stringify(numbers)}`);
  });
});
