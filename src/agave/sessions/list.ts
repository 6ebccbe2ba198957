import type { Environment } from "../../core/environment.ts";
import { folderIn } from "./restore.ts";
import { SessionFiles } from "./session-files.ts";
import { readSession } from "./session-fields.ts";

/** A session in the files of this user, without its secrets. What it has is what {@link Agave.restore} chooses it by. */
export interface KeptSession {
  readonly tenantId: string | undefined;
  readonly baseUrl: string | undefined;
  readonly username: string | undefined;
  /** The name of its OAuth client, or that under which it stands in the file. */
  readonly clientName: string | undefined;
}

/** Where to look for sessions. */
export interface SessionsOptions {
  /** The folder of the files. @defaultValue as for {@link Agave.restore} */
  readonly cacheDir?: string;
}

/** Lists the sessions that the files hold, the current one first, each once. */
export async function listSessions(
  { cacheDir }: SessionsOptions,
  environment: Environment,
): Promise<readonly KeptSession[]> {
  const files = await SessionFiles.open(cacheDir ?? folderIn(environment));
  const found = new Map<string, KeptSession>();
  for (const { fields, name } of await files.read()) {
    const { credentials, tenantId, baseUrl } = readSession(fields);
    // Older tools leave a session behind that was never begun: every member of it is empty.
    if (!credentials.token && !credentials.apiKey) continue;
    const { username, apiKey, clientName = name === apiKey ? undefined : name } = credentials;
    const key = JSON.stringify([tenantId, username, apiKey ?? clientName]);
    if (!found.has(key)) found.set(key, { tenantId, baseUrl, username, clientName });
  }
  return [...found.values()];
}
