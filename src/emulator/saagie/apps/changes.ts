import { appsOf, requireApp } from "../projects/access.ts";
import { mountsOf, type AppEditionInput, type AppInput, type AppVersionInput } from "./inputs.ts";
import { installedVersion } from "./installation.ts";
import { startAction } from "./life.ts";
import type { AppRecord, AppVersionRecord, MountRecord } from "./records.ts";
import {
  appFieldProblems,
  appPlaceProblems,
  appVersionProblems,
  contextProblem,
  isGeneric,
} from "./rules.ts";
import { findTechnology } from "../technologies/records.ts";
import type { Context } from "../services.ts";
import { collect, refuseIf } from "../shared/errors.ts";
import { alertingRecord } from "../jobs/inputs.ts";
import { installedName } from "../shared/names.ts";
import { requireProject } from "../access/permissions.ts";
import type { ProjectRecord } from "../projects/records.ts";
import { linkVolumes } from "../storages/mounts.ts";

/** Makes an app and its first version, and starts it. @throws Refusal when anything is wrong; then nothing is made. */
export function createApp(context: Context, input: AppInput): AppRecord {
  const project = requireProject(context, input.projectId, "ROLE_PROJECT_EDITOR");
  const { technologyId, version } = input;
  refuseIf("App", {
    ...appVersionProblems(context, { projectId: project.id, technologyId, input: version }),
    ...appPlaceProblems(context, project, technologyId),
    ...appFieldProblems(context, input, { project }),
  });
  const id = context.ids.uuid();
  return begin(context, {
    ...newApp(context, project, technologyId),
    id,
    name: input.name,
    description: input.description ?? null,
    alerting: alertingRecord(input.alerting),
    resources: input.resources ?? null,
    versions: [versionRecord(context, version, { appId: id, number: 1 })],
  });
}

/** The names under which the catalogue knows what to install. */
export interface Installation {
  readonly projectId: string;
  readonly technologyId: string;
  readonly contextId: string;
}

/**
 * Makes an app as the catalogue describes it, with storages of its own, and starts it.
 *
 * @throws Refusal when it cannot be installed there; then nothing is made.
 */
export function installApp(
  context: Context,
  { projectId, technologyId, contextId }: Installation,
): AppRecord {
  const project = requireProject(context, projectId, "ROLE_PROJECT_EDITOR");
  const technology = findTechnology(context.world.repositories, technologyId);
  const runtime = technology?.contexts.find((candidate) => candidate.id === contextId);
  refuseIf("App", {
    ...appPlaceProblems(context, project, technologyId),
    ...(technology !== undefined &&
      collect({
        contextId: contextProblem(technology, contextId, context.clock.now()),
        technology: isGeneric(technology) ? "needs an image, and cannot be installed" : undefined,
      })),
  });
  if (technology === undefined || runtime === undefined) throw new RangeError("refused above");
  const id = context.ids.uuid();
  const names = appsOf(context.world, project.id).map((other) => other.name);
  const name = installedName(technology.label, names);
  return begin(context, {
    ...newApp(context, project, technologyId),
    id,
    name,
    versions: [installedVersion(context, { appId: id, appName: name, projectId: project.id, runtime })],
  });
}

type NewApp = Omit<AppRecord, "id" | "name" | "versions">;

function newApp({ world, ids, clock, user }: Context, project: ProjectRecord, technologyId: string): NewApp {
  const technology = findTechnology(world.repositories, technologyId);
  return {
    projectId: project.id,
    technologyId,
    isGenericApp: technology !== undefined && isGeneric(technology),
    creator: user.login,
    creationDate: clock.now(),
    historyId: ids.uuid(),
    description: null,
    alerting: null,
    resources: null,
    currentVersion: 1,
    actions: [],
  };
}

/** Every app starts by itself. */
function begin(context: Context, app: AppRecord): AppRecord {
  context.world.apps.set(app.id, app);
  for (const { mounts } of app.versions) linkVolumes(context, app, mounts);
  startAction(context, app, { kind: "RunAction", author: context.user.login });
  return app;
}

/** Makes the record of a version that was found to be right. */
export function versionRecord(
  { clock, user }: Context,
  input: AppVersionInput,
  place: Pick<AppVersionRecord, "appId" | "number">,
): AppVersionRecord {
  const { dockerInfo, runtimeContextId } = input;
  return {
    ...place,
    creationDate: clock.now(),
    creator: user.login,
    releaseNote: input.releaseNote ?? null,
    dockerInfo:
      dockerInfo == null
        ? null
        : { image: dockerInfo.image, dockerCredentialsId: dockerInfo.dockerCredentialsId ?? null },
    runtimeContextId: runtimeContextId === "" ? null : (runtimeContextId ?? null),
    ports: input.ports.map(({ number, isRewriteUrl, name, basePathVariableName, scope }) => ({
      number,
      isRewriteUrl,
      name: name ?? null,
      basePathVariableName: basePathVariableName ?? null,
      scope: scope ?? null,
    })),
    mounts: mountRecords(input),
    isMajor: false,
  };
}

/** What is kept of the storages to mount. */
export function mountRecords(input: Pick<AppVersionInput, "volumesWithPath">): readonly MountRecord[] {
  return mountsOf(input).map(({ path, volumeId }) => ({ path, volumeId }));
}

/**
 * Changes an app.
 *
 * @remarks As with jobs: absent fields stay as they are; null empties those that can be empty and leaves the
 * others. What null does on the platform is not known.
 */
export function editApp(context: Context, edition: AppEditionInput): AppRecord {
  const app = requireApp(context, edition.id, "ROLE_PROJECT_EDITOR");
  const project = requireProject(context, app.projectId, "ROLE_PROJECT_EDITOR");
  refuseIf("App", appFieldProblems(context, edition, { project, existing: app }));
  if (edition.name != null) app.name = edition.name;
  if (edition.description !== undefined) app.description = edition.description;
  if (edition.alerting !== undefined) app.alerting = alertingRecord(edition.alerting);
  if (edition.resources !== undefined) app.resources = edition.resources;
  return app;
}
