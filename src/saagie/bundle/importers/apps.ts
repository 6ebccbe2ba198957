import { appsOperations, projectsOperations } from "../../../../generated/saagie/methods.ts";
import type { CallOptions } from "../../../core/options.ts";
import { pooled, type PoolOptions } from "../../../core/concurrency/pool.ts";
import { readAppRecord, type AppRecord } from "../format/app-record.ts";
import type { BundleFiles } from "../format/files.ts";
import {
  trackId,
  type BundleContext,
  type ResourceImporter,
  type ImporterOptions,
  type Planned,
} from "../engine/resource-importer.ts";
import { refuseEqualNames } from "../format/archived-jobs.ts";
import { counterpartOf, planVersionedImport } from "../engine/versioned-import.ts";
import { AppContexts } from "./app-contexts.ts";
import { AppPort } from "./app-port.ts";
import { losesCredentials, LOST_CREDENTIALS } from "./docker-info.ts";

/** The file of an app. */
export const APP_FILE = "app.json";

const WHAT = "app";

/** An app in an archive. */
interface ArchivedApp extends AppRecord {
  readonly path: string;
  readonly warnings: readonly string[];
}

/** Apps, with the storages that they mount. */
export const appImporter: ResourceImporter = {
  what: WHAT,
  read: async (files, options) => {
    const found = await readApps(files, options);
    return { count: found.length, plan: (context, how) => planAll(context, found, how) };
  },
};

async function readApps(files: BundleFiles, options: PoolOptions): Promise<readonly ArchivedApp[]> {
  const found = await pooled(
    files.named(APP_FILE),
    async (entry, signal) => {
      const { path, json, warnings } = await files.read(entry, "an app", signal);
      return { ...readAppRecord(json), path, warnings };
    },
    options,
  );
  refuseEqualNames(WHAT, found);
  return found;
}

async function planAll(
  context: BundleContext,
  archived: readonly ArchivedApp[],
  { onPlanned, concurrency, ...options }: ImporterOptions,
): Promise<readonly Planned[]> {
  if (archived.length === 0) return [];
  const { call, projectId, ids, journal, isNew } = context;
  const list = isNew ? undefined : await call(appsOperations.listMinimal, { projectId }, options);
  const contexts = new AppContexts({ ...context, allowed: await allowedIn(context, options) });
  const plan = async (app: ArchivedApp, signal: AbortSignal): Promise<Planned> => {
    const entry = await journal.entry(app);
    const id = counterpartOf(list?.apps ?? [], app.name, entry)?.id;
    ids.name(WHAT, app);
    ids.set(WHAT, app.name, id);
    const thing = { ...app, warnings: [...app.warnings, ...lossesOf(context, app)] };
    onPlanned(app.name);
    const problem =
      app.versions.length === 0
        ? "it is of the former model of apps, which platforms no longer have"
        : undefined;
    const port = new AppPort({ context, app, id, contexts });
    const match = { what: WHAT, thing, problem, id, entry, port } as const;
    return trackId(context, await planVersionedImport(context, match, { ...options, signal }));
  };
  return pooled(archived, plan, { concurrency, signal: options.signal });
}

async function allowedIn(
  { call, projectId, isOpen }: BundleContext,
  options: CallOptions,
): Promise<ReadonlySet<string> | undefined> {
  if (isOpen) return undefined;
  const { appTechnologies } = await call(projectsOperations.technologies, { id: projectId }, options);
  return new Set(appTechnologies.flatMap((technology) => technology?.id ?? []));
}

function lossesOf(context: BundleContext, app: ArchivedApp): readonly string[] {
  const isLost = app.versions.some(({ dockerCredentialsId }) =>
    losesCredentials(context, app, dockerCredentialsId),
  );
  const gone = app.versions.filter(({ mounts }) => mounts.some(({ storage }) => storage === undefined));
  return [
    ...(isLost ? [LOST_CREDENTIALS] : []),
    ...gone.map(({ number }) => `version ${number} mounted a storage that is gone: it goes without`),
  ];
}
