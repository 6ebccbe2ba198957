import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { describe, expect, test } from "vitest";
import { emulateSaagie } from "../../src/emulator/index.ts";
import { bashJob, connect, CREATE_JOB, makeJob, readyProject } from "./saagie/wire.ts";

describe("as fetch", () => {
  test("reaches only its own origin", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const error: unknown = await emulator
      .fetch("http://elsewhere.example.org/")
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });

  test("takes a URL, a Request, and a body that streams", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const { token } = await connect(emulator);
    const to = new URL(`${emulator.url}/gateway/api/graphql`);
    const headers = { authorization: `Bearer ${token}` };
    const body = JSON.stringify({ query: "{ facets { name } }" });
    const streamed: RequestInit & { duplex: "half" } = {
      method: "POST",
      headers,
      duplex: "half",
      body: new Blob([body]).stream(),
    };
    const answers = [
      await emulator.fetch(to, { method: "POST", headers, body }),
      await emulator.fetch(new Request(to, { method: "POST", headers, body })),
      await emulator.fetch(to, streamed),
    ];
    for (const answer of answers) expect(await answer.json()).toEqual({ data: { facets: [] } });
  });

  test("finds nothing at other paths", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    expect((await emulator.fetch(`${emulator.url}/projects/api/platform/1/graphql`)).status).toBe(404);
    expect((await emulator.fetch(`${emulator.url}/nope`)).status).toBe(404);
  });

  test("rejects with the reason of a signal that is aborted already", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const reason = new Error("too late");
    await expect(emulator.fetch(`${emulator.url}/`, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(emulator.requests).toEqual([]);
  });

  test("an upload that is aborted on its way has no effect, and its source is let go", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const wire = await connect(emulator);
    const project = await readyProject(emulator, wire);
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    let cancelled: unknown;
    const head = `--b\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: CREATE_JOB, variables: { ...bashJob(project), file: null } })}\r\n`;
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(new TextEncoder().encode(head)),
      pull: () => controller.abort(reason),
      cancel: (why) => {
        cancelled = why;
      },
    });
    const init: RequestInit & { duplex: "half" } = {
      method: "POST",
      duplex: "half",
      headers: { authorization: `Bearer ${wire.token}`, "content-type": "multipart/form-data; boundary=b" },
      body,
      signal: controller.signal,
    };
    await expect(emulator.fetch(`${emulator.url}/projects/api/platform/1/graphql`, init)).rejects.toBe(
      reason,
    );
    expect(cancelled).toBe(reason);
    expect(
      (await wire.post("query ($id: UUID!) { jobs(projectId: $id) { id } }", { id: project })).data,
    ).toEqual({ jobs: [] });
  });

  test("a download that is aborted on its way fails with the reason", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const wire = await connect(emulator);
    const project = await readyProject(emulator, wire);
    const { data } = await wire.upload<{
      createJob: { versions: [{ packageInfo: { downloadUrl: string } }] };
    }>(
      CREATE_JOB.replace("{ id name alias }", "{ versions { packageInfo { downloadUrl } } }"),
      bashJob(project),
      new File([new Uint8Array(1_000_000)], "big.bin"),
    );
    const controller = new AbortController();
    const answer = await emulator.fetch(emulator.url + data.createJob.versions[0].packageInfo.downloadUrl, {
      headers: { authorization: `Bearer ${wire.token}` },
      signal: controller.signal,
    });
    const reader = answer.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    controller.abort(new Error("enough"));
    await expect(reader?.read()).rejects.toThrow("enough");
  });
});

