import { describe, expect, test } from "vitest";
import { memoryArchive } from "../../../src/archive/index.ts";
import { gather, openPlatform, type Platform } from "../support/platform.ts";

const REQUEST = { name: "count words", appId: "wc-1.0.0", inputs: { input1: "agave://data//ann/book.txt" } };

type Service = NonNullable<Parameters<typeof openPlatform>[0]>["jobs"];

function withBook(jobs: Service = "classic"): Platform {
  const platform = openPlatform({ jobs });
  platform.emulator.files.put({ system: "data", path: "/ann/book.txt" }, "some words\n");
  return platform;
}

describe.each(["classic", "aloe"] as const)("jobs of the %s service", (service) => {
  test("are submitted, followed to their end, and read", async () => {
    const { agave } = withBook(service);
    const seen: string[] = [];
    const job = await agave.jobs.run(REQUEST, { onStatus: (status) => seen.push(status) });
    expect(job.status).toBe("FINISHED");
    expect(job.name).toMatch(/^count words-[0-9a-f]{8}$/u);
    expect(seen.at(-1)).toBe("FINISHED");
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("two that are followed share their requests", async () => {
    const { agave, emulator } = withBook(service);
    const jobs = await Promise.all(["a", "b", "c"].map((name) => agave.jobs.submit({ ...REQUEST, name })));
    // By now the newer service finds them, too.
    emulator.clock.advance(2000);
    const before = emulator.requests.length;
    const ends = await Promise.all(jobs.map(({ id }) => agave.jobs.wait(id)));
    expect(ends.map(({ status }) => status)).toEqual(["FINISHED", "FINISHED", "FINISHED"]);
    const asked = emulator.requests.slice(before).map(({ path }) => path.replace(/\/$/u, ""));
    expect(new Set(asked)).toEqual(new Set(["/jobs/v2"]));
  });

  test("are stopped, and the stop is waited for; one that has ended stays as it is", async () => {
    const { agave } = withBook(service);
    const job = await agave.jobs.submit(REQUEST);
    await expect(agave.jobs.stop(job.id)).resolves.toMatchObject({ status: "STOPPED" });
    await expect(agave.jobs.stop(job.id)).resolves.toMatchObject({ status: "STOPPED" });
  });

  test("are submitted once more, hidden, and brought back", async () => {
    const { agave } = withBook(service);
    const job = await agave.jobs.run(REQUEST);
    const again = await agave.jobs.resubmit(job.id);
    expect(again.id).not.toBe(job.id);
    await agave.jobs.wait(again.id);
    await agave.jobs.hide(job.id);
    await expect(agave.jobs.get(job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await agave.jobs.restore(job.id);
    await expect(agave.jobs.get(job.id)).resolves.toMatchObject({ id: job.id });
  });

  test("their outputs are listed, read and saved, and what they printed in one call", async () => {
    const { agave, emulator } = withBook(service);
    emulator.jobs.script("wc-1.0.0", {
      outputs: { "wc_out/output.txt": "2 words", "count.err": "careful", "count.out": "done" },
    });
    const { id } = await agave.jobs.run(REQUEST);
    const files = await gather(agave.jobs.walkOutputs(id));
    expect(files.map(({ relativePath }) => relativePath)).toContain("wc_out/output.txt");
    const bytes = await agave.jobs.getOutput(id, "wc_out/output.txt");
    expect(new TextDecoder().decode(bytes)).toBe("2 words");
    await expect(agave.jobs.log(id, "err")).resolves.toBe("careful");
    await expect(agave.jobs.log(id)).resolves.toBe("done");
    const to = memoryArchive();
    const { files: saved } = await agave.jobs.downloadOutputs(id, to);
    expect(saved.map(({ path }) => path)).toContain("wc_out/output.txt");
    await expect(agave.jobs.getOutput(id, "../secret")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("are found by what they are searched by, and with all their members", async () => {
    const { agave } = withBook(service);
    const job = await agave.jobs.run(REQUEST);
    const other = await agave.jobs.run({ ...REQUEST, name: "other" });
    const found = await agave.jobs
      .list({ search: { "name.like": "count*", "status.in": ["FINISHED"] } })
      .first(10);
    expect(found.map(({ id }) => id)).toEqual([job.id]);
    const details = await gather(agave.jobs.listDetails({ search: { "id.in": [job.id, other.id] } }));
    expect(details).toHaveLength(2);
    expect(details[0]?.inputs).toBeTruthy();
    const events = await gather(agave.jobs.history(job.id));
    expect(events.map(({ status }) => status)).toContain("RUNNING");
  });

  test("what does not fit the app is told before anything is sent", async () => {
    const { agave, count } = withBook(service);
    await expect(
      agave.jobs.submit({ ...REQUEST, inputs: { wrong: "x" }, parameters: { cli_opts: { deep: 1 } } }),
    ).rejects.toThrow(/no input "wrong".*input1 is missing.*cli_opts is a string/u);
    expect(count("POST", /^\/jobs/u)).toBe(0);
  });

  test("a lost answer to a submission is looked up: one job, never two", async () => {
    const { agave, emulator, count } = withBook(service);
    emulator.faults.add({ match: { method: "POST", path: /^\/jobs\/v2\/?$/u }, reset: "after" });
    const job = await agave.jobs.submit(REQUEST);
    expect(job.name).toMatch(/^count words-/u);
    expect(count("POST", /^\/jobs\/v2\/?$/u)).toBe(1);
    const twins = await gather(agave.jobs.list({ search: { name: job.name ?? "" } }));
    expect(twins.map(({ id }) => id)).toEqual([job.id]);
  });

  test("rights are given, read and taken away", async () => {
    const { agave } = withBook(service);
    const { id } = await agave.jobs.run(REQUEST);
    await agave.jobs.setPermission(id, { username: "bob", permission: "READ" });
    const rights = await gather(agave.jobs.listPermissions(id));
    expect(rights.find(({ username }) => username === "bob")?.permission).toMatchObject({ read: true });
    await agave.jobs.deletePermission(id, "bob");
    expect((await gather(agave.jobs.listPermissions(id))).map(({ username }) => username)).not.toContain(
      "bob",
    );
  });
});
