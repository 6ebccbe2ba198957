import { describe, expect, onTestFinished, test } from "vitest";
import { isForm } from "../../core/support/sent-form.ts";
import {
  AmbiguousNameError,
  NotFoundError,
  OutcomeUnknownError,
  ProtocolError,
  RefusedError,
} from "../../../src/index.ts";
import { pipelineGraph, type Saagie } from "../../../src/saagie/index.ts";
import { clientWithOddAnswers, ODD_ANSWERS } from "../support/odd-answers.ts";
import { emulatedPlatform, type ClosablePlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, plainJob, rejection, SCRIPT } from "../support/things.ts";

function ownPlatform(): ClosablePlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

interface Creation {
  /** The operation as it stands in the request. */
  readonly of: string;
  /** As it is called in the list of requests. */
  readonly name: string;
  readonly create: (saagie: Saagie, project: string) => Promise<unknown>;
  /** How many there are afterwards. */
  readonly count: (saagie: Saagie, project: string) => Promise<number>;
}

const CREATIONS: readonly (readonly [string, Creation])[] = [
  [
    "a job",
    {
      of: "mutation JobsCreate",
      name: "JobsCreate",
      create: ({ jobs }, project) => jobs.create(project, { name: "J", technology: "Python", file: SCRIPT }),
      count: async ({ jobs }, project) => (await jobs.listMinimal(project)).length,
    },
  ],
  [
    "a project",
    {
      of: "mutation ProjectsCreate",
      name: "ProjectsCreate",
      create: ({ projects }) => projects.create({ name: "Sales" }),
      count: async ({ projects }) => (await projects.list()).filter(({ name }) => name === "Sales").length,
    },
  ],
  [
    "a variable",
    {
      of: "mutation EnvironmentVariablesCreate",
      name: "EnvironmentVariablesCreate",
      create: ({ environmentVariables }, project) =>
        environmentVariables.create({ project }, { name: "A", value: "1" }),
      count: async ({ environmentVariables }, project) =>
        (await environmentVariables.list({ project })).filter(({ name }) => name === "A").length,
    },
  ],
  [
    "a storage",
    {
      of: "mutation StoragesCreate",
      name: "StoragesCreate",
      create: ({ storages }, project) => storages.create(project, { name: "S", size: "128 MB" }),
      count: async ({ storages }, project) => (await storages.listMinimal(project)).length,
    },
  ],
  [
    "an app",
    {
      of: "mutation AppsCreate",
      name: "AppsCreate",
      create: ({ apps }, project) => apps.create(project, { name: "A", image: "nginx:latest" }),
      count: async ({ apps }, project) => (await apps.listMinimal(project)).length,
    },
  ],
];

describe.each(CREATIONS)("the creation of %s", (_, { of, name, create, count }) => {
  test.each(ODD_ANSWERS)(
    "that was done and is answered by %s is found, and sent once",
    async (__, answer) => {
      const own = ownPlatform();
      const { id } = await own.project();
      const saagie = clientWithOddAnswers(own, { of, answer });
      const asked = watchRequests(own.emulator);
      expect(await create(saagie, id)).toMatchObject({ id: expect.any(String) as string });
      expect([asked.count(name), await count(own.saagie, id)]).toEqual([1, 1]);
    },
  );

  test.each(ODD_ANSWERS)(
    "that was not done and is answered by %s three times is sent a fourth time",
    async (__, answer) => {
      const own = ownPlatform();
      const { id } = await own.project();
      const saagie = clientWithOddAnswers(own, { of, answer, times: 3, isDone: false });
      expect(await create(saagie, id)).toMatchObject({ id: expect.any(String) as string });
      expect(await count(own.saagie, id)).toBe(1);
    },
  );

  test("that is never done is unknown after as many tries as a read has, and tells of all", async () => {
    const own = ownPlatform();
    const { id } = await own.project();
    let sent = 0;
    const answer = (): Response => {
      sent += 1;
      return new Response("", { status: 503 });
    };
    const saagie = clientWithOddAnswers(own, { of, answer, times: Infinity, isDone: false });
    const error = await rejection(create(saagie, id));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    const again = { failure: "HTTP 503", waitedMs: expect.any(Number) as number };
    expect(error).toMatchObject({ attempts: [again, again, again, { failure: "HTTP 503" }] });
    expect([sent, await count(own.saagie, id)]).toEqual([4, 0]);
  });
});

