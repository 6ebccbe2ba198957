import { ProtocolError } from "../../core/errors.ts";
import { sha1Hex } from "./sha1.ts";

/** What a token says of whom it is for. Nobody has verified it. */
export interface Claims {
  /** The user. */
  readonly sub?: string;
  readonly name?: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly org?: string;
  readonly groups?: readonly string[];
  /** The applications that it was given to; one, as a rule. */
  readonly audience?: readonly string[];
  /** When it ends, in milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** Reads the claims of a JSON web token; `undefined` for anything else. */
export function readClaims(token: string): Claims | undefined {
  const [, payload, ...rest] = token.split(".");
  if (payload === undefined || rest.length !== 1) return undefined;
  const claims = parsed(payload);
  if (typeof claims !== "object" || claims === null) return undefined;
  const {
    sub,
    name,
    email,
    org,
    aud,
    exp,
    groups,
    email_verified: verified,
  } = claims as Partial<Record<string, unknown>>;
  return {
    ...text("sub", sub),
    ...text("name", name),
    ...text("email", email),
    ...text("org", org),
    ...audience(aud),
    ...(typeof verified === "boolean" && { emailVerified: verified }),
    ...(Array.isArray(groups) && {
      groups: groups.filter((group): group is string => typeof group === "string"),
    }),
    ...(typeof exp === "number" && Number.isFinite(exp) && { expiresAt: exp * 1000 }),
  };
}

/** One text, or a list of them: both are usual. */
function audience(value: unknown): Pick<Claims, "audience"> {
  const names = [value].flat().filter((name): name is string => typeof name === "string" && name !== "");
  return names.length > 0 ? { audience: names } : {};
}

function text<Name extends string>(name: Name, value: unknown): { readonly [Key in Name]?: string } {
  return (typeof value === "string" ? { [name]: value } : {}) as { readonly [Key in Name]?: string };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(fromBase64Url(payload));
  } catch {
    return undefined;
  }
}

/**
 * Decodes base64url, padded or not, as UTF-8.
 *
 * @throws Error when it is none
 */
export function fromBase64Url(encoded: string): string {
  const bytes = Uint8Array.from(
    atob(encoded.replaceAll("-", "+").replaceAll("_", "/")),
    (character) => character.codePointAt(0) ?? 0,
  );
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/**
 * The namespace that a user's blobs live in.
 *
 * @throws {@link ProtocolError} when the token does not name its user
 */
export async function namespaceOf({ sub }: Claims): Promise<string> {
  if (sub === undefined) throw new ProtocolError("The token does not say which user it is for.");
  return sha1Hex(sub);
}
