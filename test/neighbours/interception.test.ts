import { execFile } from "node:child_process";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setupServer } from "msw/node";
import nock from "nock";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { emulateDescartes, emulateSaagie, type EmulatedSaagie } from "../../src/emulator/index.ts";
import { Saagie, type ConnectOptions } from "../../src/saagie/index.ts";
import { useSaagie, useStorage } from "./uses.ts";

// Tools that stand in for the network or watch it, as people use them: on the client as it is, no `fetch` given.
// Every address ends in `.invalid`: what such a tool misses reaches nobody, and fails.

function saagieOf(
  { url, platform, realm, user, password, clock }: EmulatedSaagie,
  options: ConnectOptions = {},
): Saagie {
  return new Saagie({
    url,
    platform,
    realm,
    user,
    password,
    clock,
    platformVersion: "2024.05",
    ...options,
  });
}

describe("msw", () => {
  test.each(["http", "https"])("answers calls, uploads and downloads: %s", async (scheme) => {
    const saagie = emulateSaagie({ clock: "auto", url: `${scheme}://saagie.invalid` });
    const descartes = emulateDescartes({ clock: "auto" });
    const server = setupServer(...(await saagie.handlers()), ...(await descartes.handlers()));
    server.listen({ onUnhandledRequest: "error" });
    onTestFinished(async () => {
      server.close();
      await saagie.close();
      await descartes.close();
    });
    await useSaagie(saagieOf(saagie, { allowInsecureHttp: true }));
    const { url, iamUrl, clientId, refreshToken, clock } = descartes;
    await useStorage(new DescartesStorage({ url, iamUrl, clientId, refreshToken, clock }));
    expect(saagie.requests.length).toBeGreaterThan(4);
    expect(descartes.requests.length).toBeGreaterThan(3);
  });

  test("refuses what no handler answers, before it leaves", async () => {
    const emulator = emulateSaagie({ url: "https://elsewhere.invalid" });
    const server = setupServer();
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    server.listen({ onUnhandledRequest: "error" });
    onTestFinished(async () => {
      server.close();
      vi.restoreAllMocks();
      await emulator.close();
    });
    const seen: string[] = [];
    server.events.on("request:start", ({ request }) => void seen.push(new URL(request.url).pathname));
    const client = saagieOf(emulator, { retry: { retries: 0 } });
    const refused = client.jobs.get("0db6d0a7-ad4b-45cd-8082-913a192daa25");
    await expect(refused).rejects.toMatchObject({ platform: "saagie" });
    // The log-in is a request, too.
    expect(seen[0]).toBe("/authentication/api/open/authenticate");
  });

  test("sees a client in plain Node", { timeout: 60_000 }, async () => {
    const script = fileURLToPath(new URL("./support/msw-in-node.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script]);
    expect(stdout.trim()).toBe("answered by msw");
  });
});

test("nock answers calls, uploads and downloads", async () => {
  nock.disableNetConnect();
  onTestFinished(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  });
  let uploaded = 0;
  nock("https://descartes.invalid")
    .post("/token")
    .reply(200, { access_token: "a.b.c", expires_in: 3600 })
    .get("/storage/v1/data/get/a/key")
    .reply(200, "x".repeat(300_000), { "content-length": "300000" });
  nock("https://saagie.invalid")
    .post("/projects/api/platform/1/graphql", (body: unknown) => {
      uploaded = JSON.stringify(body).length;
      return true;
    })
    .reply(200, { data: { job: { id: "0db6d0a7-ad4b-45cd-8082-913a192daa25", name: "Nocked" } } });
  const saagie = new Saagie({
    url: "https://saagie.invalid",
    platform: 1,
    realm: "demo",
    platformVersion: "2024.05",
    token: "given",
  });
  expect((await saagie.jobs.get("0db6d0a7-ad4b-45cd-8082-913a192daa25")).name).toBe("Nocked");
  expect(uploaded).toBeGreaterThan(100);
  const storage = new DescartesStorage({
    url: "https://descartes.invalid/storage/v1",
    iamUrl: "https://descartes.invalid",
    token: "a.b.c",
  });
  expect(await storage.getText("a/key")).toHaveLength(300_000);
});

test("a tracing tool that wraps http.request sees every request, also of clients made before it came", async () => {
  const emulator = emulateSaagie({ clock: "auto" });
  const { url, close } = await emulator.listen();
  onTestFinished(close);
  const client = Saagie.connect(`${url}/projects/platform/1`, {
    user: "demo",
    password: "demo",
    realm: "demo",
  });
  await client.about.info();
  const real = http.request;
  const seen: unknown[] = [];
  const tracing = vi.spyOn(http, "request").mockImplementation((...args: readonly unknown[]) => {
    seen.push((args[0] as http.RequestOptions).path);
    return Reflect.apply(real, http, args) as http.ClientRequest;
  });
  onTestFinished(() => tracing.mockRestore());
  await client.about.info();
  expect(seen).toEqual(["/projects/api/platform/1/graphql"]);
});
