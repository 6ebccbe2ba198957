import { processEnvironment } from "../../core/environment.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { AgaveOptions, SaveOptions } from "../options.ts";
import { tenantIdOf } from "../tenants/tenants.ts";
import type { AgaveCredentials, AgaveTokens } from "./credentials.ts";
import { folderIn } from "./restore.ts";
import { newSession } from "./session-fields.ts";
import { SessionFiles } from "./session-files.ts";

/** What is saved of a client. */
export interface Unsaved {
  readonly credentials: AgaveCredentials;
  readonly tokens: AgaveTokens | undefined;
  readonly baseUrl: string;
  /** The options of the client. */
  readonly client: AgaveOptions;
}

/**
 * Saves a session where the older tools keep theirs, and makes it the current one.
 *
 * @throws InvalidInputError when the session has no name and no key, or a file is wrong.
 */
export async function saveSession(
  { credentials, tokens, baseUrl, client }: Unsaved,
  { clientName, cacheDir }: SaveOptions,
): Promise<void> {
  const name = clientName ?? credentials.clientName ?? credentials.apiKey;
  if (!name)
    throw new InvalidInputError("A session without an OAuth client has no name to be saved under.", {
      hint: "Give clientName, or create a client with clients.create.",
    });
  // Without it the session is saved all the same: the older tools find it by its name.
  const tenantId = client.tenantId ?? (await tenantIdOf(baseUrl, client).catch(() => undefined));
  const files = await SessionFiles.open(cacheDir ?? folderIn(processEnvironment()));
  const session = newSession(
    { credentials: { ...credentials, clientName: name }, tenantId, baseUrl },
    tokens,
  );
  await files.exclusively(() => files.save(name, session));
}
