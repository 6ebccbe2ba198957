import { ProtocolError } from "../errors.ts";

/**
 * A redirect, or what a browser takes for one: it keeps such an answer to itself.
 *
 * @remarks An upload in parts is answered so: with 308 and no other place, which only Node and its kin show.
 */
export class OpaqueRedirectError extends ProtocolError {
  constructor() {
    super("The platform answered with a redirect.", {
      hint: "Redirects are not followed, so that credentials stay with their host: check the URL.",
    });
  }
}
