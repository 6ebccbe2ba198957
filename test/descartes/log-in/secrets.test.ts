import { inspect } from "node:util";
import { expect, test } from "vitest";
import type { RequestEvent, Warning } from "../../../src/index.ts";
import { rejection } from "../../core/support/rejection.ts";
import { openService } from "../support/service.ts";

// Secrets are everywhere in what is sent and answered, and nowhere in what comes out.

const REFRESH = "canary-refresh-token";
const CONTENT = "canary-content";

test("nothing that comes out of a client shows a token, a signed URL or what is stored", async () => {
  const out: unknown[] = [];
  const service = openService({ user: { sub: "canary", clientId: "app", refreshToken: REFRESH } });
  const { emulator } = service;
  const seen: string[] = [];
  const storage = service.client({
    clientId: "app",
    clientSecret: REFRESH,
    onRequest: (event: RequestEvent) => out.push(event),
    onWarning: (warning: Warning) => out.push(warning),
    retry: { retries: 1 },
    fetch: async (input, init) => {
      seen.push(new Headers(init?.headers).get("authorization")?.slice(7) ?? "");
      const answer = await emulator.fetch(input, init);
      const text = await answer.clone().text();
      // An answer that repeats what was sent, as some services do.
      if (answer.status >= 400) {
        const body = await new Response(init?.body ?? null).text();
        const { search } = new URL(new Request(input).url);
        return new Response(`refused: ${seen.at(-1)} ${body} ${search}`, answer);
      }
      if (text.startsWith("http")) seen.push(new URL(text).search.slice(1));
      return answer;
    },
  });
  await storage.set("k", CONTENT);
  out.push(await storage.getSignedUrl("k"), await storage.getUploadUrl("k"), storage);
  for (const status of [400, 401, 403, 404, 409, 429, 500, 503]) {
    for (const operation of [
      "token",
      "get",
      "exists",
      "list",
      "delete",
      "getUploadUrl",
      "getSignedUrl",
      "upload",
    ]) {
      await emulator.reset();
      await emulator.blobs.put("k", CONTENT);
      if (operation === "token") emulator.clock.advance(3_600_000);
      emulator.faults.add({ match: { operation }, status, times: Infinity });
      const calls = [
        () => storage.getJson("k"),
        () => storage.exists("k"),
        () => storage.list(),
        () => storage.set("other", CONTENT),
        () => storage.getSignedUrl("k"),
        () => storage.delete("k"),
      ];
      for (const call of calls)
        out.push(await rejection(call().then(() => Promise.reject(new Error("done")))));
    }
  }
  const secrets = [...new Set(seen.filter((secret) => secret !== "")), REFRESH, CONTENT];
  expect(secrets.length).toBeGreaterThan(5);
  const shown = out.map((one) => `${String(one)} ${inspect(one, { depth: 9 })} ${JSON.stringify(one)}`);
  expect(shown.length).toBeGreaterThan(300);
  for (const secret of secrets) expect(shown.find((text) => text.includes(secret))).toBeUndefined();
});
