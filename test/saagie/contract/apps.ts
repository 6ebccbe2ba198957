import { expect } from "vitest";
import {
  GRAFANA,
  GRAFANA_CONTEXT,
  IMAGE,
  makeApp,
  makeStartedApp,
  plainApp,
  type MadeApp,
} from "../support/app-things.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { NOBODY } from "../support/things.ts";

const anApp = (platform: TestPlatform): Promise<MadeApp> => makeApp(platform);
const LONG_AGO = "2020-01-01T00:00:00Z";

/** An app whose second version is the current one. */
async function twoVersions(platform: TestPlatform): Promise<MadeApp> {
  const app = await makeApp(platform);
  await platform.saagie.apps.upgrade(app.id, { releaseNote: "second" });
  return app;
}

/** What reading apps promises. */
const reads: readonly ContractRow[] = [
  contract({
    method: "apps.list",
    prepare: anApp,
    call: ({ apps }, { project }) => apps.list(project.id, { versionsOnlyCurrent: true, eventsLimit: 1 }),
    check: (list, { id, name }) => {
      const found = list.find((app) => app.id === id);
      expect(found).toMatchObject({ name, currentVersion: { number: 1, dockerInfo: { image: IMAGE } } });
      expect(found).not.toHaveProperty("versions");
    },
    missing: ({ apps }) => apps.list(NOBODY),
    denied: "outsider",
    refused: { answerTo: "AppsList" },
  }),
  contract({
    method: "apps.listMinimal",
    prepare: anApp,
    call: ({ apps }, { project }) => apps.listMinimal(project.id),
    check: (list, { id, name }) => expect(list).toContainEqual({ id, name }),
    missing: ({ apps }) => apps.listMinimal(NOBODY),
    denied: "outsider",
    refused: { answerTo: "AppsListMinimal" },
  }),
  contract({
    method: "apps.get",
    prepare: anApp,
    call: ({ apps }, { id }) => apps.get(id),
    check: (answer, { id, name }) =>
      expect(answer).toMatchObject({ id, name, versions: [{ number: 1, ports: [{ number: 8080 }] }] }),
    missing: ({ apps }) => apps.get(NOBODY),
    denied: "outsider",
    refused: { answerTo: "AppsGet" },
  }),
  contract({
    method: "apps.getByName",
    prepare: anApp,
    call: ({ apps }, { project, name }) => apps.getByName(project.id, name.toUpperCase()),
    check: (answer, { id, name }) => expect(answer).toMatchObject({ id, name }),
    missing: ({ apps }, { project }) => apps.getByName(project.id, "nothing has this name"),
    denied: "outsider",
    refused: { answerTo: "AppsListMinimal" },
  }),
  contract({
    method: "apps.idOf",
    prepare: anApp,
    call: ({ apps }, { project, name }) => apps.idOf({ project: project.id, name }),
    check: (answer, { id }) => expect(answer).toBe(id),
    missing: ({ apps }, { project }) => apps.idOf({ project: project.id, name: "nothing has this name" }),
    denied: "outsider",
    refused: { answerTo: "AppsListMinimal" },
  }),
  contract({
    method: "apps.version",
    prepare: anApp,
    call: ({ apps }, { id }) => apps.version(id, 1),
    check: (answer) => expect(answer).toMatchObject({ number: 1, dockerInfo: { image: IMAGE } }),
    missing: ({ apps }, { id }) => apps.version(id, 99),
    denied: "outsider",
    refused: { answerTo: "AppsVersion" },
  }),
  contract({
    method: "apps.status",
    prepare: makeStartedApp,
    call: ({ apps }, { id }) => apps.status(id),
    check: (answer, { id }) => expect(answer).toMatchObject({ id, history: { runningVersionNumber: 1 } }),
    missing: ({ apps }) => apps.status(NOBODY),
    denied: "outsider",
    refused: { answerTo: "AppsStatus" },
  }),
  contract({
    method: "apps.runtimeLabel",
    prepare: async () => GRAFANA_CONTEXT,
    call: ({ apps }, { id }) => apps.runtimeLabel(GRAFANA, id),
    check: (answer, { label }) => expect(answer).toBe(label),
    missing: ({ apps }, { id }) => apps.runtimeLabel(NOBODY, id),
    denied: "nobody",
    refused: { answerTo: "TechnologiesGet" },
  }),
];

