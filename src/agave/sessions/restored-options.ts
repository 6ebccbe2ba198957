import { omitUndefined } from "../../core/omit-undefined.ts";
import { connectionFromEnvironment } from "../../core/transport/connection-options.ts";
import type { Environment } from "../../core/environment.ts";
import type { AgaveOptions, RestoreOptions } from "../options.ts";
import { restoreSession, warner } from "./restore.ts";
import type { TokenKeeper } from "./token-needs.ts";

/** What a restored client is made of. */
export interface RestoredOptions {
  readonly options: AgaveOptions;
  /** Where its tokens are kept. */
  readonly keeper: TokenKeeper | undefined;
}

/**
 * Finds a session, and the options of a client that goes on with it.
 *
 * @throws AuthenticationError when there is none; InvalidInputError naming the place in a file that is wrong.
 */
export async function restoredOptions(
  options: RestoreOptions,
  environment: Environment,
): Promise<RestoredOptions> {
  const { apiKey, clientName, username, tenantId, token, baseUrl, cacheDir, writeBack, ...client } = options;
  const choice = { apiKey, clientName, username, tenantId, token, baseUrl, cacheDir, writeBack };
  const session = await restoreSession(omitUndefined(choice), warner(client), environment);
  return {
    options: {
      ...omitUndefined({ connection: client.fetch ? undefined : session.connection }),
      ...connectionFromEnvironment(environment, client),
      ...client,
      ...session.credentials,
      ...omitUndefined({ baseUrl: session.baseUrl, tenantId: session.tenantId }),
    },
    keeper: session.keeper,
  };
}
