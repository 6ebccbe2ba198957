import type { CallOptions } from "../../core/options.ts";
import { InvalidInputError, NotFoundError } from "../../core/errors.ts";
import { isSame } from "../../core/changes.ts";
import type { OneOrMany } from "../../core/lookup/one-or-many.ts";
import type { Watcher } from "../../core/watch/watch.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import {
  appsOperations,
  AppsMethods,
  type AppReference,
  type AppsAddVersionResult,
  type AppsCountHistoryStatusesVariables,
  type AppsCreateResult,
  type AppsEditResult,
  type AppsEventsResult,
  type AppsGetOptions,
  type AppsGetResult,
  type AppsHistoryStatusesResult,
  type AppsInstallResult,
  type AppsListMinimalResult,
  type AppsListResult,
  type AppsRollbackOptions,
  type AppsRollbackResult,
  type AppsStatsResult,
  type ProjectReference,
  type TechnologyReference,
} from "../../../generated/saagie/methods.ts";
import type { Archive, WritableArchive } from "../../core/content/archive.ts";
import type { PartExportOptions } from "../bundle/export/context.ts";
import type { AppExportResult } from "../bundle/export/parts.ts";
import type { AppImportOptions, PartImportResult, PartPlan } from "../bundle/import/parts.ts";
import type { ImportTools } from "../bundle/import/tools.ts";
import type { AppChanges, AppDefinition, AppInstallation, AppUpgrade } from "./definition.ts";
import type { AppDeployment, AppDeploymentResult } from "./deployment.ts";
import type { AppLogLine, AppLogOptions } from "./logs.ts";
import {
  appStatusOf,
  createAppWatcher,
  waitForApp,
  type AppState,
  type AppTarget,
  type AppWaitOptions,
} from "./states.ts";
import { checkWait } from "../runs/check-wait.ts";
import type { SaagieContext } from "../context.ts";
import { onlySignal } from "../calls/call-options.ts";
import { recoverEffect } from "../recovery/effect.ts";

/** An app, as every full read of one answers it. */
export type App = AppsGetResult;

/** Which part of an app's past is meant. */
export interface AppPeriod extends CallOptions {
  /** Where it begins: a date, or one as ISO 8601. */
  readonly since: Date | string;
  /** The version. Default: the one that runs, or ran last. */
  readonly versionNumber?: number;
}

/** Which actions on an app to read. */
export interface AppEventOptions extends CallOptions {
  /** At most so many. Default: all. */
  readonly limit?: number;
  /** How many to pass over first. */
  readonly skip?: number;
}

/** A state that an app was in, and since when. */
export type AppHistoryStatus = NonNullable<AppsHistoryStatusesResult[number]>;

/** What has happened to an app: actions, and the states that followed. */
export type AppEvents = NonNullable<AppsEventsResult["history"]>["events"];

/**
 * Apps: what a platform keeps running, with versions, ports, storages and a log.
 *
 * @remarks Wherever an app is asked for, its id, its URL or `{ project, name }` will do.
 */