/** What making and changing apps promises. */
const changes: readonly ContractRow[] = [
  contract({
    method: "apps.create",
    prepare: async (platform) => ({
      project: await platform.project(),
      definition: plainApp(platform, { description: "made by a test", releaseNote: "first" }),
    }),
    call: ({ apps }, { project, definition }) => apps.create(project.id, definition),
    check: async ({ id, name }, { definition }, { saagie }) => {
      expect(name).toBe(definition.name);
      expect(await saagie.apps.get(id)).toMatchObject({
        name,
        description: "made by a test",
        isGenericApp: true,
        currentVersion: {
          number: 1,
          releaseNote: "first",
          dockerInfo: { image: IMAGE },
          ports: [{ number: 8080, name: "Web", isRewriteUrl: false, scope: "PROJECT" }],
        },
      });
    },
    missing: ({ apps }, { definition }) => apps.create(NOBODY, definition),
    denied: "viewer",
    refused: {
      call: async ({ apps }, { project, definition }, platform) => {
        const { name } = await makeApp(platform);
        return apps.create(project.id, { ...definition, name: name.toUpperCase() });
      },
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "apps.install",
    prepare: (platform) => platform.project(),
    call: async ({ apps }, { id }, { afterwards }) => {
      const made = await apps.install(id, { technology: "grafana", context: GRAFANA_CONTEXT.label });
      afterwards(() => apps.delete(made.id));
      return made;
    },
    check: async ({ id }, _, { saagie }) => {
      const app = await saagie.apps.get(id);
      expect(app).toMatchObject({ technology: { id: GRAFANA }, isGenericApp: false });
      expect(app.currentVersion).toMatchObject({ runtimeContextId: GRAFANA_CONTEXT.id });
      expect(app.linkedVolumes).toHaveLength(1);
    },
    missing: ({ apps }) => apps.install(NOBODY, { technology: "Grafana" }),
    denied: "viewer",
    refused: { answerTo: "AppsInstall" },
  }),
  contract({
    method: "apps.edit",
    prepare: anApp,
    call: ({ apps }, { id }) => apps.edit(id, { description: "edited" }),
    check: async (answer, { id, name }, { saagie }) => {
      expect(answer).toMatchObject({ id, name, description: "edited" });
      expect(await saagie.apps.get(id)).toMatchObject({ name, description: "edited", alerting: null });
    },
    missing: ({ apps }) => apps.edit(NOBODY, { description: "edited" }),
    denied: "viewer",
    refused: {
      call: async ({ apps }, { id }, platform) => apps.edit(id, { name: (await makeApp(platform)).name }),
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "apps.upgrade",
    prepare: anApp,
    call: ({ apps }, { id }) => apps.upgrade(id, { releaseNote: "second" }),
    check: async (version, { id }, { saagie }) => {
      const expected = { number: 2, releaseNote: "second", dockerInfo: { image: IMAGE } };
      expect(version).toMatchObject(expected);
      expect((await saagie.apps.get(id)).currentVersion).toMatchObject(expected);
    },
    missing: ({ apps }) => apps.upgrade(NOBODY, { releaseNote: "second" }),
    denied: "viewer",
    refused: { answerTo: "AppsAddVersion" },
  }),
  contract({
    method: "apps.createOrUpgrade",
    prepare: async (platform) => {
      const app = await makeApp(platform);
      return { ...app, definition: { ...plainApp(platform), name: app.name, description: "brought" } };
    },
    call: ({ apps }, { project, definition }) => apps.createOrUpgrade(project.id, definition),
    check: async (result, { id, name }, { saagie }) => {
      expect(result).toEqual({
        action: "upgraded",
        id,
        name,
        version: 1,
        changed: ["description"],
        notApplied: [],
      });
      expect(await saagie.apps.get(id)).toMatchObject({ description: "brought", versions: [{ number: 1 }] });
    },
    missing: ({ apps }, { definition }) => apps.createOrUpgrade(NOBODY, definition),
    denied: "viewer",
    refused: { answerTo: "AppsEdit" },
  }),
  contract({
    method: "apps.rollback",
    prepare: twoVersions,
    call: ({ apps }, { id }) => apps.rollback(id, 1),
    check: (answer, { id }) => expect(answer).toMatchObject({ id, currentVersion: { number: 1 } }),
    missing: ({ apps }, { id }) => apps.rollback(id, 99),
    denied: "viewer",
    refused: { answerTo: "AppsRollback" },
  }),
  contract({
    method: "apps.setMajorVersion",
    prepare: anApp,
    call: ({ apps }, { id }) => apps.setMajorVersion(id, { versionNumber: 1, isMajor: true }),
    check: async (answer, { id }, { saagie }) => {
      expect(answer).toMatchObject({ number: 1, isMajor: true });
      expect(await saagie.apps.version(id, 1)).toMatchObject({ isMajor: true });
    },
    missing: ({ apps }, { id }) => apps.setMajorVersion(id, { versionNumber: 99, isMajor: true }),
    denied: "viewer",
    refused: { answerTo: "AppsSetMajorVersion" },
  }),
  contract({
    method: "apps.delete",
    prepare: anApp,
    call: ({ apps }, { id }) => apps.delete(id),
    check: async (_, { id, project }, { saagie }) => {
      expect((await saagie.apps.listMinimal(project.id)).map((app) => app.id)).not.toContain(id);
    },
    missing: ({ apps }) => apps.delete(NOBODY),
    denied: "viewer",
    refused: { answerTo: "AppsDelete" },
  }),
];

/** What running apps promises. */
const runs: readonly ContractRow[] = [
  contract({
    method: "apps.run",
    prepare: async (platform) => {
      const app = await makeStartedApp(platform);
      await platform.saagie.apps.stopAndWait(app.id, platform.patience);
      return app;
    },
    call: ({ apps }, { id }) => apps.run(id),
    check: async ({ id }, app, { saagie, patience }) => {
      expect(id).toBe(app.id);
      expect(await saagie.apps.waitUntil(id, "STARTED", patience)).toMatchObject({ id });
    },
    missing: ({ apps }) => apps.run(NOBODY),
    denied: "viewer",
    refused: { answerTo: "AppsRun" },
  }),
  contract({
    method: "apps.stop",
    prepare: makeStartedApp,
    call: ({ apps }, { id }) => apps.stop(id),
    check: async ({ id }, app, { saagie, patience }) => {
      expect(id).toBe(app.id);
      expect(await saagie.apps.waitUntil(id, "STOPPED", patience)).toMatchObject({ id });
    },
    missing: ({ apps }) => apps.stop(NOBODY),
    denied: "viewer",
    refused: { answerTo: "AppsStop" },
  }),
  contract({
    method: "apps.restart",
    prepare: makeStartedApp,
    call: ({ apps }, { id }) => apps.restart(id),
    check: async ({ id }, { state }, { saagie }) => {
      const { history } = await saagie.apps.status(id);
      expect(history?.currentExecutionId).not.toBe(state.history?.currentExecutionId);
    },
    missing: ({ apps }) => apps.restart(NOBODY),
    denied: "viewer",
    refused: {
      call: async ({ apps }, { id }, { patience }) => {
        await apps.stopAndWait(id, patience);
        return apps.restart(id);
      },
      fields: { app: "does not run" },
    },
  }),
  contract({
    method: "apps.runAndWait",
    prepare: anApp,
    call: ({ apps }, { id }, { patience }) => apps.runAndWait(id, patience),
    check: (state, { id }) => expect(state).toMatchObject({ id, history: { currentStatus: "STARTED" } }),
    missing: ({ apps }) => apps.runAndWait(NOBODY),
    denied: "viewer",
    refused: { answerTo: "AppsRun" },
  }),
  contract({
    method: "apps.stopAndWait",
    prepare: anApp,
    call: ({ apps }, { id }, { patience }) => apps.stopAndWait(id, patience),
    check: (state, { id }) => expect(state).toMatchObject({ id, history: { currentStatus: "STOPPED" } }),
    missing: ({ apps }) => apps.stopAndWait(NOBODY),
    denied: "viewer",
    refused: { answerTo: "AppsStop" },
  }),
  contract({
    method: "apps.restartAndWait",
    prepare: makeStartedApp,
    call: ({ apps }, { id }, { patience }) => apps.restartAndWait(id, patience),
    check: ({ history }, { state }) => {
      expect(history).toMatchObject({ currentStatus: "STARTED" });
      expect(history?.currentExecutionId).not.toBe(state.history?.currentExecutionId);
    },
    missing: ({ apps }) => apps.restartAndWait(NOBODY),
    denied: "viewer",
    refused: { answerTo: "AppsRestart" },
  }),
  contract({
    method: "apps.waitUntil",
    prepare: anApp,
    call: ({ apps }, { id }, { patience }) => apps.waitUntil(id, "STARTED", patience),
    check: (state, { id }) => expect(state).toMatchObject({ id, history: { currentStatus: "STARTED" } }),
    missing: ({ apps }) => apps.waitUntil(NOBODY, "STARTED"),
    denied: "outsider",
    refused: { answerTo: "AppsStatus" },
  }),
  contract({
    method: "apps.watch",
    prepare: makeStartedApp,
    call: async ({ apps }, { id }) => (await apps.watch(id).next()).value,
    check: (state, { id }) => expect(state).toMatchObject({ id }),
    missing: ({ apps }) => apps.watch(NOBODY).next(),
    denied: "outsider",
    refused: { answerTo: "AppsStatus" },
  }),
];

/** What an app's past promises. */
const past: readonly ContractRow[] = [
  contract({
    method: "apps.stats",
    prepare: makeStartedApp,
    call: ({ apps }, { id }) => apps.stats(id, { since: LONG_AGO }),
    check: (answer) => expect(answer).toMatchObject({ downtimePercentage: 0, recoveredCount: 0 }),
    missing: ({ apps }) => apps.stats(NOBODY, { since: LONG_AGO }),
    denied: "outsider",
    refused: { answerTo: "AppsStats" },
  }),
  contract({
    method: "apps.historyStatuses",
    prepare: makeStartedApp,
    call: ({ apps }, { id }) => apps.historyStatuses(id, { since: new Date(LONG_AGO), limit: 2 }),
    check: (answer) => expect(answer.map(({ status }) => status)).toEqual(["STARTING", "STARTED"]),
    missing: ({ apps }) => apps.historyStatuses(NOBODY, { since: LONG_AGO }),
    denied: "outsider",
    refused: { answerTo: "AppsHistoryStatuses" },
  }),
  contract({
    method: "apps.countHistoryStatuses",
    prepare: makeStartedApp,
    call: ({ apps }, { id }) => apps.countHistoryStatuses(id, { since: LONG_AGO, versionNumber: 1 }),
    check: (answer) => expect(answer).toBe(2),
    missing: ({ apps }) => apps.countHistoryStatuses(NOBODY, { since: LONG_AGO }),
    denied: "outsider",
    refused: { answerTo: "AppsCountHistoryStatuses" },
  }),
  contract({
    method: "apps.events",
    checkSince: "2023.03",
    prepare: makeStartedApp,
    call: ({ apps }, { id }) => apps.events(id, { limit: 5, skip: 0 }),
    check: (answer) =>
      expect(answer).toMatchObject([{ action: { event: { __typename: "RunAction", versionNumber: 1 } } }]),
    missing: ({ apps }) => apps.events(NOBODY),
    denied: "outsider",
    refused: { answerTo: "AppsEvents" },
  }),
  contract({
    method: "apps.logs",
    prepare: makeStartedApp,
    call: async ({ apps }, { id }) => (await apps.logs(id).next()).value,
    check: (line) => expect(line).toMatchObject({ stream: "STDOUT", value: "started" }),
    missing: ({ apps }) => apps.logs(NOBODY).next(),
    denied: "outsider",
    refused: { answerTo: "AppsGet" },
  }),
  contract({
    method: "apps.countLogs",
    prepare: makeStartedApp,
    call: ({ apps }, { id, state }) =>
      apps.countLogs(id, state.history?.currentExecutionId ?? NOBODY, { stream: "STDOUT" }),
    check: (answer) => expect(answer).toBeGreaterThan(0),
    missing: ({ apps }, { id }) => apps.countLogs(id, NOBODY),
    denied: "outsider",
    refused: { answerTo: "AppsCountLogs" },
  }),
];

/** What apps promise. */
export const appContracts: readonly ContractRow[] = [...reads, ...changes, ...runs, ...past];
