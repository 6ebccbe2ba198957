import { InvalidInputError } from "../../core/errors.ts";
import { nodeDoor } from "../../core/runtime.ts";
import type { RefreshCredentials } from "./credentials.ts";

const FOLDER = ".descarteslabs";

/** What a log-in file, or a file that keeps a token, holds. */
export interface TokenFile {
  readonly client: Partial<RefreshCredentials>;
  /** The tokens that were kept: older and newer programs have a name each. */
  readonly tokens: readonly string[];
}

/** A file that keeps a token between programs. */
export interface TokenStore {
  /** Where it is, for messages. */
  readonly path: string;
  /**
   * @throws {@link InvalidInputError} when there is a file that cannot be read, or is none
   */
  read(): Promise<TokenFile | undefined>;
  /**
   * Keeps a token, unless the file is another log-in's by now.
   *
   * @throws {@link InvalidInputError} when it cannot be written
   */
  keep(token: string, client: RefreshCredentials): Promise<void>;
}

type Fields = Readonly<Record<string, unknown>>;

/** The log-in file: `undefined` stands for the usual one. `undefined` where there are no files at all. */
export async function loginFile(path: string | undefined): Promise<TokenStore | undefined> {
  const node = await nodeDoor();
  if (node === undefined) return undefined;
  const place = path ?? node.homePath(FOLDER, "token_info.json");
  const fields = async (): Promise<Fields | undefined> => parsed(await node.readSecretFile(place), place);
  return {
    path: place,
    read: async () => {
      const found = await fields();
      return found && toTokenFile(found);
    },
    keep: async (token, client) => {
      const found = await fields();
      // Gone, or of somebody who has logged in since: it is not ours to change.
      if (found === undefined || !isOf(toTokenFile(found), client)) return;
      // Older programs read the older name first.
      const older = "JWT_TOKEN" in found ? { JWT_TOKEN: token } : {};
      await node.writeSecretFile(place, JSON.stringify({ ...found, ...older, jwt_token: token }));
    },
  };
}

/**
 * A file for the token of given credentials alone.
 *
 * @param digest - of the refresh token. The usual file is named after it, as older programs do; in a file of one's own it
 * stands beside the token, so that nobody gets the token of somebody else who was given the same path.
 */
export async function tokenCache(
  path: string | boolean,
  digest: () => Promise<string>,
): Promise<TokenStore | undefined> {
  const node = path === false ? undefined : await nodeDoor();
  if (node === undefined) return undefined;
  const owner = await digest();
  const isOwn = typeof path === "string";
  const place = isOwn ? path : node.homePath(FOLDER, `jwt_token_${owner}.json`);
  return {
    path: place,
    read: async () => {
      const found = parsed(await node.readSecretFile(place), place);
      if (found === undefined || (isOwn && found[OWNER] !== owner)) return undefined;
      return toTokenFile(found);
    },
    keep: (token) =>
      node.writeSecretFile(place, JSON.stringify({ jwt_token: token, ...(isOwn && { [OWNER]: owner }) })),
  };
}

const OWNER = "refresh_token_sha1";

function toTokenFile(fields: Fields): TokenFile {
  const read = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const clientId = read("client_id");
  const refreshToken = read("refresh_token") ?? read("client_secret");
  const { scope } = fields;
  const scopes = Array.isArray(scope) ? scope.filter((one) => typeof one === "string") : [];
  return {
    tokens: ["JWT_TOKEN", "jwt_token"].flatMap((name) => read(name) ?? []),
    client: {
      ...(clientId === undefined ? {} : { clientId }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(scopes.length > 0 ? { scope: scopes } : {}),
    },
  };
}

function isOf({ client }: TokenFile, { clientId, refreshToken }: RefreshCredentials): boolean {
  return client.clientId === clientId && client.refreshToken === refreshToken;
}

function parsed(text: string | undefined, path: string): Fields | undefined {
  if (text === undefined) return undefined;
  const value = jsonOf(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new InvalidInputError(`The file ${path} is not a log-in file: it does not hold a JSON object.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the file: it is not passed on.
    return undefined;
  }
}
