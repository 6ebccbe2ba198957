import { processEnvironment, type Environment } from "../../core/environment.ts";
import { AuthenticationError } from "../../core/errors.ts";
import { logOf, logWarning, notify, type ClientOptions } from "../../core/options.ts";
import { nodeDoor } from "../../core/runtime.ts";
import type { AgaveCredentials, AgaveTokens } from "./credentials.ts";
import { SessionFiles, type FoundSession, type SessionChoice } from "./session-files.ts";
import { readSession, type SessionKey } from "./session-fields.ts";
import type { TokenKeeper } from "./token-needs.ts";

/** Which session to restore. */
export interface RestoreChoice extends SessionChoice {
  /** A token of one's own, together with the base URL. */
  readonly token?: string;
  readonly baseUrl?: string | undefined;
  /**
   * The folder of the files. @defaultValue `TAPIS_CACHE_DIR`, `TAPIS_CACHE` or `AGAVE_CACHE_DIR`, or `.agave` in the home folder
   */
  readonly cacheDir?: string;
  /** Whether renewed tokens go back to the files. @defaultValue true */
  readonly writeBack?: boolean;
}

/** A session, ready to connect with. */
export interface Restored {
  readonly credentials: AgaveCredentials;
  readonly baseUrl: string | undefined;
  readonly tenantId: string | undefined;
  readonly keeper: TokenKeeper | undefined;
  /** How the files say that connections are made. */
  readonly connection: ClientOptions["connection"];
}

/** The folder that the environment names. */
export function folderIn(environment: Environment): string | undefined {
  return (
    environment["TAPIS_CACHE_DIR"] ||
    environment["TAPIS_CACHE"] ||
    environment["AGAVE_CACHE_DIR"] ||
    undefined
  );
}

/**
 * Finds a session: what is given, what the files of the older tools hold, or what the environment tells, in this order.
 *
 * @throws AuthenticationError when there is none; InvalidInputError naming the place in a file that is wrong.
 */
export async function restoreSession(
  choice: RestoreChoice,
  warn: (message: string) => void,
  environment: Environment = processEnvironment(),
): Promise<Restored> {
  const inEnvironment = fromEnvironment(environment);
  const token = choice.token || undefined;
  const baseUrl = choice.baseUrl || inEnvironment.baseUrl;
  if (token !== undefined) return plainSession({ token }, baseUrl);
  // A token that can be renewed is more than one that cannot.
  if (inEnvironment.baseUrl && inEnvironment.credentials.token && isChoiceFree(choice))
    return { ...inEnvironment, baseUrl };
  const kept = (await nodeDoor()) === undefined ? undefined : await fromFiles(choice, { warn, environment });
  if (kept !== undefined) return kept;
  const { credentials } = inEnvironment;
  if (inEnvironment.baseUrl && (credentials.token || credentials.password))
    return { ...inEnvironment, baseUrl };
  throw new AuthenticationError("There is no session to restore.", {
    platform: "agave",
    hint: "Save one with save(), log in with one of the older tools, or set TAPIS_BASE_URL and TAPIS_TOKEN.",
  });
}

function isChoiceFree({ apiKey, clientName, username, tenantId }: RestoreChoice): boolean {
  return [apiKey, clientName, username, tenantId].every((value) => value === undefined);
}

function plainSession(credentials: AgaveCredentials, baseUrl: string | undefined): Restored {
  return { credentials, baseUrl, tenantId: undefined, keeper: undefined, connection: undefined };
}

/** What the environment tells. */
function fromEnvironment(environment: Environment): Restored {
  const read = (name: string): string | undefined => environment[`TAPIS_${name}`] || undefined;
  const given = {
    username: read("USERNAME"),
    password: read("PASSWORD"),
    apiKey: read("API_KEY"),
    apiSecret: read("API_SECRET"),
    token: read("TOKEN"),
    refreshToken: read("REFRESH_TOKEN"),
  };
  const credentials: AgaveCredentials = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  return plainSession(credentials, read("BASE_URL"));
}

interface Tools {
  readonly warn: (message: string) => void;
  readonly environment: Environment;
}

async function fromFiles(
  { cacheDir, writeBack = true, baseUrl, ...choice }: RestoreChoice,
  { warn, environment }: Tools,
): Promise<Restored | undefined> {
  const files = await SessionFiles.open(cacheDir ?? folderIn(environment));
  const found = await files.find(choice);
  if (found === undefined) return undefined;
  const session = readSession(found.fields);
  const { credentials, tenantId, proxy, caFile } = session;
  if (!credentials.token && !credentials.apiKey) return undefined;
  if (session.isUnverified) warn(`${found.place} asks for certificates not to be verified: they are.`);
  const key = keyOf(found);
  return {
    credentials,
    baseUrl: baseUrl ?? session.baseUrl,
    tenantId,
    keeper: writeBack && key !== undefined ? keeperOf(files, key) : undefined,
    connection:
      proxy === undefined && caFile === undefined
        ? undefined
        : { ...(proxy ? { proxy } : {}), ...(caFile ? { ca: { file: caFile } } : {}) },
  };
}

function keyOf({ fields }: FoundSession): SessionKey | undefined {
  const { credentials, tenantId } = readSession(fields);
  const { apiKey, username } = credentials;
  return apiKey === undefined ? undefined : { apiKey, username, tenantId };
}

/** Keeps the tokens of a session in the files that it came from. */
function keeperOf(files: SessionFiles, key: SessionKey): TokenKeeper {
  return {
    exclusively: (work) => files.exclusively(work),
    read: async () => {
      const { apiKey, username, tenantId } = key;
      const found = await files.find({ apiKey, username, tenantId });
      return found && tokensIn(found);
    },
    write: async (tokens) => {
      await files.update(key, tokens);
    },
  };
}

function tokensIn({ fields }: FoundSession): AgaveTokens | undefined {
  const { token, refreshToken, createdAt, expiresIn } = readSession(fields).credentials;
  if (token === undefined) return undefined;
  return {
    accessToken: token,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    createdAt: createdAt ?? 0,
    ...(createdAt === undefined || expiresIn === undefined ? {} : { expiresIn }),
  };
}

/** Tells a client's log and `onWarning` what a session's files say. */
export function warner(options: ClientOptions): (message: string) => void {
  const { onWarning } = options;
  const log = logOf(options);
  return (message) => {
    const warning = { operation: "TokensRequest", message, path: undefined };
    logWarning(log, warning);
    if (onWarning) notify(onWarning, warning);
  };
}
