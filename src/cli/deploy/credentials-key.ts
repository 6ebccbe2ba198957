import type { FileCredentials } from "./project-file.ts";

/** How a project file names Docker credentials: the user, with the registry where that is not Docker Hub. */
export function credentialsKey({ username, registry }: FileCredentials): string {
  return registry ? `${username}@${registry}` : username;
}
