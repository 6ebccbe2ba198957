import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { APP_MS, appProject, ask, install, makeApp, unwrap } from "./wire.ts";
import { ANY_TEXT, like } from "../../matchers.ts";
import { connect, NOTHING, problems, type Wire } from "../wire.ts";

interface Event {
  readonly __typename: string;
  readonly executionId: string;
  readonly versionNumber: number;
  readonly author?: string | null;
  readonly status?: string;
  readonly recordAt: string;
}

interface History {
  readonly id: string;
  readonly currentStatus: string;
  readonly currentStatusReason: string | null;
  readonly currentExecutionId: string;
  readonly runningVersionNumber: number;
  readonly author: string | null;
  readonly triggerType: string;
  readonly startTime: string | null;
  readonly stopTime: string | null;
  readonly countEvents: number;
  readonly events: readonly {
    readonly id: string;
    readonly appHistoryId: string;
    readonly action: { readonly event: Event };
    readonly statuses: readonly { readonly appHistoryId: string; readonly event: Event }[];
  }[];
}

const EVENT = `__typename executionId versionNumber recordAt
  ... on RunAction { author triggerType } ... on StopAction { author triggerType }
  ... on RestartAction { author triggerType } ... on UpgradeAction { author triggerType }
  ... on RollbackAction { author triggerType } ... on StatusRetrieve { status reason }`;

const HISTORY = `id currentStatus currentStatusReason currentExecutionId runningVersionNumber author triggerType
  startTime stopTime countEvents events(limit: $limit, skip: $skip) {
    id appHistoryId action { transitionTime event { ${EVENT} } } statuses { appHistoryId event { ${EVENT} } }
  }`;

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let app: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await appProject(emulator, wire);
  app = await makeApp(wire, project);
});

async function history(id = app, page: object = {}): Promise<History> {
  const answer = await wire.post<{ app: { history: History } }>(
    `query ($id: UUID!, $limit: Int, $skip: Int) { app(id: $id) { history { ${HISTORY} } } }`,
    { id, ...page },
  );
  return unwrap(answer).app.history;
}

const status = async (id = app): Promise<string> => (await history(id)).currentStatus;

/** What an action answers about the state. */
async function act(field: "runApp" | "stopApp" | "restartApp"): Promise<string> {
  const answer = await ask<Record<string, { history: { currentStatus: string } }>>(
    wire,
    "mutation",
    `${field}(id: $app) { history { currentStatus } }`,
    { app },
  );
  return unwrap(answer)[field]?.history.currentStatus ?? "";
}

const upgrade = async (version: object = {}): Promise<void> => {
  unwrap(
    await wire.post(
      "mutation ($app: UUID!, $version: AppVersionInput!) { addAppVersion(appId: $app, version: $version) { number } }",
      { app, version: { dockerInfo: { image: "httpd:2.5" }, ports: [], ...version } },
    ),
  );
};

async function rollback(versionNumber: number | string = 1): Promise<void> {
  unwrap(
    await wire.post(
      "mutation ($app: UUID!, $number: Int!) { rollbackAppVersion(appId: $app, versionNumber: $number) { id } }",
      { app, number: versionNumber },
    ),
  );
}

/** Kinds of the actions and the states that followed, the first action first. */
async function course(id = app): Promise<readonly string[]> {
  const { events } = await history(id);
  return events
    .toReversed()
    .map(({ action, statuses }) =>
      [action.event.__typename, ...statuses.map(({ event }) => event.status)].join(" "),
    );
}

