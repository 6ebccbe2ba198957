import type { Environment } from "../environment.ts";
import { omitUndefined } from "../omit-undefined.ts";
import { InvalidInputError } from "../errors.ts";

/** Certificates or a key in PEM: the text itself, or the file that holds it. */
export type Pem = string | { readonly file: string };

/** How connections are made. Only Node lets a program decide about them; a `fetch` of the caller's has its own ways. */
export interface ConnectionOptions {
  /** Connections to one origin at a time; further requests wait for their turn. @defaultValue 256 */
  readonly maxConnections?: number;
  /** How long an idle connection is kept, in milliseconds; less where the server says so. @defaultValue 10000 */
  readonly keepAliveMs?: number;
  /**
   * Certificate authorities to trust beside the usual ones, which are Node's own, those of `NODE_EXTRA_CA_CERTS` and, with
   * `--use-system-ca`, those of the system. Verifying cannot be switched off.
   */
  readonly ca?: Pem | readonly Pem[];
  /** The certificate to show to servers that ask for one (mutual TLS), with those between it and its authority. */
  readonly cert?: Pem;
  /** The private key of {@link ConnectionOptions.cert}. */
  readonly key?: Pem;
  /** What {@link ConnectionOptions.key} is encrypted with. */
  readonly passphrase?: string;
  /**
   * The proxy for all requests, e.g. `http://user:password@proxy.example:3128`, or `false` for none. Default: what
   * `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say, in either case; addresses of this machine are then reached
   * directly.
   */
  readonly proxy?: string | false;
}

/**
 * Reads {@link ConnectionOptions} from the environment: `FOOTBRIDGE_CA_FILE`, `FOOTBRIDGE_CERT_FILE`, `FOOTBRIDGE_KEY_FILE`,
 * `FOOTBRIDGE_KEY_PASSPHRASE` and `FOOTBRIDGE_MAX_CONNECTIONS`. Nothing where none of them is set, or where the program
 * decides about connections itself.
 *
 * @throws {@link InvalidInputError} when the number of connections is none.
 */
export function connectionFromEnvironment(
  environment: Environment,
  given: { readonly fetch?: unknown; readonly connection?: ConnectionOptions },
): { readonly connection?: ConnectionOptions } {
  if (given.fetch !== undefined || given.connection !== undefined) return {};
  const read = (name: string): string | undefined => environment[`FOOTBRIDGE_${name}`] || undefined;
  const file = (key: "ca" | "cert" | "key"): ConnectionOptions => {
    const path = read(`${key.toUpperCase()}_FILE`);
    return path === undefined ? {} : { [key]: { file: path } };
  };
  const most = read("MAX_CONNECTIONS");
  const connection = {
    ...file("ca"),
    ...file("cert"),
    ...file("key"),
    ...omitUndefined({ passphrase: read("KEY_PASSPHRASE") }),
    ...(most === undefined ? {} : { maxConnections: wholeNumber(most) }),
  };
  return Object.keys(connection).length === 0 ? {} : { connection };
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/u.test(text)) return Number(text);
  throw new InvalidInputError("FOOTBRIDGE_MAX_CONNECTIONS must be a whole number from 1.");
}
