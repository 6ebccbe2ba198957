import { NOT_EXISTS } from "../shared/errors.ts";
import type { World } from "../world.ts";
import type { DockerCredentialsRecord } from "./records.ts";

/** The credentials of a project, in the order in which they came. */
export function dockerCredentialsOf(world: World, projectId: string): readonly DockerCredentialsRecord[] {
  return [...world.dockerCredentials.values()].filter((credentials) => credentials.projectId === projectId);
}

/** What is wrong with the credentials of an image: they have to be of the project that uses it. */
export function dockerCredentialsProblem(
  world: World,
  projectId: string,
  dockerInfo: { readonly dockerCredentialsId?: string | null } | null | undefined,
): string | undefined {
  const id = dockerInfo?.dockerCredentialsId;
  if (id == null) return undefined;
  return world.dockerCredentials.get(id)?.projectId === projectId ? undefined : NOT_EXISTS;
}
