import { describe, expect, test } from "vitest";
import { failure } from "../support/rejection.ts";
import { binding, madeUpPlatform, operation } from "../support/made-up-platform.ts";

// A recording transport: nothing is really sent to an address outside this machine.

const READ = "query Read($url: ID) { read(url: $url) }";

function recording(location?: string): { readonly urls: string[]; readonly fetch: typeof globalThis.fetch } {
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    urls.push(new Request(input).url);
    return urls.length === 1 && location !== undefined
      ? new Response(null, { status: 302, headers: { location } })
      : new Response('"found"');
  };
  return { urls, fetch };
}

const signed = {
  read: binding({ path: "{+url}", signed: true, arguments: { url: { place: "PATH", name: "url" } } }),
};
const followed = { read: binding({ path: "/read", follow: true }) };

async function ask(
  bindings: typeof signed | typeof followed,
  fetch: typeof globalThis.fetch,
  options: { readonly url?: string; readonly allowInsecureHttp?: boolean; readonly to?: string } = {},
): Promise<unknown> {
  const { to = "", ...rest } = options;
  const { call } = madeUpPlatform({ fetch, bindings, retry: { retries: 0 }, ...rest });
  return call(operation(READ, { endpoint: "rest" }), { url: to });
}

describe.each([
  ["a signed URL", signed],
  ["a redirect", followed],
])("%s to another machine over plain http", (_, bindings) => {
  const isRedirect = bindings === followed;
  const at = (to: string): { urls: string[]; fetch: typeof globalThis.fetch } =>
    recording(isRedirect ? to : undefined);

  test.each(["http://elsewhere.invalid/x", "http://10.0.0.7/x", "http://127.0.0.1.elsewhere.invalid/x"])(
    "is not followed, also where the client itself speaks to this machine: %s",
    async (to) => {
      const { urls, fetch } = at(to);
      const error = await failure(ask(bindings, fetch, { to }));
      expect(error.code).toBe("PROTOCOL");
      expect(error.hint).toContain("allowInsecureHttp");
      expect(urls.filter((url) => url.includes("/x"))).toEqual([]);
      expect(String(error)).not.toContain("elsewhere");
    },
  );

  test.each([
    "http://localhost:7/x",
    "http://127.0.0.1:7/x",
    "http://[::1]:7/x",
    "https://elsewhere.invalid/x",
  ])("but is where it is this machine, or protected: %s", async (to) => {
    const { urls, fetch } = at(to);
    expect(await ask(bindings, fetch, { to })).toBe("found");
    expect(urls.at(-1)).toBe(to);
  });

  test("is followed where that is asked for", async () => {
    const to = "http://elsewhere.invalid/x";
    const { urls, fetch } = at(to);
    expect(await ask(bindings, fetch, { to, allowInsecureHttp: true })).toBe("found");
    expect(urls.at(-1)).toBe(to);
  });
});
