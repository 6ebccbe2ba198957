import { alertingView } from "../shared/alerting.ts";
import { appsOf, findApp, requireApp } from "../projects/access.ts";
import { createApp, editApp, installApp, type Installation } from "./changes.ts";
import type { AppEditionInput, AppInput } from "./inputs.ts";
import { startAction, isDeployed } from "./life.ts";
import { removeApp } from "./removal.ts";
import { currentAppVersion, lastStatus, type AppActionKind, type AppRecord } from "./records.ts";
import { findTechnology } from "../technologies/records.ts";
import type { Context } from "../services.ts";
import { notValid, unknownId } from "../shared/errors.ts";
import { requireProject } from "../access/permissions.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { ProjectRecord } from "../projects/records.ts";
import { volumesOf } from "../storages/mounts.ts";

interface ById {
  readonly id: string;
}

/** How apps answer, but for their versions and their past. */
export const appResolvers: Resolvers = {
  Query: {
    app: (_: unknown, { id }: ById, context: Context) => findApp(context, id) ?? null,
    countApps: (_: unknown, { projectId }: { projectId: string }, context: Context) =>
      countApps(context, requireProject(context, projectId, "ROLE_PROJECT_VIEWER").id),
  },
  Mutation: {
    createApp: (_: unknown, { app }: { app: AppInput }, context: Context) => createApp(context, app),
    installApp: (_: unknown, installation: Installation, context: Context) =>
      installApp(context, installation),
    editApp: (_: unknown, { appEdition }: { appEdition: AppEditionInput }, context: Context) =>
      editApp(context, appEdition),
    deleteApp: (_: unknown, { appId }: { appId: string }, context: Context) => {
      const app = requireApp(context, appId, "ROLE_PROJECT_EDITOR");
      removeApp(context.world, app);
      return app;
    },
    runApp: (_: unknown, { id }: ById, context: Context) =>
      actIf(context, id, {
        kind: "RunAction",
        wanted: (app) => !isDeployed(app) || lastStatus(app).status === "FAILED",
      }),
    stopApp: (_: unknown, { id }: ById, context: Context) =>
      actIf(context, id, { kind: "StopAction", wanted: isDeployed }),
    restartApp: (_: unknown, { id }: ById, context: Context) => {
      // That a stopped app cannot be restarted is an assumption: the platform speaks of running ones.
      if (!isDeployed(requireApp(context, id, "ROLE_PROJECT_EDITOR")))
        throw notValid("App", { app: "does not run" });
      return actIf(context, id, { kind: "RestartAction", wanted: () => true });
    },
  },
  Project: {
    apps: ({ id }: ProjectRecord, _args: unknown, { world }: Context) => appsOf(world, id),
  },
  App: {
    project: ({ projectId }: AppRecord, _args: unknown, { world }: Context) => world.projects.get(projectId),
    technology: ({ technologyId: id }: AppRecord, _args: unknown, { world }: Context) => {
      // As with jobs, a technology that left the catalogue makes a part of the answer an error.
      if (findTechnology(world.repositories, id) === undefined) throw unknownId("Technology", "technology");
      return { id };
    },
    currentVersion: (app: AppRecord) => currentAppVersion(app),
    versions: ({ versions }: AppRecord) => versions.toSorted((left, right) => right.number - left.number),
    history: (app: AppRecord) => app,
    alerting: (app: AppRecord, _args: unknown, context: Context) => alertingView(context, app),
    linkedVolumes: ({ id, projectId }: AppRecord, _args: unknown, { world }: Context) =>
      volumesOf(world, projectId).filter(({ linkedAppId }) => linkedAppId === id),
  },
};

interface Wish {
  readonly kind: AppActionKind;
  /** Whether there is anything to do; what is so already is no error. */
  readonly wanted: (app: AppRecord) => boolean;
}

/** Acts on an app. @returns the app as it was before, which is what platforms answer */
function actIf(context: Context, id: string, { kind, wanted }: Wish): AppRecord {
  const app = requireApp(context, id, "ROLE_PROJECT_EDITOR");
  // The list of actions is replaced and never changed, and so the copy keeps the one there was.
  const before = { ...app };
  if (wanted(app)) startAction(context, app, { kind, author: context.user.login });
  return before;
}

function countApps({ world }: Context, projectId: string): readonly object[] {
  const technologies = appsOf(world, projectId).map(({ technologyId }) => technologyId);
  return [...new Set(technologies)].map((id) => ({
    technology: { id },
    count: technologies.filter((other) => other === id).length,
  }));
}