describe("the state of an app", () => {
  test("goes its way only on the clock", async () => {
    expect(await status()).toBe("STARTING");
    emulator.clock.advance(APP_MS - 1);
    expect(await status()).toBe("STARTING");
    emulator.clock.advance(1);
    expect(await status()).toBe("STARTED");
  });

  test("is told by actions as it was before, and by the next read as it is", async () => {
    emulator.clock.advance(APP_MS);
    expect([await act("stopApp"), await status()]).toEqual(["STARTED", "STOPPING"]);
    emulator.clock.advance(APP_MS);
    expect(await status()).toBe("STOPPED");
    expect([await act("runApp"), await status()]).toEqual(["STOPPED", "STARTING"]);
    emulator.clock.advance(APP_MS);
    expect([await act("restartApp"), await status()]).toEqual(["STARTED", "RESTARTING"]);
    emulator.clock.advance(APP_MS);
    expect(await course()).toEqual([
      "RunAction STARTING STARTED",
      "StopAction STOPPING STOPPED",
      "RunAction STARTING STARTED",
      "RestartAction RESTARTING STARTED",
    ]);
  });

  test("stays what it is when it is what was wanted", async () => {
    await act("runApp");
    emulator.clock.advance(APP_MS);
    await act("runApp");
    await act("stopApp");
    await act("stopApp");
    emulator.clock.advance(APP_MS);
    await act("stopApp");
    expect(await course()).toEqual(["RunAction STARTING STARTED", "StopAction STOPPING STOPPED"]);
  });

  test("turns around while it is on the way", async () => {
    await act("stopApp");
    emulator.clock.advance(APP_MS - 1);
    await act("runApp");
    emulator.clock.advance(APP_MS);
    expect(await course()).toEqual([
      "RunAction STARTING",
      "StopAction STOPPING",
      "RunAction STARTING STARTED",
    ]);
  });

  test("cannot be restarted from a stop", async () => {
    await act("stopApp");
    const refused = await ask(wire, "mutation", "restartApp(id: $app) { id }", { app });
    expect(problems(refused)).toEqual({ app: "does not run" });
  });

  test("changes with the version of an app that runs", async () => {
    emulator.clock.advance(APP_MS);
    await upgrade();
    expect(await status()).toBe("UPGRADING");
    emulator.clock.advance(APP_MS);
    expect(await history()).toMatchObject({ currentStatus: "STARTED", runningVersionNumber: 2 });
    await rollback("1");
    expect(await status()).toBe("ROLLING_BACK");
    emulator.clock.advance(APP_MS);
    expect(await history()).toMatchObject({ currentStatus: "STARTED", runningVersionNumber: 1 });
    expect(await course()).toEqual([
      "RunAction STARTING STARTED",
      "UpgradeAction UPGRADING STARTED",
      "RollbackAction ROLLING_BACK STARTED",
    ]);
  });

  test("does not change with the version of an app that is stopped: that one is for the next start", async () => {
    emulator.clock.advance(APP_MS);
    await act("stopApp");
    emulator.clock.advance(APP_MS);
    await upgrade();
    expect(await history()).toMatchObject({
      currentStatus: "STOPPED",
      runningVersionNumber: 1,
      countEvents: 2,
    });
    await act("runApp");
    expect(await history()).toMatchObject({ currentStatus: "STARTING", runningVersionNumber: 2 });
  });

  test.each(["runApp", "stopApp", "restartApp"])(
    "of an unknown app cannot be changed by %s",
    async (field) => {
      const answer = await ask(wire, "mutation", `${field}(id: $x) { id }`, { x: NOTHING });
      expect(problems(answer)).toEqual({ app: "NOT_EXISTS" });
    },
  );

  test("does not outlive a reset of the emulator", async () => {
    await emulator.reset();
    emulator.clock.advance(APP_MS);
    wire = await connect(emulator);
    expect((await ask(wire, "query", "app(id: $app) { id }", { app })).data).toEqual({ app: null });
  });
});

