import { afterEach, describe, expect, test } from "vitest";
import type { ConnectionError } from "../../src/index.ts";
import { fetchTransport } from "../../src/core/transport/fetch-transport.ts";
import type { TransportRequest } from "../../src/core/transport/transport.ts";
import { request as usual } from "../node/loopback.ts";
import { failure } from "./support/rejection.ts";

const request = (rest: Partial<TransportRequest> = {}): TransportRequest =>
  usual("https://acme.invalid/x", rest);

/** A transport whose `fetch` answers like this, and what it was given. */
function over(answer: () => Response | Promise<Response>): {
  readonly transport: ReturnType<typeof fetchTransport>;
  readonly given: (RequestInit & { readonly duplex?: string })[];
} {
  const given: RequestInit[] = [];
  const transport = fetchTransport((_, init = {}) => {
    given.push(init);
    return Promise.resolve().then(answer);
  });
  return { transport, given };
}

describe("what a fetch is asked for", () => {
  const form = new FormData();
  form.append("a", new File(["x"], "x"));

  test.each<[string, TransportRequest["body"], RequestInit]>([
    ["nothing", undefined, { redirect: "manual" }],
    ["a text", "{}", { redirect: "manual", body: "{}" }],
    ["a file", new Blob(["x"]), { redirect: "error" }],
    ["a form", form, { redirect: "error" }],
    ["a stream", new Blob(["x"]).stream(), { redirect: "error" }],
  ])("never follows a redirect, and keeps Node from keeping a copy: %s", async (_, body, init) => {
    const { transport, given } = over(() => new Response("ok"));
    const answer = await transport(request({ method: "POST", ...(body === undefined ? {} : { body }) }));
    answer.discard();
    expect(given[0]).toMatchObject({ method: "POST", window: null, ...init });
    expect(given[0]?.duplex).toBe(body === undefined ? undefined : "half");
  });
});

describe("a failure", () => {
  const coded = (code: string): Error => Object.assign(new Error("x"), { code });

  test.each([
    ["at the surface", coded("ECONNREFUSED"), " (ECONNREFUSED)"],
    ["below it", new TypeError("fetch failed", { cause: coded("ENOTFOUND") }), " (ENOTFOUND)"],
    ["nowhere", new TypeError("fetch failed"), ""],
    ["that is none", Object.assign(new Error("x"), { code: "my secret" }), ""],
  ])("tells the system's word for it, and counts as possibly sent: %s", async (_, thrown, word) => {
    const error = (await failure(over(() => Promise.reject(thrown)).transport(request()))) as ConnectionError;
    expect(error.message).toBe(`The platform could not be reached, or the connection broke${word}.`);
    expect([error.code, error.phase, error.sent, error.cause]).toEqual(["CONNECTION", "send", true, thrown]);
  });

  test("in the middle of an answer is told as one, also to who reads a stream", async () => {
    const broken = (): Response =>
      new Response(
        new ReadableStream({
          pull: (controller) =>
            controller.error(new TypeError("terminated", { cause: coded("UND_ERR_SOCKET") })),
        }),
      );
    const { transport } = over(broken);
    const expected = {
      code: "CONNECTION",
      phase: "receive",
      message: "The answer broke off (UND_ERR_SOCKET).",
    };
    expect(await failure((await transport(request())).text())).toMatchObject(expected);
    expect(await failure((await transport(request())).stream().getReader().read())).toMatchObject(expected);
  });
});

describe("an answer", () => {
  const pieces = (parts: string[]): Response =>
    new Response(new Blob(parts).stream().pipeThrough(new TransformStream()));

  test("is UTF-8 without its mark, wherever its pieces are cut", async () => {
    const bytes = new TextEncoder().encode("\uFEFFgrün 💾");
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await (await over(() => new Response(body)).transport(request())).text()).toBe("grün 💾");
    expect(await (await over(() => new Response(null, { status: 204 })).transport(request())).text()).toBe(
      "",
    );
  });

  test("that is not wanted is let go", async () => {
    let cancelled = false;
    const body = new ReadableStream({ cancel: () => void (cancelled = true) });
    (await over(() => new Response(body)).transport(request())).discard();
    expect(cancelled).toBe(true);
    (await over(() => new Response(null)).transport(request())).discard();
    expect(await (await over(() => pieces(["a", "b"])).transport(request())).text()).toBe("ab");
  });
});

describe("many pieces", () => {
  const warnings: Error[] = [];
  const listener = (warning: Error): void => void warnings.push(warning);

  afterEach(() => {
    process.off("warning", listener);
  });

  test("leave nothing behind, each", async () => {
    process.on("warning", listener);
    let left = 5000;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(new Uint8Array(1024));
      },
    });
    const { transport, given } = over(() => new Response(body));
    let size = 0;
    for await (const chunk of (await transport(request())).stream()) size += chunk.byteLength;
    await new Promise((resolve) => setImmediate(resolve));
    expect([size, warnings, given[0]?.signal?.aborted]).toEqual([5000 * 1024, [], false]);
  });
});
