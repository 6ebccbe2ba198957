import { InvalidInputError } from "../../core/errors.ts";
import { nodeDoor } from "../../core/runtime.ts";
import { fromBase64Url } from "./claims.ts";

/** Options of {@link saveLogin}. */
export interface SaveLoginOptions {
  /** The log-in file. @defaultValue `.descarteslabs/token_info.json` in the home folder */
  readonly path?: string;
}

/**
 * Saves the log-in that the platform's web page hands out as a text to copy, for clients that are made without credentials.
 *
 * @remarks On Node. A log-in that was saved before is replaced as a whole; the file is for this user's eyes only. Nothing is
 * sent.
 * @returns the path of the file.
 * @throws {@link InvalidInputError} when the text is no such log-in, or the file cannot be written or belongs to another user.
 * @example
 * ```ts
 * await saveLogin(pasted);
 * const storage = new DescartesStorage();
 * ```
 */
export async function saveLogin(code: string, { path }: SaveLoginOptions = {}): Promise<string> {
  const login = readLogin(code);
  const node = await nodeDoor();
  if (node === undefined) throw new InvalidInputError("A log-in can only be saved on Node.");
  const place = path ?? node.homePath(".descarteslabs", "token_info.json");
  await node.writeSecretFile(place, JSON.stringify(login));
  return place;
}

/** The text is base64url of a JSON object with the fields of a log-in file; it is never quoted: it is a secret. */
function readLogin(code: string): Readonly<Record<string, unknown>> {
  const refuse = (why: string): never => {
    throw new InvalidInputError(`This is not a log-in: ${why}.`, {
      hint: "Copy the whole text from the platform's log-in page.",
    });
  };
  const value = decoded(code.trim()) ?? refuse("it is not base64url of a JSON object");
  const { client_id: clientId, client_secret: secret } = value;
  // Absent, null or empty: the secret is the other name of the same thing.
  const refreshToken = value["refresh_token"] || secret;
  if (typeof clientId !== "string" || clientId === "") return refuse("it has no client_id");
  if (typeof refreshToken !== "string" || refreshToken === "")
    return refuse("it has neither a refresh_token nor a client_secret");
  return { ...value, refresh_token: refreshToken };
}

function decoded(code: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(fromBase64Url(code));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
