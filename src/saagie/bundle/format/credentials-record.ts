import type { JsonReader } from "../../../core/json/reader.ts";

/** Docker credentials, as an archive holds them: without their password. */
export interface CredentialsRecord {
  readonly id: string | undefined;
  /** `null` is Docker Hub. */
  readonly registry: string | null;
  readonly username: string;
}

/**
 * Reads a `docker_credentials.json`.
 *
 * @throws {@link InvalidInputError} naming the member that is missing or wrong.
 */
export function readCredentials(json: JsonReader): CredentialsRecord {
  return {
    id: json.text("id") || undefined,
    registry: json.text("registry") || null,
    username: json.requiredText("username"),
  };
}

/** How credentials are called: a user, and where. */
export function credentialsName({ registry, username }: Omit<CredentialsRecord, "id">): string {
  return `${username} at ${registry ?? "Docker Hub"}`;
}
