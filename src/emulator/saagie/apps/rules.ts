import { alertingProblem } from "../shared/alerting.ts";
import { appsOf } from "../projects/access.ts";
import type { AppFields, AppVersionInput, PortInput } from "./inputs.ts";
import { mountsOf } from "./inputs.ts";
import type { AppRecord } from "./records.ts";
import { findTechnology, isUsable, type TechnologyRecord } from "../technologies/records.ts";
import type { Context } from "../services.ts";
import { dockerCredentialsProblem } from "../docker-credentials/lookups.ts";
import { collect, NOT_EXISTS, type Problems } from "../shared/errors.ts";
import { resourceProblems } from "../jobs/rules.ts";
import { nameProblem } from "../shared/names.ts";
import type { ProjectRecord } from "../projects/records.ts";
import { mountProblem } from "../storages/mounts.ts";

/** Whether the apps of a technology run images of their own, and no runtimes. */
export function isGeneric({ customFlags }: TechnologyRecord): boolean {
  return customFlags.includes("GenericApp");
}

/** Finds what is wrong with the fields of an app, to be made or changed. */
export function appFieldProblems(
  context: Context,
  fields: AppFields,
  { project, existing }: { readonly project: ProjectRecord; readonly existing?: AppRecord },
): Problems {
  const { name, alerting, resources } = fields;
  const others = appsOf(context.world, project.id).filter((app) => app !== existing);
  return collect({
    name:
      name == null
        ? undefined
        : nameProblem(
            name,
            others.map((app) => app.name),
          ),
    alerting: alerting == null ? undefined : alertingProblem(context, alerting),
    ...resourceProblems(resources ?? {}),
  });
}

/** Finds what is wrong with the place of a new app: its project and its technology. */
export function appPlaceProblems(context: Context, project: ProjectRecord, technologyId: string): Problems {
  const technology = findTechnology(context.world.repositories, technologyId);
  return collect({
    projectId: project.status === "READY" ? undefined : "is not ready",
    technology:
      technologyProblem(technology, "new") ??
      // That a project has to allow "Docker image" too is a guess: it is in its list, as all others are.
      (project.appTechnologies.includes(technologyId) ? undefined : "is not enabled in the project"),
  });
}

function technologyProblem(
  technology: TechnologyRecord | undefined,
  app: "new" | "existing",
): string | undefined {
  if (technology === undefined) return NOT_EXISTS;
  if (technology.kind !== "APP") return "is not for apps";
  return technology.available ? undefined : `is not available for ${app} apps`;
}

/** What a new version of an app would be made of. */
export interface AppVersionDraft {
  readonly projectId: string;
  /** Undefined for an app about to be made. */
  readonly app?: AppRecord;
  readonly technologyId: string;
  readonly input: AppVersionInput;
}

/** Finds what is wrong with a new version of an app. */
export function appVersionProblems(context: Context, draft: AppVersionDraft): Problems {
  const { world } = context;
  const { projectId, app, technologyId, input } = draft;
  const technology = findTechnology(world.repositories, technologyId);
  const trouble = technologyProblem(technology, app === undefined ? "new" : "existing");
  return collect({
    ...(technology === undefined || trouble !== undefined
      ? { technology: trouble }
      : sourceProblems(context, technology, input)),
    "dockerInfo.dockerCredentialsId": dockerCredentialsProblem(world, projectId, input.dockerInfo),
    ports: portsProblem(input.ports),
    volumesWithPath: mountProblem(world, { projectId, appId: app?.id }, mountsOf(input)),
  });
}

/** Every version has either an image or a runtime, as its technology demands. */
function sourceProblems(
  context: Context,
  technology: TechnologyRecord,
  { dockerInfo, runtimeContextId }: AppVersionInput,
): Readonly<Record<string, string | undefined>> {
  // An empty text is how some clients say "none".
  const contextId = runtimeContextId ?? "";
  if (isGeneric(technology)) {
    return {
      dockerInfo: (dockerInfo?.image ?? "").trim() === "" ? "must not be empty" : undefined,
      runtimeContextId: contextId === "" ? undefined : "must be absent for this technology",
    };
  }
  return {
    dockerInfo: dockerInfo == null ? undefined : "must be absent for this technology",
    runtimeContextId: contextProblem(technology, contextId, context.clock.now()),
  };
}

/** What is wrong with a runtime of the catalogue, for a new version. */
export function contextProblem(technology: TechnologyRecord, id: string, now: number): string | undefined {
  if (id === "") return "must not be empty";
  const found = technology.contexts.find((candidate) => candidate.id === id);
  if (found === undefined) return NOT_EXISTS;
  if (isUsable(found, now)) return undefined;
  return found.available ? "is deprecated" : "is not available";
}

function portsProblem(ports: readonly PortInput[]): string | undefined {
  const numbers = ports.map(({ number }) => number);
  if (numbers.some((number) => number < 1 || number > 65_535)) return "must be numbers from 1 to 65535";
  return new Set(numbers).size === numbers.length ? undefined : "must be different from each other";
}
