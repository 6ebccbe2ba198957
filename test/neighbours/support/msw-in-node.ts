// Run as a program, without vitest between: a client that is loaded before msw, and answered by it.
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { Saagie } from "../../../src/saagie/index.ts";

const saagie = new Saagie({
  url: "https://saagie.invalid",
  platform: 1,
  realm: "demo",
  platformVersion: "2024.05",
  user: "demo",
  password: "demo",
});
// The transport is loaded by the first call, which reaches nobody.
await saagie.about.info({ timeoutMs: 200 }).catch(() => undefined);
const server = setupServer(
  http.post("https://saagie.invalid/authentication/api/open/authenticate", () => HttpResponse.text("token")),
  http.post("https://saagie.invalid/projects/api/platform/1/graphql", () =>
    HttpResponse.json({ data: { platform: { id: 1, name: "answered by msw" } } }),
  ),
);
server.listen({ onUnhandledRequest: "error" });
const { name } = await saagie.about.info();
server.close();
process.stdout.write(name ?? "");