describe("a creation that is lost", () => {
  const lost = (): Response => new Response("", { status: 503 });

  test.each([
    [{ retries: 0 }, 1],
    [{ retries: 2 }, 3],
    [{ budget: 1 }, 2],
    [{ maxDelayMs: 1_000 }, 1],
  ])("is repeated as the client's options say: %o", async (retry, tries) => {
    const own = ownPlatform();
    const { id } = await own.project();
    let sent = 0;
    const saagie = own.client({
      retry,
      fetch: async (input, init) => {
        if (typeof init?.body !== "string" || !init.body.includes("EnvironmentVariablesCreate"))
          return own.emulator.fetch(input, init);
        sent += 1;
        return new Response("", {
          status: 503,
          headers: "maxDelayMs" in retry ? { "retry-after": "2" } : {},
        });
      },
    });
    const creating = saagie.environmentVariables.create({ project: id }, { name: "A", value: "1" });
    expect(await rejection(creating)).toBeInstanceOf(OutcomeUnknownError);
    expect(sent).toBe(tries);
  });

  test("ends at once when it is aborted while it waits to be sent again", async () => {
    const own = ownPlatform();
    const { id } = await own.project();
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const { clock } = own.emulator;
    let isLost = false;
    const saagie = own.client({
      fetch: async (input, init) => {
        if (typeof init?.body !== "string" || !init.body.includes("EnvironmentVariablesCreate"))
          return own.emulator.fetch(input, init);
        isLost = true;
        return lost();
      },
      clock: {
        now: () => clock.now(),
        sleep: (ms, signal) => {
          if (isLost) controller.abort(reason);
          return clock.sleep(ms, signal);
        },
      },
    });
    const creating = saagie.environmentVariables.create(
      { project: id },
      { name: "A", value: "1" },
      { signal: controller.signal },
    );
    expect(await rejection(creating)).toBe(reason);
  });

  test("and then fails otherwise says that it may still take effect", async () => {
    const own = ownPlatform();
    const { id } = await own.project();
    let sent = 0;
    const saagie = own.client({
      fetch: async (input, init) => {
        if (typeof init?.body !== "string" || !init.body.includes("EnvironmentVariablesCreate"))
          return own.emulator.fetch(input, init);
        sent += 1;
        return sent === 1 ? lost() : new Response("", { status: 429 });
      },
    });
    const creating = saagie.environmentVariables.create({ project: id }, { name: "A", value: "1" });
    expect(await rejection(creating)).toMatchObject({
      code: "HTTP_STATUS",
      status: 429,
      message: expect.stringContaining("may still take effect") as string,
    });
  });

  test.each<[string, (reading: number) => Response]>([
    [
      "ends short",
      () => {
        const half = new Blob([SCRIPT.content.slice(0, 3)]).stream();
        return new Response(half, { headers: { "content-length": String(SCRIPT.content.length) } });
      },
    ],
    ["is a page", () => new Response("<html></html>", { headers: { "content-type": "text/html" } })],
    ["differs each time", (reading) => new Response(`${reading}${SCRIPT.content.slice(1)}`)],
    ["is refused", () => new Response("", { status: 404 })],
  ])("is unknown when the package of the job that is there %s, and says why", async (_, answer) => {
    const own = ownPlatform();
    const { id } = await own.project();
    let readings = 0;
    const saagie = own.client({
      fetch: async (input, init) => {
        const real = await own.emulator.fetch(input, init);
        if (isForm(init?.body)) return lost();
        if (!String(input instanceof Request ? input.url : input).includes("/artifact")) return real;
        readings += 1;
        return answer(readings);
      },
    });
    const error = await rejection(saagie.jobs.create(id, { name: "J", technology: "Python", file: SCRIPT }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({
      operation: "JobsCreate",
      message: expect.stringContaining("could not be looked up") as string,
      cause: { cause: { code: "OUTCOME_UNKNOWN", operation: "JobsCreate" } },
    });
    expect(await own.saagie.jobs.listMinimal(id)).toHaveLength(1);
  });
});

describe("a creation that is lost, while something else has the name and looks the same by now, is refused", () => {
  const lost = (): Response => new Response("", { status: 503 });
  const taken = { code: "REFUSED", fields: { name: "already used" } };

  test("a job of two versions", async () => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    const first = { name: "J", technology: "Bash", commandLine: "true" };
    const { id } = await own.saagie.jobs.create(project, first);
    await own.saagie.jobs.upgrade(id, { commandLine: "false" });
    const saagie = clientWithOddAnswers(own, { of: "mutation JobsCreate", answer: lost });
    expect(await rejection(saagie.jobs.create(project, { ...first, commandLine: "false" }))).toMatchObject(
      taken,
    );
  });

  test("a pipeline of two versions", async () => {
    const own = ownPlatform();
    const { id: job, project } = await makeJob(own);
    const graph = pipelineGraph().job("a", { id: job });
    const longer = graph.job("b", { id: job }).edge("a", "b");
    const { id } = await own.saagie.pipelines.create(project.id, { name: "P", graph });
    await own.saagie.pipelines.upgrade(id, { graph: longer });
    const saagie = clientWithOddAnswers(own, { of: "mutation PipelinesCreate", answer: lost });
    const creating = saagie.pipelines.create(project.id, { name: "P", graph: longer });
    expect(await rejection(creating)).toMatchObject(taken);
  });

  test("an app of two versions", async () => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    const { id } = await own.saagie.apps.create(project, { name: "A", image: "nginx:1" });
    await own.saagie.apps.upgrade(id, { image: "nginx:2" });
    const saagie = clientWithOddAnswers(own, { of: "mutation AppsCreate", answer: lost });
    expect(await rejection(saagie.apps.create(project, { name: "A", image: "nginx:2" }))).toMatchObject(
      taken,
    );
  });
});