describe("the history", () => {
  test("of the first start says who, when and which execution", async () => {
    emulator.clock.advance(APP_MS);
    const { id, currentExecutionId: executionId, ...rest } = await history();
    const event = { executionId, versionNumber: 1 };
    expect(rest).toEqual({
      currentStatus: "STARTED",
      currentStatusReason: null,
      runningVersionNumber: 1,
      author: "demo",
      triggerType: "MANUAL_APP",
      startTime: "2024-06-03T08:00:02Z",
      stopTime: null,
      countEvents: 1,
      events: [
        {
          id: ANY_TEXT,
          appHistoryId: id,
          action: {
            transitionTime: "2024-06-03T08:00:02Z",
            event: {
              __typename: "RunAction",
              ...event,
              recordAt: "2024-06-03T08:00:02Z",
              author: "demo",
              triggerType: "MANUAL_APP",
            },
          },
          statuses: [
            ["STARTING", "2024-06-03T08:00:02Z"],
            ["STARTED", "2024-06-03T08:00:04Z"],
          ].map(([state, recordAt]) => ({
            appHistoryId: id,
            event: { __typename: "StatusRetrieve", ...event, recordAt, status: state, reason: null },
          })),
        },
      ],
    });
  });

  test("has an execution for each action, and comes in pages, the last action first", async () => {
    emulator.clock.advance(APP_MS);
    const first = await history();
    await act("stopApp");
    emulator.clock.advance(APP_MS);
    const stopped = await history();
    expect(stopped.currentExecutionId).not.toBe(first.currentExecutionId);
    expect(stopped).toMatchObject({ id: first.id, stopTime: "2024-06-03T08:00:06Z", countEvents: 2 });
    await act("runApp");
    expect((await history()).stopTime).toBeNull();
    const kinds = async (page: object): Promise<readonly string[]> =>
      (await history(app, page)).events.map(({ action }) => action.event.__typename);
    expect(await kinds({})).toEqual(["RunAction", "StopAction", "RunAction"]);
    expect(await kinds({ limit: 1, skip: 1 })).toEqual(["StopAction"]);
    expect(await kinds({ limit: 0 })).toEqual([]);
  });

  test("fails where platforms fail: on its id inside of an action", async () => {
    const answer = await ask(
      wire,
      "query",
      "app(id: $app) { id history { id events { action { appHistoryId } } } }",
      { app },
    );
    expect(answer.data).toEqual({ app: { id: app, history: { id: ANY_TEXT, events: null } } });
    expect(answer.errors).toEqual([{ message: "Unexpected error", path: null, extensions: null }]);
  });

  test("knows the image that runs", async () => {
    await upgrade({ dockerInfo: { image: "nginx:1" } });
    const image = async (): Promise<unknown> =>
      (
        await ask(
          wire,
          "query",
          "app(id: $app) { history { currentDockerInfo { image dockerCredentialsId } } }",
          {
            app,
          },
        )
      ).data;
    expect(await image()).toEqual({
      app: { history: { currentDockerInfo: { image: "nginx:1", dockerCredentialsId: null } } },
    });
    await rollback();
    expect(await image()).toMatchObject({
      app: { history: { currentDockerInfo: { image: "httpd:2.4.54-alpine" } } },
    });
  });
});

describe("an app that is told how to", () => {
  test("fails to start, and says why", async () => {
    emulator.apps.set("Broken", { outcome: "FAILED", seconds: 5, reason: "no such image" });
    const broken = await makeApp(wire, project, { name: "Broken" });
    emulator.clock.advance(4999);
    expect(await status(broken)).toBe("STARTING");
    emulator.clock.advance(1);
    expect(await history(broken)).toMatchObject({
      currentStatus: "FAILED",
      currentStatusReason: "no such image",
    });
    emulator.apps.set("Broken", {});
    unwrap(await ask(wire, "mutation", "runApp(id: $broken) { id }", { broken }));
    emulator.clock.advance(APP_MS);
    expect(await course(broken)).toEqual(["RunAction STARTING FAILED", "RunAction STARTING STARTED"]);
  });

  test("never gets anywhere until it is stopped", async () => {
    emulator.apps.set(app, { seconds: Infinity });
    await act("restartApp");
    emulator.clock.advance(1_000_000);
    expect(await status()).toBe("RESTARTING");
    await act("stopApp");
    emulator.clock.advance(APP_MS);
    expect(await status()).toBe("STOPPED");
  });

  test("crashes, and recovers by itself", async () => {
    emulator.clock.advance(APP_MS);
    emulator.apps.crash("Web server", { reason: "OOM" });
    expect(await history()).toMatchObject({ currentStatus: "FAILED", currentStatusReason: "OOM" });
    emulator.clock.advance(APP_MS);
    expect(await history()).toMatchObject({ currentStatus: "RECOVERING", currentStatusReason: null });
    emulator.clock.advance(APP_MS);
    expect(await course()).toEqual(["RunAction STARTING STARTED FAILED RECOVERING STARTED"]);
  });

  test("crashes for good, until somebody acts", async () => {
    emulator.clock.advance(APP_MS);
    emulator.apps.crash(app, { recovers: false });
    emulator.clock.advance(10 * APP_MS);
    expect(await status()).toBe("FAILED");
    await act("restartApp");
    emulator.clock.advance(APP_MS);
    expect(await status()).toBe("STARTED");
  });

  test("does not recover once it was stopped", async () => {
    emulator.clock.advance(APP_MS);
    emulator.apps.crash(app);
    await act("stopApp");
    emulator.clock.advance(10 * APP_MS);
    expect(await course()).toEqual(["RunAction STARTING STARTED FAILED", "StopAction STOPPING STOPPED"]);
  });

  test("cannot crash when it does not run, nor when it does not exist", () => {
    expect(() => emulator.apps.crash(app)).toThrow(RangeError);
    expect(() => emulator.apps.crash("nobody")).toThrow(RangeError);
    expect(() => emulator.apps.print("nobody", "x")).toThrow(RangeError);
  });
});

