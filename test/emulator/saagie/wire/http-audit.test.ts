import { serverAudits } from "graphql-http";
import { expect, onTestFinished, test } from "vitest";
import { emulateSaagie } from "../../../../src/emulator/index.ts";

// The audit of the GraphQL-over-HTTP specification, written by others, against both endpoints on a socket.

async function serve(): Promise<{ readonly url: string; readonly fetchFn: typeof fetch }> {
  const emulator = emulateSaagie({ clock: "manual" });
  const { url, close } = await emulator.listen();
  onTestFinished(close);
  const { user: login, password, realm } = emulator;
  const answer = await fetch(`${url}/authentication/api/open/authenticate`, {
    method: "POST",
    headers: { "content-type": "application/json", "saagie-realm": realm },
    body: JSON.stringify({ login, password }),
  });
  const authorization = `Bearer ${await answer.text()}`;
  const fetchFn: typeof fetch = (input, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", authorization);
    headers.set("saagie-realm", realm);
    return fetch(input, { ...init, headers });
  };
  return { url, fetchFn };
}

/** What the specification only recommends, and the platform does not do: it answers `application/json` with 200 to everybody. */
const NOT_DONE = [
  /^SHOULD accept application\/graphql-response\+json/u,
  /^SHOULD .* when accepting application\/graphql-response\+json$/u,
  /^SHOULD respond with 4xx status code if content-type is not supplied/u,
];

test.each(["/projects/api/platform/1/graphql", "/gateway/api/graphql"])(
  "%s passes the audit of GraphQL over HTTP",
  async (path) => {
    const { url, fetchFn } = await serve();
    const audits = serverAudits({ url: url + path, fetchFn });
    const results = await Promise.all(audits.map(({ fn }) => fn()));
    const failed = results.filter(({ status, name }) => {
      if (status === "error") return true;
      return status === "warn" && !NOT_DONE.some((pattern) => pattern.test(name));
    });
    expect(failed).toEqual([]);
    expect(
      results.filter(({ name, status }) => name.startsWith("MUST") && status === "ok").length,
    ).toBeGreaterThan(10);
  },
);