export class Apps extends AppsMethods {
  readonly #context: SaagieContext;
  readonly #watcher: Watcher<AppState>;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
    this.#watcher = createAppWatcher(context.batch, context.clock);
  }

  /**
   * Lists the apps of a project, each with its versions and its history.
   *
   * @remarks Remote call: platform `project` with its `apps`.
   */
  async list(project: ProjectReference, options: AppsGetOptions = {}): Promise<AppsListResult["apps"]> {
    const { versionsOnlyCurrent = false, eventsLimit, eventsSkip, ...callOptions } = options;
    const limits = {
      ...(eventsLimit === undefined ? {} : { eventsLimit }),
      ...(eventsSkip === undefined ? {} : { eventsSkip }),
    };
    const variables = { projectId: project, versionsOnlyCurrent, ...limits };
    return (await this.call(appsOperations.list, variables, callOptions)).apps;
  }

  /**
   * Lists the apps of a project in short: id and name.
   *
   * @remarks Remote call: platform `project` with its `apps`.
   */
  async listMinimal(
    project: ProjectReference,
    options: CallOptions = {},
  ): Promise<AppsListMinimalResult["apps"]> {
    return (await this.call(appsOperations.listMinimal, { projectId: project }, options)).apps;
  }

  /**
   * Tells an app's id from its name, URL or id.
   *
   * @remarks Remote call: none for an id or a URL; else platform `project` with its `apps` in short.
   * @throws {@link NotFoundError} with near names.
   */
  async idOf(app: AppReference, options: CallOptions = {}): Promise<string> {
    return this.#context.references.resolve("APP", app, options);
  }

  /**
   * Reads an app by its name.
   *
   * @remarks Remote calls: platform `project` with its `apps` in short, and `app`.
   * @throws {@link NotFoundError} with near names.
   */
  getByName(project: ProjectReference, name: string, options: AppsGetOptions = {}): Promise<App> {
    return this.get({ project, name }, options);
  }

  /**
   * Creates an app with its first version, which starts by itself: from a Docker image, or from the catalogue with a name, ports
   * and storages of one's own.
   *
   * @remarks Remote calls: gateway `repositories` and `technology` (cached), platform `project` (technologies) where a technology
   * is named, `createVolume` for each new storage, `createApp`. When the answer is lost, the app is looked up by name before
   * anything is repeated. New storages are deleted again when the app is refused.
   * @throws {@link InvalidInputError} listing what is valid; {@link RefusedError} with the platform's reasons.
   * @example
   * ```ts
   * const { id } = await saagie.apps.create("Sales", {
   *   name: "Dashboard",
   *   image: "registry.example.io/dashboard:1.2",
   *   dockerCredentials: { username: "robot", registry: "registry.example.io" },
   *   ports: [{ number: 8080, name: "Web" }],
   *   storages: [{ path: "/data", create: { name: "Dashboard data", size: "1 GB" } }],
   * });
   * await saagie.apps.waitUntil(id, "STARTED");
   * ```
   */
  async create(
    project: ProjectReference,
    definition: AppDefinition,
    options: CallOptions = {},
  ): Promise<AppsCreateResult> {
    return (await this.#deployment()).create(project, definition, options);
  }

  /**
   * Installs an app of the catalogue, which starts by itself: its name, ports and storages are the catalogue's.
   *
   * @remarks Remote calls: platform `project` (technologies), gateway `repositories` and `technology` (cached), `installApp`.
   * @throws {@link InvalidInputError} listing the valid technologies or contexts; {@link OutcomeUnknownError} when the answer was
   * lost: the platform names the app itself, so that nothing can tell whether it is there.
   * @example
   * ```ts
   * const { name } = await saagie.apps.install("Sales", { technology: "Grafana" });
   * ```
   */
  async install(
    project: ProjectReference,
    installation: AppInstallation,
    options: CallOptions = {},
  ): Promise<AppsInstallResult> {
    return (await this.#deployment()).install(project, installation, options);
  }

  /**
   * Changes what belongs to the app as a whole; only what differs is sent. Absent keeps, `null` clears.
   *
   * @remarks Remote calls: platform `app`, and `editApp` if anything differs.
   * @returns the app-level fields as they are now.
   */
  async edit(app: AppReference, wanted: AppChanges, options: CallOptions = {}): Promise<AppsEditResult> {
    return (await this.#deployment()).edit(app, wanted, options);
  }

  /**
   * Adds a version and makes it current; a running app changes over to it. What is not given is carried over: image,
   * credentials, context, ports, storages.
   *
   * @remarks Remote calls: platform `app`, gateway `technology` (cached), `createVolume` for each new storage, `addAppVersion`.
   * New storages are deleted again when the version is refused.
   * @throws {@link InvalidInputError} when the context (also the current one) is no longer available, listing those that are.
   */
  async upgrade(
    app: AppReference,
    upgrade: AppUpgrade,
    options: CallOptions = {},
  ): Promise<AppsAddVersionResult> {
    return (await this.#deployment()).upgrade(app, upgrade, options);
  }

  /**
   * Brings an app to the given definition: creates it, or changes just what differs, or nothing.
   *
   * @remarks The app is found by name, ignoring case; its technology cannot change, and a different one is refused. What the
   * definition does not give stays as it is. A storage that is to be created and exists by its name is mounted as it is,
   * whatever its size. A release note alone, the order of ports or storages, and what is asked for of GPUs, which cannot be
   * read back, are no reason for a change. Remote calls: platform `project` with its `apps` in short, gateway `repositories`
   * and `technology` (cached), platform `app`, and those of {@link Apps.create}, or of {@link Apps.upgrade} and
   * {@link Apps.edit} as far as anything differs.
   * @returns what was done: `created`, `upgraded` or `unchanged`.
   * @throws {@link InvalidInputError} before anything is changed, listing what is valid; {@link RefusedError} with the
   * platform's reasons.
   * @example
   * ```ts
   * const { action, version } = await saagie.apps.createOrUpgrade("Sales", {
   *   name: "Dashboard",
   *   image: "registry.example.io/dashboard:1.3",
   *   storages: [{ path: "/data", create: { name: "Dashboard data", size: "1 GB" } }],
   * });
   * ```
   */
  async createOrUpgrade(
    project: ProjectReference,
    definition: AppDefinition,
    options: CallOptions = {},
  ): Promise<AppDeploymentResult> {
    return (await this.#deployment()).createOrUpgrade(project, definition, options);
  }

  /**
   * Makes an earlier version the current one again; a running app changes over to it. It creates no version.
   *
   * @remarks Remote call: platform `rollbackAppVersion`; `app` when the answer is lost.
   * @param options - `volumesWithPath`: storages to mount instead of those of the earlier version.
   */
  override rollback(
    app: AppReference,
    versionNumber: number,
    options: AppsRollbackOptions = {},
  ): Promise<AppsRollbackResult> {
    const { volumesWithPath, ...callOptions } = options;
    return recoverEffect<AppsRollbackResult>({
      write: () => super.rollback(app, versionNumber, options),
      look: async () => {
        const { id, versions = [], currentVersion } = await this.get(app, { ...callOptions, eventsLimit: 1 });
        const mounts = (currentVersion?.volumesWithPath ?? []).map(({ path, volume }) => ({
          path,
          volumeId: volume?.id,
        }));
        const isThere = currentVersion?.number === versionNumber;
        return isThere && (volumesWithPath == null || isSame(mounts, volumesWithPath))
          ? { id, versions, currentVersion }
          : undefined;
      },
    });
  }

  /**
   * Deletes an app with its versions. Its storages stay, and can be deleted then.
   *
   * @remarks Remote call: platform `deleteApp`.
   */
  async delete(app: AppReference, options: CallOptions = {}): Promise<void> {
    await this.call(appsOperations.delete, { appId: app }, options);
  }

  /**
   * Starts an app and waits until it is there; one that runs already is there at once.
   *
   * @remarks Remote calls: platform `app`, `runApp`.
   * @throws {@link RefusedError} with the platform's reason when it has failed; {@link DeadlineError} with the last status.
   */
  runAndWait(app: AppReference, options: AppWaitOptions = {}): Promise<AppState> {
    return this.#actAndWait(app, { status: "STARTED", act: (id, call) => this.run(id, call) }, options);
  }

  /**
   * Stops an app and waits until it has stopped.
   *
   * @remarks Remote calls: platform `app`, `stopApp`.
   * @throws {@link DeadlineError} with the last status.
   */
  stopAndWait(app: AppReference, options: AppWaitOptions = {}): Promise<AppState> {
    return this.#actAndWait(app, { status: "STOPPED", act: (id, call) => this.stop(id, call) }, options);
  }

  /**
   * Restarts an app and waits until it is there again.
   *
   * @remarks Remote calls: platform `app`, `restartApp`.
   * @throws as {@link Apps.runAndWait}.
   */
  restartAndWait(app: AppReference, options: AppWaitOptions = {}): Promise<AppState> {
    const act = (id: string, call: CallOptions): Promise<unknown> => this.restart(id, call);
    return this.#actAndWait(app, { status: "STARTED", act, isAnew: true }, options);
  }

  /**
   * Waits until an app has started or stopped.
   *
   * @remarks Remote call: platform `app`, for up to a hundred apps in one request.
   * @throws {@link RefusedError} with the platform's reason when it has failed; {@link DeadlineError} with the last status.
   * @example
   * ```ts
   * await saagie.apps.stop(app);
   * await saagie.apps.waitUntil(app, "STOPPED", { deadlineMs: 60_000 });
   * ```
   */
  async waitUntil(
    app: AppReference,
    status: AppTarget["status"],
    options: AppWaitOptions = {},
  ): Promise<AppState> {
    checkWait(options);
    return waitForApp(this.#watcher, { id: await this.idOf(app, onlySignal(options)), status }, options);
  }

  /**
   * Yields an app's state now, and whenever its status has changed or somebody has acted on it. It does not end by itself.
   *
   * @remarks Remote call: as {@link Apps.waitUntil}.
   * @throws {@link NotFoundError} when the app is gone.
   */
  async *watch(app: AppReference, options: WatchOptions = {}): AsyncGenerator<AppState, void, void> {
    yield* this.#watcher.watch(await this.idOf(app, onlySignal(options)), options);
  }

  /**
   * Tells how reliable a version of an app has been.
   *
   * @remarks Remote calls: platform `app`, `appStats`.
   * @example
   * ```ts
   * const { uptimePercentage } = await saagie.apps.stats(app, { since: "2024-04-10T00:00:00Z" });
   * ```
   */
  async stats(app: AppReference, period: AppPeriod): Promise<AppsStatsResult> {
    const { variables, options } = await this.#past(app, period);
    return this.call(appsOperations.stats, variables, options);
  }

  /**
   * Lists the states that a version of an app has been in.
   *
   * @remarks Remote calls: platform `app`, `appHistoryStatuses`.
   */
  async historyStatuses(
    app: AppReference,
    { limit, ...period }: AppPeriod & { readonly limit?: number },
  ): Promise<readonly AppHistoryStatus[]> {
    const { variables, options } = await this.#past(app, period);
    const limited = { ...variables, ...(limit === undefined ? {} : { limit }) };
    const statuses = await this.call(appsOperations.historyStatuses, limited, options);
    return statuses.filter((status) => status !== null);
  }

  /**
   * Counts the states that a version of an app has been in.
   *
   * @remarks Remote calls: platform `app`, `countAppHistoryStatuses`.
   */
  async countHistoryStatuses(app: AppReference, period: AppPeriod): Promise<number> {
    const { variables, options } = await this.#past(app, period);
    return this.call(appsOperations.countHistoryStatuses, variables, options);
  }

  /**
   * Reads what has happened to an app: each action on it, with the states that followed.
   *
   * @remarks Remote call: platform `app`.
   */
  async events(app: AppReference, options: AppEventOptions = {}): Promise<AppEvents> {
    const { limit, skip, ...callOptions } = options;
    const page = { ...(limit === undefined ? {} : { limit }), ...(skip === undefined ? {} : { skip }) };
    const { history } = await this.call(appsOperations.events, { id: app, ...page }, callOptions);
    return history?.events ?? [];
  }

  /**
   * Reads the log of an app line by line: that of its present execution; with `follow`, until it has stopped or failed.
   *
   * @remarks Remote calls: platform `app`; the log proxy, a page at a time, or platform `appLogs` where the proxy does not
   * know the log.
   * @example
   * ```ts
   * for await (const { value } of saagie.apps.logs(app, { follow: true })) console.log(value);
   * ```
   */
  async *logs(app: AppReference, options: AppLogOptions = {}): AsyncGenerator<AppLogLine, void, void> {
    const { readAppLogs } = await import("./logs.ts");
    yield* readAppLogs(this.#context, app, options);
  }

  /**
   * Tells the label of a context of an app's technology, also of one that is withdrawn; `undefined` when there is none.
   *
   * @remarks Remote call: gateway `technology`, cached.
   */
  runtimeLabel(
    technology: TechnologyReference,
    contextId: string,
    options: CallOptions = {},
  ): Promise<string | undefined> {
    return this.#context.technologies.contextLabel(technology, contextId, options);
  }

  /**
   * Writes one app or many to an archive: an `app.json` for each, and its variables.
   *
   * @remarks The layout is that of the Python client, with more in it, and a manifest of checksums that is written last. What
   * is in storages, and what is secret, is in no archive.
   * Remote calls: platform `app` and `appEnvironmentVariables`, gateway `repositories` (cached) and `technology`.
   * @throws when anything cannot be read or written, with the app's name: an export is whole or failed.
   * @example
   * ```ts
   * import { folderArchive } from "footbridge/archive";
   *
   * await saagie.apps.export({ project: "Sales", name: "Dashboard" }, folderArchive("backup"));
   * ```
   */
  async export(
    apps: OneOrMany<AppReference>,
    archive: WritableArchive,
    options: PartExportOptions = {},
  ): Promise<AppExportResult> {
    const { exportApps } = await import("../bundle/export/parts.ts");
    return exportApps(this.#context, { things: apps, archive }, options);
  }

  /**
   * Tells what an import would do, and changes nothing.
   *
   * @remarks Remote calls: reads alone, those that {@link Apps.import} begins with.
   * @throws {@link InvalidInputError} when the archive is none, or is broken.
   */
  async planImport(archive: Archive, options: AppImportOptions): Promise<PartPlan> {
    const { planPart } = await import("../bundle/import/parts.ts");
    return planPart(await this.#importTools(), { part: "apps", archive }, options);
  }

  /**
   * Brings the apps of an archive into a project: ours, or a folder that the Python client wrote.
   *
   * @remarks Everything is read and planned first; then the storages that the apps mount are made, empty, then the apps with
   * all their versions, or existing ones (by name) get what differs, then their variables. Docker credentials are those of
   * a project: they are carried within it alone. A journal in the archive remembers what is done: after a crash or an
   * abort, the same call goes on. Run again when nothing has changed, it changes nothing.
   * Remote calls: platform `project`, `app`, `createVolume`, `editVolume`, `createApp`, `addAppVersion`,
   * `setMajorAppVersion`, `rollbackAppVersion`, `editApp`, `stopApp`, `appEnvironmentVariables`, `saveEnvironmentVariable`,
   * gateway `repositories` and `technology` (cached).
   * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or an app cannot be imported.
   * @example
   * ```ts
   * const { imported } = await saagie.apps.import(folderArchive("backup"), { project: "Sales copy" });
   * ```
   */
  async import(archive: Archive, options: AppImportOptions): Promise<PartImportResult> {
    const { importPart } = await import("../bundle/import/parts.ts");
    return importPart(await this.#importTools(), { part: "apps", archive }, options);
  }

  async #importTools(): Promise<ImportTools> {
    const { JobDeployment } = await import("../jobs/deployment.ts");
    return { ...this.#context, deployment: new JobDeployment(this.#context) };
  }

  async #actAndWait(
    app: AppReference,
    { status, act, isAnew = false }: AppAction,
    options: AppWaitOptions,
  ): Promise<AppState> {
    checkWait(options);
    const callOptions = onlySignal(options);
    const { id, history } = await this.status(app, callOptions);
    await act(id, callOptions);
    // A read may still show the app as it was: neither an old failure nor the start before a restart counts.
    const isStale = (state: AppState): boolean =>
      state.history?.currentExecutionId === history?.currentExecutionId &&
      (isAnew || appStatusOf(state) === "FAILED");
    return waitForApp(this.#watcher, { id, status, isStale }, options);
  }

  async #past(
    app: AppReference,
    { since, versionNumber, ...options }: AppPeriod,
  ): Promise<{ readonly variables: AppsCountHistoryStatusesVariables; readonly options: CallOptions }> {
    const start = new Date(since);
    if (Number.isNaN(start.getTime())) throw new InvalidInputError(`since is not a date: ${String(since)}.`);
    const { history } = await this.status(app, options);
    if (history === null) throw new NotFoundError("The app has no history yet.");
    const variables = {
      appHistoryId: history.id,
      versionNumber: versionNumber ?? history.runningVersionNumber,
      startTime: start.toISOString(),
    };
    return { variables, options };
  }

  /** Deploying is loaded when it is first asked for: who only reads and runs apps does not carry it. */
  async #deployment(): Promise<AppDeployment> {
    const { AppDeployment } = await import("./deployment.ts");
    return new AppDeployment(this.#context);
  }
}

/** Something done to an app, and the state that it leads to. */
interface AppAction {
  readonly status: AppTarget["status"];
  readonly act: (id: string, options: CallOptions) => Promise<unknown>;
  /** Whether it begins another execution in any case. */
  readonly isAnew?: boolean;
}
