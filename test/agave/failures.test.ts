import { describe, expect, test } from "vitest";
import { readFailure } from "../../src/agave/failures.ts";
import { createSession } from "../../src/core/session.ts";
import { instantClock } from "../core/support/clock.ts";
import { binding, madeUpPlatform, operation } from "../core/support/made-up-platform.ts";
import { failure } from "../core/support/rejection.ts";
import { wire } from "../core/support/wire.ts";

/** Asks once of a client whose refresh token serves once for each log-in. */
async function ask(status: number, text: string, type = "application/json") {
  const wired = wire(() => new Response(text, { status, headers: { "content-type": type } }));
  let refreshes = 0;
  const clock = instantClock();
  const session = createSession({
    clock,
    login: async () => ({ token: `made-up-token-${(refreshes += 1)}` }),
  });
  const { call } = madeUpPlatform({
    fetch: wired.fetch,
    clock,
    session,
    bindings: { ask: binding({ path: "/a", unwrap: "result", method: "DELETE" }) },
    rest: { readFailure },
  });
  const asked = operation("mutation Q { ask }", { endpoint: "rest", safety: "write", nullable: true });
  const error = await failure(call(asked, {}));
  return { code: error.code, message: error.message, refreshes, sent: wired.seen.length };
}

const envelope = (message: string | null, more: object = { result: null }): string =>
  JSON.stringify({ status: "error", message, version: "2.2.27-r1", ...more });

const fault = (code: number | string, message: string, description?: string): string =>
  JSON.stringify({ fault: { code, message, description } });

const xml = (code: number, message: string, description = ""): string => `<?xml version="1.0"?>
  <!-- made by a gateway -->
  <am:fault xmlns:am="http://gateway.example.org/security"><am:code>${code}</am:code><am:message>${message}</am:message>
  <am:description>${description}</am:description></am:fault>`;

describe("a right that lacks leaves the log-in alone", () => {
  test.each<[string, number, string, string]>([
    [
      "a service's own 401",
      401,
      envelope("User ann may not delete app x-1"),
      "User ann may not delete app x-1",
    ],
    ["without a result", 401, envelope("no", {}), "no"],
    ["with an empty one", 401, envelope("no", { result: "" }), "no"],
    [
      "in the words of a log-in",
      401,
      envelope("Permission denied. You may not read this."),
      "Permission denied. You may not read this",
    ],
    [
      "of an actor",
      400,
      envelope("Not authorized: you need UPDATE on it."),
      "Not authorized: you need UPDATE on it",
    ],
    ["403", 403, envelope("User does not have access"), "User does not have access"],
    [
      "of a client without a subscription",
      403,
      fault(900908, "Resource forbidden", "Not subscribed"),
      "Resource forbidden. Not subscribed",
    ],
    ["the same in XML", 403, xml(900908, "Resource forbidden"), "Resource forbidden"],
  ])("%s", async (_, status, text, words) => {
    const asked = await ask(status, text);
    expect(asked).toMatchObject({ code: "PERMISSION_DENIED", refreshes: 1, sent: 1 });
    expect(asked.message).toContain(`Q is not allowed for this user: ${words}. `);
  });
});

