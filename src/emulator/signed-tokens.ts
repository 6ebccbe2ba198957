import { mac } from "./mac.ts";

/** What a token says that was signed here. */
export interface TokenClaims {
  /** Whose it is, and whatever else belongs to that. */
  readonly subject: readonly string[];
  /** When it ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** What makes it differ from others of the same subject. */
  readonly nonce: string;
}

/**
 * Signs tokens, so that they need not be remembered: an emulator that is started again with the same settings knows those that it
 * handed out before.
 *
 * @remarks The end is part of the seal and not readable: clients of the platforms learn of it by a refusal.
 */
export class TokenSigner {
  readonly #secret: string;

  /** @param secret - what only those know who may log in anyway: passwords of the emulator's own users, for instance */
  constructor(...secret: readonly string[]) {
    this.#secret = JSON.stringify(secret);
  }

  /** Makes the seal of a token, as hexadecimal digits. */
  seal({ subject, expiresAt, nonce }: TokenClaims): string {
    const end = Math.min(Math.floor(expiresAt), Number.MAX_SAFE_INTEGER);
    const head = `${end.toString(16).padStart(END_LENGTH, "0")}${nonce}`;
    return head + this.#mac(subject, head);
  }

  /** When a token ends that has this seal; undefined when the seal is not one that was made here for that subject. */
  endOf(seal: string, subject: readonly string[]): number | undefined {
    const head = seal.slice(0, -MAC_LENGTH);
    if (seal !== head + this.#mac(subject, head)) return undefined;
    return Number.parseInt(head.slice(0, END_LENGTH), 16);
  }

  #mac(subject: readonly string[], head: string): string {
    return mac(this.#secret, JSON.stringify([...subject, head]));
  }
}

/** How many hexadecimal digits there are. */
const MAC_LENGTH = 64;

/** As many as the largest safe integer has: a token may be made to last for ever. */
const END_LENGTH = 14;