describe("a write that nothing can be looked up by", () => {
  test.each(ODD_ANSWERS)("is unknown when it is answered by %s", async (_, answer) => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    const saagie = clientWithOddAnswers(own, { of: "mutation JobsRun", answer });
    const error = await rejection(saagie.jobs.run(id));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect((await own.saagie.jobs.get(id)).instances).toHaveLength(1);
  });

  test("is refused when the platform refuses it, whatever it had to say", async () => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    const errors = [
      { message: "Job not valid", extensions: { job: "is busy", classification: "ValidationError" } },
    ];
    const answer = (): Response => new Response(JSON.stringify({ data: null, errors }));
    const saagie = clientWithOddAnswers(own, { of: "mutation JobsRun", answer, isDone: false });
    expect(await rejection(saagie.jobs.run(id))).toBeInstanceOf(RefusedError);
  });

  test.each(["user", "group"])("over REST is no success when a page answers: %s", async (what) => {
    const own = ownPlatform();
    const [, answer] = ODD_ANSWERS.find(([name]) => name === "a page with 200") ?? expect.unreachable();
    const saagie = clientWithOddAnswers(own, { of: `/${what}`, answer, times: Infinity, isDone: false });
    const creating =
      what === "user"
        ? saagie.users.create({ login: "ada", password: "correct horse battery" })
        : saagie.groups.create({ name: "team" });
    expect(await rejection(creating)).toBeInstanceOf(OutcomeUnknownError);
  });
});

describe.each(["users", "groups"] as const)("the deletion of one of the %s", (what) => {
  const make = async ({ saagie }: ClosablePlatform): Promise<string> => {
    if (what === "users") {
      return (await saagie.users.create({ login: "ada", password: "correct horse battery" })).login;
    }
    return (await saagie.groups.create({ name: "team" })).name;
  };
  test.each(ODD_ANSWERS.filter(([name]) => name.startsWith("HTTP ") || name.startsWith("a ")))(
    "that was done and is answered by %s is found done",
    async (__, answer) => {
      const own = ownPlatform();
      const name = await make(own);
      const saagie = clientWithOddAnswers(own, { of: `/${name}`, answer });
      await saagie[what].delete(name);
      expect(await rejection(own.saagie[what].get(name))).toBeInstanceOf(NotFoundError);
    },
  );

  test("that was not done is unknown, and of nobody not found", async () => {
    const own = ownPlatform();
    const name = await make(own);
    const answer = (): Response => new Response("", { status: 500 });
    const saagie = clientWithOddAnswers(own, { of: `/${name}`, answer, isDone: false });
    expect(await rejection(saagie[what].delete(name))).toBeInstanceOf(OutcomeUnknownError);
    expect(await rejection(saagie[what].delete(`${name}s`))).toMatchObject({
      code: "NOT_FOUND",
      near: [name],
    });
  });
});

describe("a version", () => {
  test.each(ODD_ANSWERS)("that was added and is answered by %s is found", async (_, answer) => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    const saagie = clientWithOddAnswers(own, { of: "mutation JobsAddVersion", answer });
    expect(await saagie.jobs.upgrade(id, { commandLine: "python {file} 2" })).toMatchObject({ number: 2 });
    expect((await own.saagie.jobs.get(id)).versions).toHaveLength(2);
  });
});

