import { describe, expect, onTestFinished, test } from "vitest";
import { AuthenticationError } from "../../../src/index.ts";
import { idle } from "../support/idle.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, rejection, SCRIPT } from "../support/things.ts";

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

const TOKEN_LIFETIME_MS = 3_600_000;
const CALLERS = 1_000;
const times = <T>(call: () => Promise<T>): Promise<T>[] => Array.from({ length: CALLERS }, call);

describe("any number of callers share one log-in", () => {
  test("at the start", async () => {
    const { emulator, saagie } = ownPlatform();
    const asked = watchRequests(emulator);
    const answers = await Promise.all(times(() => saagie.about.info()));
    expect(answers).toHaveLength(CALLERS);
    expect(asked.count("authenticate")).toBe(1);
    expect(asked.count("PlatformInfo")).toBe(CALLERS);
  });

  test("when a token has expired", async () => {
    const own = ownPlatform();
    const { emulator, saagie } = own;
    const { id } = await makeJob(own);
    emulator.clock.advance(TOKEN_LIFETIME_MS);
    const asked = watchRequests(emulator);
    const jobs = await Promise.all(times(() => saagie.jobs.get(id)));
    expect(jobs.every((job) => job.id === id)).toBe(true);
    expect(asked.count("authenticate")).toBe(1);
    // Each was refused once at most, and replayed once.
    expect(asked.count("JobsGet")).toBeLessThanOrEqual(2 * CALLERS);
  });

  test("when it is refused: each gets the error, and for a second nobody asks again", async () => {
    const { emulator, client } = ownPlatform();
    const saagie = client({ password: "wrong" });
    const asked = watchRequests(emulator);
    const errors = await Promise.all(times(() => rejection(saagie.about.info())));
    expect(errors.every((error) => error instanceof AuthenticationError)).toBe(true);
    expect(await rejection(saagie.about.info())).toBeInstanceOf(AuthenticationError);
    expect(asked.operations()).toEqual(["authenticate"]);
    emulator.clock.advance(1_000);
    expect(await rejection(saagie.about.info())).toBeInstanceOf(AuthenticationError);
    expect(asked.operations()).toEqual(["authenticate", "authenticate"]);
  });

  test("calls over GraphQL and downloads alike", async () => {
    const own = ownPlatform();
    const { emulator, saagie } = own;
    const { id } = await makeJob(own);
    const { stream } = await saagie.jobs.openArtifact(id, 1);
    await stream.cancel();
    emulator.clock.advance(TOKEN_LIFETIME_MS);
    const asked = watchRequests(emulator);
    const download = async (): Promise<string> =>
      new Response((await saagie.jobs.openArtifact(id, 1)).stream).text();
    const [text] = await Promise.all([download(), saagie.about.info(), saagie.technologies.list()]);
    expect(text).toBe(SCRIPT.content);
    expect(asked.count("authenticate")).toBe(1);
  });

  test("a download that is refused in its midst is asked for again", async () => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    const asked = watchRequests(own.emulator);
    own.emulator.faults.add({ match: { operation: "downloadArtifact" }, status: 401, body: "Unauthorized" });
    const { stream } = await own.saagie.jobs.openArtifact(id, 1);
    expect(await new Response(stream).text()).toBe(SCRIPT.content);
    expect(asked.operations()).toEqual([
      "JobsVersion",
      "downloadArtifact",
      "authenticate",
      "downloadArtifact",
    ]);
  });
});

describe("a log-in", () => {
  test("is not undone by a late answer to an older token", async () => {
    const { emulator, saagie } = ownPlatform();
    await saagie.about.info();
    emulator.clock.advance(TOKEN_LIFETIME_MS);
    const asked = watchRequests(emulator);
    emulator.faults.add({ match: { operation: "PlatformInfo" }, latencyMs: 60_000 });
    const late = saagie.about.info();
    await saagie.projects.list();
    expect(await late).toMatchObject({ id: 1 });
    await saagie.projects.list();
    expect(asked.count("authenticate")).toBe(1);
  });

  test("is tried again when it got lost, and when the platform stumbles", async () => {
    const { emulator, saagie } = ownPlatform();
    const asked = watchRequests(emulator);
    emulator.faults.add({ match: { operation: "authenticate" }, reset: "before" });
    emulator.faults.add({ match: { operation: "authenticate" }, reset: "after" });
    emulator.faults.add({ match: { operation: "authenticate" }, status: 503 });
    expect(await saagie.about.info()).toMatchObject({ id: 1 });
    expect(asked.count("authenticate")).toBe(4);
  });

  test("goes on when one of those who wait for it gives up", async () => {
    const { emulator, saagie } = ownPlatform();
    emulator.faults.add({ match: { operation: "authenticate" }, latencyMs: 1_000 });
    emulator.clock.auto = false;
    const reason = new Error("gave up");
    const controller = new AbortController();
    const first = rejection(saagie.about.info({ signal: controller.signal }));
    const second = saagie.about.info();
    await idle();
    controller.abort(reason);
    expect(await first).toBe(reason);
    emulator.clock.advance(1_000);
    expect(await second).toMatchObject({ id: 1 });
  });

  test("that is refused after the password was changed is an error, and no loop", async () => {
    const own = ownPlatform();
    const viewer = own.as("viewer");
    await viewer.about.info();
    own.emulator.users.add({ login: "viewer", password: "changed" });
    own.emulator.clock.advance(TOKEN_LIFETIME_MS);
    const asked = watchRequests(own.emulator);
    expect(await rejection(viewer.about.info())).toBeInstanceOf(AuthenticationError);
    expect(asked.operations()).toEqual(["PlatformInfo", "authenticate"]);
  });

  test("whose token is refused at once is not repeated for ever", async () => {
    const { emulator, saagie } = ownPlatform();
    const asked = watchRequests(emulator);
    emulator.faults.add({
      match: { operation: "PlatformInfo" },
      times: Infinity,
      status: 401,
      body: "Unauthorized",
    });
    expect(await rejection(saagie.about.info())).toBeInstanceOf(AuthenticationError);
    expect(asked.operations()).toEqual(["authenticate", "PlatformInfo", "authenticate", "PlatformInfo"]);
  });

  test("answered by something else than the platform is no token", async () => {
    const { emulator, saagie } = ownPlatform();
    const body = "<html>Welcome</html>\n<form>";
    emulator.faults.add({ match: { operation: "authenticate" }, status: 200, body });
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.about.info());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(String(error)).not.toContain("form");
    expect(asked.operations()).toEqual(["authenticate"]);
  });

  test("is not repeated by an upload that met an expired token with half a file", async () => {
    const own = ownPlatform();
    const { emulator, saagie } = own;
    const job = await makeJob(own);
    emulator.clock.advance(TOKEN_LIFETIME_MS);
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (const text of ["print(", "'renewed'", ")"]) yield Promise.resolve(new TextEncoder().encode(text));
    };
    const asked = watchRequests(emulator);
    const file = { name: "renewed.py", content: chunks() };
    emulator.faults.add({ match: { operation: "addJobVersion" }, status: 401, body: "Unauthorized" });
    await saagie.jobs.upgrade(job.id, { file });
    expect(asked.count("JobsAddVersion")).toBe(2);
    expect(await new Response((await saagie.jobs.openArtifact(job.id, 2)).stream).text()).toBe(
      "print('renewed')",
    );
  });
});
