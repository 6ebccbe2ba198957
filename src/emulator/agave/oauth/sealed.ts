import { decodeText, encodeText, fromHex, toHex } from "../../bytes.ts";
import type { Services } from "../services.ts";
import type { TenantWorld } from "../world.ts";

/** What a token of this platform says, for those who made it. */
export interface SealedToken {
  readonly kind: "access" | "refresh";
  readonly username: string;
  /** Empty for a token that the platform lends itself. */
  readonly clientKey: string;
  /** By which it is revoked. */
  readonly nonce: string;
  /** The nonce of the access token that a refresh token goes with. */
  readonly partner: string;
  readonly expiresAt: number;
}

/** Where tokens are made and read. */
export interface TokenPlace {
  readonly services: Pick<Services, "signer">;
  readonly world: Pick<TenantWorld, "tenant">;
}

/** No refresh token ends by itself. */
export const NEVER = 0xffff_ffff_ffff;

const NONCE = /^[\da-f]{14}([\da-f]{32})/;
const SEAL_LENGTH = 14 + 32 + 64;

/** Makes a token: hexadecimal digits that tell a client nothing. */
export function sealToken({ services, world }: TokenPlace, token: SealedToken): string {
  const { kind, username, clientKey, partner, nonce, expiresAt } = token;
  const payload = toHex(encodeText(JSON.stringify([kind, username, clientKey, partner])));
  const subject = [world.tenant.code, payload];
  return payload + services.signer.seal({ subject, expiresAt, nonce });
}

/** Reads a token; undefined when it was not made here, for this tenant, with the same passwords. */
export function openToken({ services, world }: TokenPlace, token: string): SealedToken | undefined {
  const [payload, seal] = [token.slice(0, -SEAL_LENGTH), token.slice(-SEAL_LENGTH)];
  const expiresAt = services.signer.endOf(seal, [world.tenant.code, payload]);
  const nonce = NONCE.exec(seal)?.[1];
  if (expiresAt === undefined || nonce === undefined) return undefined;
  const [kind, username = "", clientKey = "", partner = ""] = JSON.parse(
    decodeText(fromHex(payload)),
  ) as readonly string[];
  return { kind: kind === "refresh" ? kind : "access", username, clientKey, partner, nonce, expiresAt };
}