describe("the reliability", () => {
  const SINCE = "appHistoryId: $history, versionNumber: $version, startTime: $start";

  async function measure(start: string, version: number | string = 1, limit?: number): Promise<unknown> {
    const { id } = await history();
    const answer = await wire.post(
      `query ($history: UUID!, $version: Int!, $start: DateTime!, $limit: Int) {
        appStats(${SINCE}) { uptimePercentage downtimePercentage recoveredCount }
        appHistoryStatuses(${SINCE}, limit: $limit) { status recordAt }
        countAppHistoryStatuses(${SINCE})
      }`,
      { history: id, version, start, limit },
    );
    return unwrap(answer);
  }

  test("of an app that was just created is nothing", async () => {
    expect(await measure("2024-06-03T08:00:02Z")).toEqual({
      appStats: { uptimePercentage: 0, downtimePercentage: 0, recoveredCount: 0 },
      appHistoryStatuses: [{ status: "STARTING", recordAt: "2024-06-03T08:00:02Z" }],
      countAppHistoryStatuses: 1,
    });
  });

  test("is the share of the time in which it was there", async () => {
    emulator.clock.advance(APP_MS); // 08:00:04, STARTED
    emulator.clock.advance(12_000);
    emulator.apps.crash(app); // 08:00:16, down for 4 s
    emulator.clock.advance(2 * APP_MS + 4000); // up again for 4 s
    await act("stopApp");
    emulator.clock.advance(1_000_000);
    expect(await measure("2024-06-03T08:00:00Z")).toMatchObject({
      appStats: { uptimePercentage: 80, downtimePercentage: 20, recoveredCount: 1 },
      countAppHistoryStatuses: 7,
    });
    expect(await measure("2024-06-03T08:00:16Z", "1", 2)).toEqual({
      appStats: { uptimePercentage: 50, downtimePercentage: 50, recoveredCount: 1 },
      appHistoryStatuses: [
        { status: "FAILED", recordAt: "2024-06-03T08:00:16Z" },
        { status: "RECOVERING", recordAt: "2024-06-03T08:00:18Z" },
      ],
      countAppHistoryStatuses: 5,
    });
  });

  test("is of one version", async () => {
    emulator.clock.advance(APP_MS + 1000);
    await upgrade();
    emulator.clock.advance(APP_MS);
    expect(await measure("2024-06-03T08:00:00Z", 2)).toMatchObject({
      appHistoryStatuses: [{ status: "UPGRADING" }, { status: "STARTED" }],
    });
    expect(await measure("2024-06-03T08:00:00Z")).toMatchObject({ countAppHistoryStatuses: 2 });
    expect(await measure("2024-06-03T08:00:00Z", 3)).toMatchObject({ countAppHistoryStatuses: 0 });
  });
});