describe("a list", () => {
  const none = (): Response => new Response('{"data":null}');

  test.each([
    ["no data", '{"data":null}'],
    ["data that holds nothing", '{"data":{}}'],
    ["a job that is null", '{"data":{"jobs":[null]}}'],
    ["something else", '{"data":{"jobs":{"id":"1"}}}'],
  ])("that is answered by %s is none, and nothing is created for it", async (_, text) => {
    const own = ownPlatform();
    const { id, name, project } = await makeJob(own);
    const answer = (): Response => new Response(text);
    const saagie = clientWithOddAnswers(own, { of: "query JobsList", answer, times: Infinity });
    expect(await rejection(saagie.jobs.list(project.id))).toBeInstanceOf(ProtocolError);
    expect(await rejection(saagie.jobs.list(project.id, { strict: true }))).toBeInstanceOf(ProtocolError);
    const asked = watchRequests(own.emulator);
    const definition = { ...plainJob(own), name };
    expect(await rejection(saagie.jobs.createOrUpgrade(project.id, definition))).toBeInstanceOf(
      ProtocolError,
    );
    expect(asked.writes()).toEqual([]);
    expect(await own.saagie.jobs.listMinimal(project.id)).toMatchObject([{ id }]);
  });

  test("of which nothing came does not end a wait as if the run were gone", async () => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    const run = await own.saagie.jobs.run(id);
    const saagie = clientWithOddAnswers(own, { of: "JobsInstanceStatus", answer: none, times: Infinity });
    expect(await rejection(saagie.jobs.wait(run.id))).toBeInstanceOf(ProtocolError);
  });
});

describe("names that differ in their form only", () => {
  const composed = "caf\u00e9";
  const decomposed = "cafe\u0301";

  /** Two jobs, which the emulator would refuse: the second is renamed in what the platform answers. */
  async function twoJobs(names: readonly [string, string]) {
    const own = ownPlatform();
    const { id: project } = await own.project();
    const ids: string[] = [];
    for (const name of ["one", "two"]) {
      const { id } = await own.saagie.jobs.create(project, { name, technology: "Bash", commandLine: "true" });
      ids.push(id);
    }
    const saagie = own.client({
      fetch: async (input, init) => {
        const answer = await own.emulator.fetch(input, init);
        const text = await answer.text();
        const renamed = text
          .replace('"name":"one"', `"name":"${names[0]}"`)
          .replace('"name":"two"', `"name":"${names[1]}"`);
        return new Response(renamed, { status: answer.status });
      },
    });
    return { own, saagie, project, ids };
  }

  test.each([
    [composed, 0],
    [decomposed, 1],
  ])("stand for the one that has just this form (%j)", async (name, at) => {
    const { saagie, project, ids } = await twoJobs([composed, decomposed]);
    const definition = { name, technology: "Bash", commandLine: "false" };
    expect(await saagie.jobs.createOrUpgrade(project, definition)).toMatchObject({
      action: "upgraded",
      id: ids[at],
    });
  });

  test("stand for none where several match and none of them exactly", async () => {
    const { own, saagie, project, ids } = await twoJobs(["Cafe", "CAFE"]);
    const asked = watchRequests(own.emulator);
    const definition = { name: "cafe", technology: "Bash", commandLine: "false" };
    const error = await rejection(saagie.jobs.createOrUpgrade(project, definition));
    expect(error).toBeInstanceOf(AmbiguousNameError);
    expect(error).toMatchObject({ ids });
    expect(asked.writes()).toEqual([]);
  });
});

test("pipelines, apps and storages are found by the same rule", async () => {
  const own = ownPlatform();
  const { id: project } = await own.project();
  const job = await own.saagie.jobs.create(project, { name: "j", technology: "Bash", commandLine: "true" });
  const graph = pipelineGraph().job("j", { id: job.id });
  const saagie = own.client({
    fetch: async (input, init) => {
      const answer = await own.emulator.fetch(input, init);
      const text = await answer.text();
      return new Response(text.replaceAll('"name":"other"', '"name":"CAFE"'), { status: answer.status });
    },
  });
  for (const name of ["Cafe", "other"]) {
    await own.saagie.pipelines.create(project, { name, graph });
    await own.saagie.apps.create(project, { name, image: "nginx:latest" });
  }
  const pipeline = saagie.pipelines.createOrUpgrade(project, { name: "cafe", graph });
  expect(await rejection(pipeline)).toBeInstanceOf(AmbiguousNameError);
  const app = saagie.apps.createOrUpgrade(project, { name: "cafe", image: "nginx:latest" });
  expect(await rejection(app)).toBeInstanceOf(AmbiguousNameError);
  const exact = saagie.apps.createOrUpgrade(project, { name: "Cafe", image: "nginx:latest" });
  expect(await exact).toMatchObject({ action: "unchanged", name: "Cafe" });
});
