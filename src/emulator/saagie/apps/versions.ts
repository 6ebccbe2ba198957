import { findApp, requireApp } from "../projects/access.ts";
import { mountRecords, versionRecord } from "./changes.ts";
import type { AppVersionInput, MountInput } from "./inputs.ts";
import { startAction, isDeployed } from "./life.ts";
import { appVersionOf, type AppActionKind, type AppRecord, type AppVersionRecord } from "./records.ts";
import { appVersionProblems } from "./rules.ts";
import type { Context } from "../services.ts";
import { refuseIf, unknownId } from "../shared/errors.ts";
import type { Resolvers } from "../wire/schema.ts";
import { linkVolumes, mountedVolume, mountProblem } from "../storages/mounts.ts";

interface VersionId {
  readonly appId: string;
  readonly versionNumber: number;
}

type VolumesWithPath = readonly (MountInput | null)[] | null;

/** How the versions of apps answer. */
export const appVersionResolvers: Resolvers = {
  Query: {
    appVersion: (_: unknown, { appId, number }: { appId: string; number: number }, context: Context) => {
      const app = findApp(context, appId);
      return app === undefined ? null : (appVersionOf(app, number) ?? null);
    },
  },
  Mutation: {
    addAppVersion: (
      _: unknown,
      { appId, version }: { appId: string; version: AppVersionInput },
      context: Context,
    ) => addVersion(context, appId, version),
    rollbackAppVersion: (
      _: unknown,
      { volumesWithPath, ...id }: VersionId & { volumesWithPath?: VolumesWithPath },
      context: Context,
    ) => rollback(context, id, volumesWithPath ?? null),
    setMajorAppVersion: (
      _: unknown,
      { isMajor, ...id }: VersionId & { isMajor: boolean },
      context: Context,
    ) => {
      const version = requireVersion(requireApp(context, id.appId, "ROLE_PROJECT_EDITOR"), id.versionNumber);
      version.isMajor = isMajor;
      return version;
    },
  },
  AppVersion: {
    volumesWithPath: ({ appId, mounts }: AppVersionRecord, _args: unknown, { world }: Context) =>
      mounts.map((mount) => ({ path: mount.path, volume: mountedVolume(world, appId, mount) ?? null })),
    ports: ({ appId, ports }: AppVersionRecord) =>
      ports.map((port) => ({ ...port, internalUrl: `http://app-${appId}:${String(port.number)}` })),
  },
};

function requireVersion(app: AppRecord, number: number): AppVersionRecord {
  const version = appVersionOf(app, number);
  if (version === undefined) throw unknownId("App", "versionNumber");
  return version;
}

function addVersion(context: Context, appId: string, input: AppVersionInput): AppVersionRecord {
  const app = requireApp(context, appId, "ROLE_PROJECT_EDITOR");
  const { projectId, technologyId } = app;
  refuseIf("App", appVersionProblems(context, { projectId, app, technologyId, input }));
  // Also after a rollback no number is used twice.
  const number = Math.max(...app.versions.map((version) => version.number)) + 1;
  const version = versionRecord(context, input, { appId, number });
  app.versions.push(version);
  changeOver(context, app, { to: version, kind: "UpgradeAction" });
  return version;
}

/**
 * Makes an older version the current one, with its own storages or, for good, with those that are named.
 *
 * @remarks What becomes of a version whose storage it has lost is not known. Here others must be named, which
 * works either way.
 */
function rollback(
  context: Context,
  { appId, versionNumber }: VersionId,
  volumesWithPath: VolumesWithPath,
): AppRecord {
  const app = requireApp(context, appId, "ROLE_PROJECT_EDITOR");
  const version = requireVersion(app, versionNumber);
  const { world } = context;
  if (volumesWithPath === null) {
    const lost = version.mounts.find((mount) => mountedVolume(world, appId, mount) === undefined);
    if (lost !== undefined)
      refuseIf("App", { volumesWithPath: `the volume at ${lost.path} is gone: name another` });
  }
  const mounts = volumesWithPath === null ? version.mounts : mountRecords({ volumesWithPath });
  const problem = mountProblem(world, { projectId: app.projectId, appId }, mounts);
  if (problem !== undefined) refuseIf("App", { volumesWithPath: problem });
  version.mounts = mounts;
  changeOver(context, app, { to: version, kind: "RollbackAction" });
  return app;
}

/** Only an app that runs changes over; one that is stopped has a new version for its next start. */
function changeOver(
  context: Context,
  app: AppRecord,
  { to, kind }: { readonly to: AppVersionRecord; readonly kind: AppActionKind },
): void {
  app.currentVersion = to.number;
  linkVolumes(context, app, to.mounts);
  if (isDeployed(app)) startAction(context, app, { kind, author: context.user.login });
}
