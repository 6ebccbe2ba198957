import { ProtocolError } from "../../core/errors.ts";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * A URL that grants by itself what it is for: whoever has it needs no log-in. So it is kept out of logs: written out, it
 * shows only where it leads; `href` is the URL.
 *
 * @example
 * ```ts
 * const url = await storage.getSignedUrl("maps/field.tif");
 * const answer = await fetch(url.href);
 * ```
 */
export class SignedUrl {
  readonly #href: string;

  /** @throws {@link ProtocolError} when it is no URL of `http` or `https`. */
  constructor(href: string) {
    const { protocol } = URL.canParse(href) ? new URL(href) : { protocol: "" };
    if (protocol !== "https:" && protocol !== "http:")
      throw new ProtocolError("The answer should be a signed URL and is none.", {
        hint: "Check the client's url.",
      });
    this.#href = href;
    Object.defineProperty(this, INSPECT, { value: () => String(this) });
  }

  /** The URL itself: a secret. */
  get href(): string {
    return this.#href;
  }

  /** Scheme, host and port: no secret. */
  get origin(): string {
    return new URL(this.#href).origin;
  }

  /** Where it leads; no URL, so that it is not taken for one. */
  toString(): string {
    return `[signed URL at ${this.origin}]`;
  }

  /** As {@link SignedUrl.toString}. */
  toJSON(): string {
    return this.toString();
  }
}
