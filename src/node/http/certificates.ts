import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as tls from "node:tls";
import { errorCode } from "../../core/error-code.ts";
import type { ConnectionOptions, Pem } from "../../core/transport/connection-options.ts";
import { InvalidInputError } from "../../core/errors.ts";

/**
 * What TLS is spoken with, where a caller names authorities, a certificate or a key; `undefined` where none is named.
 *
 * @throws {@link InvalidInputError} naming the option whose file cannot be read or whose text is not PEM.
 */
export async function secureContextOf(options: ConnectionOptions): Promise<tls.SecureContext | undefined> {
  const { ca, cert, key, passphrase } = options;
  if (ca === undefined && cert === undefined && key === undefined) return undefined;
  if ((cert === undefined) !== (key === undefined))
    throw new InvalidInputError(
      "connection.cert and connection.key belong together: one of them is missing.",
    );
  const given = ca === undefined ? [] : await Promise.all([ca].flat().map((one) => pem("ca", one)));
  const own =
    given.length === 0 ? {} : { ca: [...(await usualAuthorities()), ...given.flatMap(certificatesIn)] };
  const identity =
    cert === undefined || key === undefined
      ? {}
      : { cert: await pem("cert", cert), key: await pem("key", key) };
  try {
    // A block that is no certificate would be passed over without a word.
    for (const text of given.flatMap(certificatesIn)) new X509Certificate(text);
    return tls.createSecureContext({
      ...own,
      ...identity,
      ...(passphrase === undefined ? {} : { passphrase }),
    });
  } catch (cause) {
    throw new InvalidInputError(
      `connection.${identity.cert ? "cert, key or passphrase" : "ca"} cannot be used.`,
      {
        hint: "They must be PEM, belong together, and the passphrase must fit.",
        cause,
      },
    );
  }
}

const BEGINNING = "-----BEGIN ";

async function pem(name: string, given: Pem): Promise<string> {
  const text = typeof given === "string" ? given : await readPem(name, given.file);
  if (text.includes(BEGINNING)) return text;
  throw new InvalidInputError(`connection.${name} is not PEM.`, {
    hint: typeof given === "string" ? "A path is given as { file: path }." : `It begins with ${BEGINNING}….`,
  });
}

async function readPem(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = errorCode(cause) ?? "unknown";
    throw new InvalidInputError(`The file of connection.${name}, ${path}, cannot be read (${code}).`, {
      cause,
    });
  }
}

/** One certificate for each block of a bundle: with several in one text, only the first would count in places. */
function certificatesIn(bundle: string): readonly string[] {
  return bundle.match(/-----BEGIN [^-]+-----[\s\S]+?-----END [^-]+-----/gu) ?? [bundle];
}

/** What is trusted without a word of the caller's: naming authorities would replace them. */
async function usualAuthorities(): Promise<readonly string[]> {
  // From Node 22.15 on; it knows of NODE_EXTRA_CA_CERTS and --use-system-ca.
  const { getCACertificates } = tls as { getCACertificates?: (type: "default") => readonly string[] };
  if (getCACertificates !== undefined) return getCACertificates("default");
  const extra = process.env["NODE_EXTRA_CA_CERTS"];
  // Node only warns of a file that cannot be read.
  const more = extra ? await readFile(extra, "utf8").then(certificatesIn, () => []) : [];
  return [...tls.rootCertificates, ...more];
}
