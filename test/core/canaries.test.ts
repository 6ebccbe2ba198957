import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { CANARIES, formsOf, leaksIn } from "./support/canaries.ts";
import { CARRIERS, GRAPHQL_FAILURES, HTTP_FAILURES } from "./support/canary-cases.ts";
import { instantClock } from "./support/clock.ts";
import { rejection } from "./support/rejection.ts";
import { client, JOB, json, silence, wire } from "./support/wire.ts";

const METHODS = ["log", "info", "warn", "error", "debug", "trace"] as const;
const written: unknown[] = [];

beforeEach(() => {
  for (const method of METHODS)
    vi.spyOn(console, method).mockImplementation((...words) => void written.push(words));
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(written.splice(0)).toEqual([]);
});

const CASES = CARRIERS.flatMap((carrier) =>
  [...HTTP_FAILURES, ...(carrier.graphql ? GRAPHQL_FAILURES : [])].map((failure) => ({
    title: `${carrier.name}, answered by ${failure.kind}`,
    carrier,
    failure,
  })),
);

let ran = 0;

afterAll(() => {
  expect(ran, "cases that ran").toBeGreaterThanOrEqual(84);
});

test.each(CASES)("$title, tells no secret in any form", async ({ carrier, failure }) => {
  ran += 1;
  for (const secret of carrier.secrets) {
    for (const quoted of formsOf(secret)) {
      const out = await carrier.run((seen) => failure.answer(quoted, seen));
      expect(leaksIn(out, [secret]), `quoted as ${quoted}`).toEqual([]);
    }
  }
});

describe("what is refused before it is sent tells no secret", () => {
  const all = Object.values(CANARIES);

  test.each(all)("an option of a client: %s", async (secret) => {
    ran += 1;
    const works: readonly (() => unknown)[] = [
      () => client(undefined, {}, secret),
      () => client(undefined, {}, `https://demo:${encodeURIComponent(secret)}@acme.invalid`),
      () => client(undefined, {}, `https://acme.invalid/?token=${encodeURIComponent(secret)}`),
      () => client(undefined, { token: `${secret}\n` }),
      () => Saagie.connect(secret, { user: "a", password: secret }),
      () => Saagie.connect(`https://demo:${encodeURIComponent(secret)}@acme.invalid`, {}),
      () => new DescartesStorage({ url: secret, token: secret }),
      () =>
        new DescartesStorage({ iamUrl: `ftp://${encodeURIComponent(secret)}@acme.invalid`, token: secret }),
      () => new DescartesStorage({ clientSecret: secret }),
    ];
    const out: unknown[] = [];
    for (const work of works)
      out.push(
        await Promise.resolve()
          .then(work)
          .catch((error: unknown) => error),
      );
    expect(leaksIn(out, [secret])).toEqual([]);
  });

  test.each(all)("an argument of a call: %s", async (secret) => {
    ran += 1;
    const saagie = client(wire(() => undefined).fetch, { token: "t" });
    const project = "11111111-1111-4111-8111-111111111111";
    const out = [
      await rejection(saagie.environmentVariables.create({ project }, { name: "not a name", value: secret })),
      await rejection(
        saagie.environmentVariables.create({ project }, { name: "A", value: secret.repeat(2_000) }),
      ),
      await rejection(saagie.environmentVariables.replaceAll({ project }, { "not a name": secret })),
      await rejection(saagie.environmentVariables.replaceAll({ project }, { A: `${secret}\n${secret}` })),
      await rejection(saagie.dockerCredentials.create(project, { username: " ", password: secret })),
    ];
    expect(leaksIn(out, [secret])).toEqual([]);
  });
});

describe("a call that is given up tells no secret", () => {
  test.each(["a deadline", "an abort"])("by %s", async (how) => {
    ran += 1;
    const controller = new AbortController();
    const { fetch } = wire((seen) => {
      if (how === "an abort") controller.abort();
      return silence(seen);
    });
    const saagie = client(fetch, { token: CANARIES.token, clock: instantClock() });
    const options = how === "an abort" ? { signal: controller.signal } : { timeoutMs: 20 };
    const creating = saagie.environmentVariables.create(
      { project: "11111111-1111-4111-8111-111111111111" },
      { name: "A", value: CANARIES.uuid, isPassword: true },
      options,
    );
    expect(leaksIn([await rejection(creating)], [CANARIES.uuid, CANARIES.token])).toEqual([]);
  });
});

describe("whoever a redirect or a signed URL leads to is not quoted", () => {
  const signed = `https://store.invalid/blob?${CANARIES.signature}`;

  test.each([400, 401, 403, 404, 410, 500, 503])("a redirect to a store that answers %d", async (status) => {
    ran += 1;
    const seen: string[] = [];
    const storage = new DescartesStorage({
      url: "https://platform.invalid/storage/v1",
      iamUrl: "https://iam.invalid",
      token: CANARIES.token,
      clock: instantClock(),
      fetch: async (input) => {
        const { host } = new URL(new Request(input).url);
        seen.push(host);
        if (host !== "store.invalid") return new Response("", { status: 302, headers: { location: signed } });
        return new Response(`No ${CANARIES.signature} for strangers`, { status });
      },
    });
    const error = await rejection(storage.getText("a"));
    expect(leaksIn([error], [CANARIES.signature, CANARIES.token])).toEqual([]);
    expect(String(error)).not.toMatch(/strangers/u);
    // A log-in at somebody else's is none of ours: nobody logs in anew for it.
    expect(new Set(seen)).toEqual(new Set(["platform.invalid", "store.invalid"]));
  });

  test.each([400, 401, 403, 404, 500])("an upload to a signed URL that is answered by %d", async (status) => {
    ran += 1;
    const storage = new DescartesStorage({
      url: "https://platform.invalid/storage/v1",
      iamUrl: "https://iam.invalid",
      token: CANARIES.token,
      clock: instantClock(),
      fetch: async (input) => {
        const { host } = new URL(new Request(input).url);
        if (host !== "store.invalid") return json(signed);
        return new Response(`No ${CANARIES.signature} for strangers`, { status });
      },
    });
    const error = await rejection(storage.set("a", "content"));
    expect(leaksIn([error], [CANARIES.signature, CANARIES.token])).toEqual([]);
    expect(String(error)).not.toMatch(/strangers/u);
  });

  test("a package of Saagie at a URL with a secret in it", async () => {
    ran += 1;
    const { fetch } = wire((seen) => {
      if (seen.name !== "JobsVersion") return new Response(`Not ${seen.url.href}`, { status: 500 });
      const downloadUrl = `/package?${CANARIES.signature}`;
      return json({ data: { jobVersion: { number: 1, packageInfo: { name: "a", downloadUrl } } } });
    });
    const saagie = client(fetch, { token: CANARIES.token, clock: instantClock() });
    const error = await rejection(saagie.jobs.openArtifact(JOB, 1));
    expect(leaksIn([error], [CANARIES.signature, CANARIES.token])).toEqual([]);
  });
});