describe("a log-in that is not accepted is renewed once", () => {
  test.each<[string, number, string, string]>([
    [
      "a fault in JSON",
      401,
      fault(900904, "Access Token Inactive", "Access failure for API: /apps"),
      "Access Token Inactive. Access failure for API: /apps",
    ],
    [
      "its code as a text",
      401,
      fault("900901", "Invalid Credentials", "Invalid Credentials"),
      "Invalid Credentials",
    ],
    [
      "without a known code",
      401,
      JSON.stringify({ fault: { message: "Invalid Credentials. Check them." } }),
      "Invalid Credentials. Check them",
    ],
    ["under another status", 400, fault(900903, "Access Token Expired"), "Access Token Expired"],
    [
      "a fault in XML",
      401,
      xml(900905, "Wrong kind &amp; &lt;token&gt;", "<![CDATA[use\n another]]>"),
      "Wrong kind & <token>. use another",
    ],
    [
      "past the gateway",
      401,
      envelope("Permission denied. No valid Authentication credentials were found"),
      "Permission denied. No valid Authentication credentials were found",
    ],
    [
      "of OAuth",
      400,
      '{"error":"invalid_grant","error_description":"Refresh token is spent"}',
      "Refresh token is spent",
    ],
    ["of an OAuth client", 401, '{"error":"invalid_client"}', "invalid_client"],
  ])("%s", async (_, status, text, words) => {
    for (const type of ["application/json", "application/xml", "text/plain"]) {
      const asked = await ask(status, text, type);
      expect(asked).toMatchObject({ code: "AUTHENTICATION", refreshes: 2, sent: 2 });
      expect(asked.message).toContain(`The platform does not accept the log-in: ${words}. `);
    }
  });
});

describe("anything else is what its status says", () => {
  test.each<[string, number, string, string, string]>([
    [
      "an error under success",
      200,
      envelope("The system is disabled"),
      "REFUSED",
      "refused: The system is disabled.",
    ],
    ["nothing told", 200, envelope(null), "REFUSED", "Q was refused."],
    [
      "a refusal under success",
      200,
      envelope("Not authorized"),
      "PERMISSION_DENIED",
      "user: Not authorized.",
    ],
    ["a bad request", 400, envelope("line 1\nline 2"), "REFUSED", "was refused: line 1 line 2."],
    [
      "a missing thing",
      404,
      envelope("No app of this id"),
      "NOT_FOUND",
      "This thing does not exist: No app of this id.",
    ],
    [
      "a missing job of outputs",
      400,
      envelope("No job found with id 7"),
      "NOT_FOUND",
      "No job found with id 7.",
    ],
    ["credentials of a system", 412, envelope("No credentials"), "REFUSED", "was refused: No credentials."],
    ["what is not offered", 501, envelope("A folder"), "REFUSED", "was refused: A folder."],
    [
      "a service that is not there",
      404,
      fault(404, "Not Found", "No such resource"),
      "HTTP_STATUS",
      "404: Not Found. No such resource.",
    ],
    ["a code that no log-in mends", 401, xml(900900, "Unclassified"), "HTTP_STATUS", "401: Unclassified."],
    ["throttling", 429, fault(900800, "Message throttled out"), "HTTP_STATUS", "429: Message throttled out."],
    [
      "an error of OAuth",
      400,
      '{"error":"unsupported_grant_type"}',
      "HTTP_STATUS",
      "400: unsupported_grant_type.",
    ],
  ])("%s", async (_, status, text, code, words) => {
    const asked = await ask(status, text);
    expect(asked).toMatchObject({ code, refreshes: 1, sent: 1 });
    expect(asked.message).toContain(words);
  });

  test.each<[number, string]>([
    [401, ""],
    [401, "<html><head><title>401</title></head></html>"],
    [502, "<html> <b>502</b></html>"],
    [400, "null"],
    [200, '{"status":"success","message":null,"version":"2","result":{"status":"error"}}'],
    [200, '{"status":"error"}'],
    [200, '{"error":"x","fault":{"code":900901}}'],
    [200, '[{"status":"error","message":""}]'],
  ])("%d with %j says nothing", (status, text) => {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    expect(readFailure({ status, contentType: null, text, json })).toBeUndefined();
  });

  test("a text that goes on and on is read in no time", () => {
    const text = `<a>${"<!-- ".repeat(100_000)}`;
    const started = performance.now();
    for (const begin of ["", "\n".repeat(100_000), "<?".repeat(100_000), "<message>".repeat(50_000)])
      readFailure({ status: 401, contentType: "text/xml", text: `${begin}${text}`, json: undefined });
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
