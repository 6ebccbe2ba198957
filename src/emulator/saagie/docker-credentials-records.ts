import { NOT_EXISTS } from "./errors.ts";
import type { Moment, World } from "./store.ts";

/** What a project signs in to a Docker registry with. */
export interface DockerCredentialsRecord {
  readonly id: string;
  readonly projectId: string;
  /** Null is Docker Hub. */
  readonly registry: string | null;
  readonly username: string;
  readonly password: string;
  readonly lastUpdate: Moment;
}

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