describe("as msw handlers", () => {
  test("are made with the msw that is handed in", async () => {
    const emulator = emulateSaagie({ clock: "manual", url: "https://demo-workspace.example.org" });
    const paths: string[] = [];
    const all: typeof http.all = (path, ...rest) => {
      paths.push(String(path));
      return http.all(path, ...rest);
    };
    const handlers = await emulator.handlers({ http: { ...http, all }, HttpResponse });
    expect(paths).toEqual(handlers.map(({ info }) => (info as { path?: unknown }).path));
    expect(paths).toContain(`${emulator.url}/*`);
  });

  test("answers the global fetch, faults included", async () => {
    const emulator = emulateSaagie({ clock: "manual", url: "https://demo-workspace.example.org" });
    const server = setupServer(...(await emulator.handlers()));
    server.listen({ onUnhandledRequest: "error" });
    try {
      const wire = await connect(emulator, { fetch: (url, init) => fetch(url, init) });
      expect((await wire.post("{ platform { id } }")).data).toEqual({ platform: { id: 1 } });
      const doubled = await connect(emulator, {
        fetch: (url, init) => fetch(url, init),
        url: `${emulator.url}/`,
      });
      expect(doubled.token).not.toBe("");
      emulator.faults.add({ reset: "before" });
      await expect(wire.post("{ platform { id } }")).rejects.toBeInstanceOf(TypeError);
      emulator.faults.add({ tear: 3 });
      await expect(wire.post("{ platform { id } }")).rejects.toBeInstanceOf(Error);
    } finally {
      server.close();
    }
  });
});

describe("on a socket", () => {
  test("answers other programs until it is closed", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const listening = await emulator.listen({ port: 0 });
    expect(listening.url).toBe(`http://127.0.0.1:${String(listening.port)}`);
    const wire = await connect(emulator, {
      fetch: (url, init) => fetch(url, init),
      url: `${listening.url}/`,
    });
    const project = await readyProject(emulator, wire);
    await makeJob(wire, project);
    const { data } = await wire.upload<{
      createJob: { versions: [{ packageInfo: { downloadUrl: string } }] };
    }>(
      CREATE_JOB.replace("{ id name alias }", "{ versions { packageInfo { downloadUrl } } }"),
      bashJob(project, { name: "With package" }),
      new File(["ä".repeat(100_000)], "a.txt"),
    );
    const download = await fetch(listening.url + data.createJob.versions[0].packageInfo.downloadUrl, {
      headers: { authorization: `Bearer ${wire.token}` },
    });
    expect([download.headers.get("content-length"), (await download.text()).length]).toEqual([
      "200000",
      100_000,
    ]);
    await listening.close();
    await emulator.close();
    // Which error it is depends on whether a connection is kept from before.
    await expect(fetch(listening.url)).rejects.toBeInstanceOf(TypeError);
  });

  test("says when the port is taken, and close() closes what listens", async () => {
    const emulator = emulateSaagie();
    const { port, url } = await emulator.listen();
    await expect(emulateSaagie({ clock: "manual" }).listen({ port })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
    expect(emulator.clock.mode).toBe("real");
    await emulator.close();
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });
});

test("a reset is a new beginning with the same ids, and time goes on", async () => {
  const emulator = emulateSaagie({ clock: "manual", seed: 7 });
  const wire = await connect(emulator);
  const id = await readyProject(emulator, wire);
  emulator.users.add({ login: "a", password: "b" });
  emulator.faults.add({ status: 500 });
  const before = emulator.clock.now();
  await emulator.reset();
  expect([emulator.requests, emulator.clock.now()]).toEqual([[], before]);
  const again = await connect(emulator);
  expect((await again.post("{ projects { id } }")).data).toEqual({ projects: [] });
  expect(await readyProject(emulator, again)).toBe(id);
  expect((await connect(emulator, { login: "a", password: "b" })).token).toBe("Bad credentials");
});

test("other seeds make other ids, of the shape of random UUIDs", async () => {
  const ids: string[] = [];
  for (const seed of [1, 2, 3]) {
    const emulator = emulateSaagie({ clock: "manual", seed });
    ids.push(await readyProject(emulator, await connect(emulator)));
  }
  expect(new Set(ids).size).toBe(3);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
