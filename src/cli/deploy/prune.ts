import type { Saagie } from "../../saagie/index.ts";
import { isFootbridgeError } from "../../index.ts";
import type { Task } from "../frame/command.ts";
import { credentialsKey } from "./credentials-key.ts";
import type { ProjectFile } from "./project-file.ts";

/** Something of a project that its file does not have. */
export interface Surplus {
  readonly what: "pipeline" | "app" | "job" | "storage" | "variable" | "docker credentials";
  readonly name: string;
  readonly id: string;
}

/** Where to look, and how. */
export interface PruneScope {
  readonly saagie: Saagie;
  /** The id of the project. */
  readonly project: string;
  readonly call: Task["call"];
}

/** Finds what a project has and its file has not, in the order in which it can be deleted: what uses others first. */
export async function findSurplus(
  { saagie, project, call }: PruneScope,
  file: ProjectFile,
): Promise<readonly Surplus[]> {
  const [pipelines, apps, jobs, storages, variables, credentials] = await Promise.all([
    saagie.pipelines.listMinimal(project, call),
    saagie.apps.listMinimal(project, call),
    saagie.jobs.listMinimal(project, call),
    saagie.storages.listMinimal(project, call),
    saagie.environmentVariables.list({ project }, call),
    saagie.dockerCredentials.listMinimal(project, call),
  ]);
  const own = variables.filter(({ scope }) => scope === "PROJECT");
  const named = credentials.map(({ id, username, registry }) => ({
    id,
    name: credentialsKey({ username, ...(registry ? { registry } : {}) }),
  }));
  return [
    ...surplus("pipeline", pipelines, file.pipelines),
    ...surplus("app", apps, file.apps),
    ...surplus("job", jobs, file.jobs),
    ...surplus("storage", storages, file.storages),
    // Programs tell variables apart by letter case.
    ...own
      .filter(({ name }) => !Object.hasOwn(file.variables ?? {}, name))
      .map(({ id, name }) => ({ what: "variable" as const, id, name })),
    ...named
      .filter(({ name }) => !(file.dockerCredentials ?? []).some((one) => credentialsKey(one) === name))
      .map(({ id, name }) => ({ what: "docker credentials" as const, id, name })),
  ];
}

/** Names of a project are unique, ignoring case. */
function surplus(
  what: Surplus["what"],
  there: readonly { readonly id: string; readonly name: string }[],
  wanted: Readonly<Record<string, unknown>> = {},
): readonly Surplus[] {
  const names = new Set(Object.keys(wanted).map((name) => name.toLowerCase()));
  return there
    .filter(({ name }) => !names.has(name.toLowerCase()))
    .map(({ id, name }) => ({ what, id, name }));
}

/** Deletes one thing; what is gone already is gone. */
export async function deleteSurplus(
  { saagie, project, call }: PruneScope,
  { what, id }: Surplus,
): Promise<void> {
  const deletes: Readonly<Record<Surplus["what"], () => Promise<unknown>>> = {
    pipeline: () => saagie.pipelines.delete(id, call),
    app: () => saagie.apps.delete(id, call),
    job: () => saagie.jobs.delete(id, call),
    storage: () => saagie.storages.delete(id, call),
    variable: () => saagie.environmentVariables.delete(id, call),
    "docker credentials": () => saagie.dockerCredentials.delete(project, id, call),
  };
  await deletes[what]().catch((error: unknown) => {
    if (!isFootbridgeError(error, "NOT_FOUND")) throw error;
  });
}