describe("the log", () => {
  interface Line {
    readonly index: number;
    readonly stream: string;
    readonly value: string;
    readonly recordAt: string;
    readonly containerId: string;
  }

  async function log(execution: string, options: object = {}, id = app): Promise<readonly Line[] | null> {
    const answer = await wire.post<{ appLogs: { count: number; content: readonly Line[] } | null }>(
      `query ($app: UUID!, $execution: UUID!, $stream: LogStream, $recordAt: String, $limit: Int, $skip: Int) {
        appLogs(appId: $app, appExecutionId: $execution, stream: $stream, recordAt: $recordAt, limit: $limit, skip: $skip) {
          count content { index stream value recordAt containerId }
        }
      }`,
      { app: id, execution, ...options },
    );
    return unwrap(answer).appLogs?.content ?? null;
  }

  test("of an execution is there from its start, and grows", async () => {
    const { currentExecutionId } = await history();
    expect(await log(currentExecutionId)).toEqual([
      {
        index: 0,
        stream: "ORCHESTRATION_STDOUT",
        value: "Run of Web server, version 1",
        recordAt: "2024-06-03T08:00:02Z",
        containerId: like(new RegExp(app)),
      },
    ]);
    emulator.clock.advance(APP_MS);
    emulator.apps.print(app, "hello");
    emulator.apps.print("Web server", { stream: "STDERR", value: "oh" });
    const lines = async (options: object): Promise<readonly (readonly [number, string])[]> =>
      (await log(currentExecutionId, options))?.map(({ index, value }) => [index, value] as const) ?? [];
    expect(await lines({ skip: 1 })).toEqual([
      [1, "started"],
      [2, "started"],
      [3, "listening on port 80"],
      [4, "hello"],
      [5, "oh"],
    ]);
    expect(await lines({ stream: "STDERR" })).toEqual([[5, "oh"]]);
    expect(await lines({ recordAt: "2024-06-03T08:00:03Z", limit: 1 })).toEqual([[1, "started"]]);
    const counts = await ask(
      wire,
      "query",
      "all: countAppLogs(appId: $app, appExecutionId: $execution) few: countAppLogs(appId: $app, appExecutionId: $execution, stream: STDOUT)",
      { app, execution: currentExecutionId },
    );
    expect(counts.data).toEqual({ all: 6, few: 3 });
  });

  test("is of that execution alone, and of that app alone", async () => {
    const before = await history();
    await act("stopApp");
    const after = await history();
    expect(await log(before.currentExecutionId)).toHaveLength(1);
    expect(await log(after.currentExecutionId)).toMatchObject([{ value: "Stop of Web server, version 1" }]);
    const other = await install(wire, project);
    expect(await log(before.currentExecutionId, {}, other.id)).toBeNull();
  });

  test("has what the script says, and why a start failed", async () => {
    emulator.apps.set(app, { lines: ["one", { stream: "STDERR", value: "two" }] });
    await act("restartApp");
    emulator.clock.advance(APP_MS);
    const restarted = await history();
    expect((await log(restarted.currentExecutionId))?.slice(2)).toMatchObject([
      { stream: "STDOUT", value: "one" },
      { stream: "STDERR", value: "two" },
    ]);
    emulator.apps.set(app, { outcome: "FAILED", reason: "no such image" });
    await act("restartApp");
    emulator.clock.advance(APP_MS);
    const failed = await history();
    expect((await log(failed.currentExecutionId))?.slice(1)).toMatchObject([
      { stream: "ORCHESTRATION_STDERR", value: "no such image" },
    ]);
  });

  test("can be read through the log proxy too, as soon as the app starts", async () => {
    const { currentExecutionId } = await history();
    emulator.apps.print(app, "hello");
    const path = (id: string): string =>
      `/log-proxy/api/logs/demo/platform/1/project/${id}/app_execution/${currentExecutionId}?limit=1&skip=0&streams=STDERR,STDOUT`;
    expect(await (await wire.get(path(project))).json()).toEqual({
      logs: [{ index: 1, stream: "STDOUT", time: "2024-06-03T08:00:02.000000000Z", value: "hello" }],
      limit: 1,
      total: 1,
      order: "asc",
      source: "elastic",
    });
    expect((await wire.get(path(NOTHING))).status).toBe(404);
    const other = await appProject(emulator, wire, { name: "Other" });
    expect((await wire.get(path(other))).status).toBe(404);
  });

  test("from a moment that is none is an error", async () => {
    const { currentExecutionId } = await history();
    await expect(log(currentExecutionId, { recordAt: "soon" })).rejects.toThrow(/ValidationError/);
  });
});

test("a client with the emulator's clock waits until the app has started", async () => {
  emulator.clock.auto = true;
  while ((await status()) !== "STARTED") await emulator.clock.sleep(500);
  expect(await course()).toEqual(["RunAction STARTING STARTED"]);
});
