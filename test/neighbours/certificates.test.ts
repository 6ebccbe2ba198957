import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { TLSSocket } from "node:tls";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DescartesStorage } from "../../src/descartes/index.ts";
import type { ConnectionOptions } from "../../src/index.ts";
import { nodeTransport } from "../../src/node/http/transport.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { rejection, request, tlsLoopback } from "../node/loopback.ts";
import { selfSigned } from "../node/self-signed.ts";

const server = selfSigned();
const client = selfSigned();

/** A server that wants to see a certificate, and answers what it saw. */
async function mutual(): Promise<string> {
  const options = { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true };
  const { url } = await tlsLoopback(options, (incoming, answer) => {
    const shown = (incoming.socket as TLSSocket).getPeerCertificate();
    incoming
      .resume()
      .on("end", () => answer.end(JSON.stringify({ data: { platform: { id: 1, name: shown.subject.CN } } })));
  });
  return url;
}

function inFiles(texts: Readonly<Record<string, string>>): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "footbridge-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return (name) => join(folder, name);
}

describe("a certificate of one's own", () => {
  test("is shown, and the server's own authority trusted: as text", async () => {
    const url = await mutual();
    const saagie = new Saagie({
      url,
      platform: 1,
      realm: "demo",
      platformVersion: "2024.05",
      token: "given",
      connection: { ca: [server.cert], cert: client.cert, key: client.key },
    });
    expect(await saagie.about.info()).toMatchObject({ name: "loopback" });
  });

  test("is read from the files that the environment names, on both platforms", async () => {
    const url = await mutual();
    const path = inFiles({
      ca: `${selfSigned("another").cert}${server.cert}`,
      cert: client.cert,
      key: client.key,
    });
    const files = {
      FOOTBRIDGE_CA_FILE: path("ca"),
      FOOTBRIDGE_CERT_FILE: path("cert"),
      FOOTBRIDGE_KEY_FILE: path("key"),
      FOOTBRIDGE_MAX_CONNECTIONS: "2",
    };
    const saagie = Saagie.fromEnvironment(
      { realm: "demo", platformVersion: "2024.05" },
      { SAAGIE_URL: `${url}/projects/platform/1`, SAAGIE_TOKEN: "given", ...files },
    );
    expect(await saagie.about.info()).toMatchObject({ name: "loopback" });
    const storage = DescartesStorage.fromEnvironment(
      { token: "given" },
      { DESCARTESLABS_STORAGE_URL: url, ...files },
    );
    expect(await storage.getText("key")).toContain("loopback");
    expect(() =>
      Saagie.fromEnvironment(
        {},
        {
          SAAGIE_URL: `${url}/projects/platform/1`,
          SAAGIE_TOKEN: "given",
          FOOTBRIDGE_MAX_CONNECTIONS: "many",
        },
      ),
    ).toThrow("FOOTBRIDGE_MAX_CONNECTIONS must be a whole number from 1.");
  });

  test("is missing: the server's no is a failure to connect", async () => {
    const url = await mutual();
    const error = await rejection(nodeTransport({ ca: server.cert })(request(url)));
    expect(error).toHaveProperty("code", "CONNECTION");
  });
});

describe("what cannot be used is said with its option", () => {
  const path = (): string => inFiles({ empty: "" })("empty");

  test.each<[string, () => ConnectionOptions, string]>([
    [
      "a path as text",
      () => ({ ca: "/etc/ca.pem" }),
      "connection.ca is not PEM. A path is given as { file: path }.",
    ],
    ["an empty file", () => ({ ca: { file: path() } }), "connection.ca is not PEM."],
    [
      "no such file",
      () => ({ ca: { file: "nowhere.pem" } }),
      "The file of connection.ca, nowhere.pem, cannot be read (ENOENT).",
    ],
    [
      "a certificate without key",
      () => ({ cert: client.cert }),
      "connection.cert and connection.key belong together",
    ],
    [
      "of two pairs",
      () => ({ cert: client.cert, key: server.key }),
      "connection.cert, key or passphrase cannot be used.",
    ],
    [
      "nonsense",
      () => ({ ca: "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----" }),
      "connection.ca cannot be used.",
    ],
  ])("%s", async (_, options, message) => {
    const error = await rejection(nodeTransport(options())(request("https://127.0.0.1:9/")));
    expect(error).toHaveProperty("code", "INVALID_INPUT");
    expect(String(error)).toContain(message);
    // Certificates are public; a key is not.
    expect(JSON.stringify(error)).not.toContain(server.key.slice(40, 60));
  });

  test("connections are no matter of a fetch that was given", () => {
    const options = { url: "https://a-workspace.invalid", platform: 1, realm: "a", token: "t" };
    expect(() => new Saagie({ ...options, fetch, connection: {} })).toThrow("exclude each other");
    expect(() => new Saagie({ ...options, connection: { maxConnections: 0 } })).toThrow(
      "connection.maxConnections",
    );
    expect(() => new Saagie({ ...options, connection: { keepAliveMs: -1 } })).toThrow(
      "connection.keepAliveMs",
    );
  });
});
