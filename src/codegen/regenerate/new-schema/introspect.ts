import { getIntrospectionQuery } from "graphql";
import { RegenerateError } from "../regenerate-error.ts";
import type { HttpAddress } from "./http-address.ts";

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Longer than any server needs to tell its schema. */
const TIMEOUT_MS = 60_000;

const TOKEN_PATH = "/authentication/api/open/authenticate";

/**
 * Asks a server for its schema: with the token in `SAAGIE_TOKEN`, or one for `SAAGIE_USER`, `SAAGIE_PASSWORD` and
 * `SAAGIE_REALM`, or with none.
 *
 * @returns the answer to the introspection query, as text
 * @throws RegenerateError when no good answer comes; its message has neither token nor password
 */
export async function introspect(address: HttpAddress, environment: Environment): Promise<string> {
  const place = address.endpoint.origin + address.endpoint.pathname;
  const token = environment["SAAGIE_TOKEN"] ?? (await logIn(address, environment));
  const ask = (inputValueDeprecation: boolean): Promise<string> =>
    post(place, {
      url: address.endpoint,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body: { query: getIntrospectionQuery({ inputValueDeprecation, specifiedByUrl: false }) },
    });
  // Servers that do not know of deprecated arguments refuse the question.
  const answer = await ask(true);
  return hasErrors(answer) ? await ask(false) : answer;
}

/** Gets a token; none where nobody is named. */
async function logIn({ base }: HttpAddress, environment: Environment): Promise<string | undefined> {
  const { SAAGIE_USER: login, SAAGIE_PASSWORD: password } = environment;
  if (!login || !password) return undefined;
  // What stands before "-workspace" in the usual host name.
  const realm = environment["SAAGIE_REALM"] ?? /^([^.]+)-workspace\./.exec(new URL(base).hostname)?.[1];
  if (!realm)
    throw new RegenerateError({ place: base, message: "its host name tells no realm: set SAAGIE_REALM" });
  const url = new URL(`${base}${TOKEN_PATH}`);
  const headers = { "saagie-realm": realm };
  return await post(`${base}${TOKEN_PATH}`, { url, headers, body: { login, password } });
}

interface Question {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

async function post(place: string, { url, headers, body }: Question): Promise<string> {
  const refuse = (message: string): never => {
    throw new RegenerateError({ place, message });
  };
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "*/*", ...headers },
    body: JSON.stringify(body),
    // A token does not follow to other places.
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => refuse(`does not answer: ${reasonOf(error)}`));
  const isRefusal = response.status === 401 || response.status === 403;
  const text = await response.text().catch((error: unknown) => refuse(`broke off: ${reasonOf(error)}`));
  if (isRefusal) {
    const hint = "set SAAGIE_TOKEN, or SAAGIE_USER, SAAGIE_PASSWORD and SAAGIE_REALM";
    refuse(`answered with status ${response.status}: ${hint}`);
  }
  // GraphQL servers may tell their errors with status 400.
  if (!response.ok && !hasErrors(text)) refuse(`answered with status ${response.status}`);
  return text;
}

function hasErrors(text: string): boolean {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null && "errors" in answer;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : "for no reason given";
}
