import { onTestFinished } from "vitest";
import { Agave, type AgaveOptions } from "../../../src/agave/index.ts";
import { emulateAgave, type EmulatedAgave, type EmulatedAgaveOptions } from "../../../src/emulator/index.ts";

/** A person of the emulated tenants: one with data, one without rights to it, and an administrator. */
export type Person = "ann" | "bob" | "admin";

/** An emulated platform behind a socket, and clients of it. */
export interface TestPlatform {
  readonly emulator: EmulatedAgave;
  /** Where it listens. */
  readonly url: string;
  /** The client of ann. */
  readonly agave: Agave;
  /** Another client of ann. */
  client(options?: AgaveOptions): Agave;
  /** A client of somebody. */
  as(person: Person, options?: AgaveOptions): Agave;
  /** A client of somebody who has logged in. */
  loggedIn(person: Person, options?: AgaveOptions): Promise<Agave>;
  /** Starts to watch what is asked. */
  watch(): RequestWatch;
  /** Sends one request by hand, without a log-in of its own. */
  send(path: string, init?: RequestInit): Promise<Response>;
}

/** What an emulator was asked from a moment on. */
export interface RequestWatch {
  /** The names of all operations, in order. */
  operations(): readonly string[];
  /** How often tokens were asked for. */
  tokens(): number;
}

/** Options of a client of somebody, by name and password. */
function loginOf(person: Person): AgaveOptions {
  return {
    username: person,
    password: `${person}-password`,
    apiKey: `${person}-key`,
    apiSecret: `${person}-secret`,
  };
}

/** Opens a platform that ends with the test; its time passes as fast as anybody waits. */
export async function openPlatform(options: EmulatedAgaveOptions = {}): Promise<TestPlatform> {
  const emulator = emulateAgave({ clock: "auto", ...options });
  onTestFinished(() => emulator.close());
  const { url } = await emulator.listen();
  const as = (person: Person, more: AgaveOptions = {}): Agave =>
    new Agave({ baseUrl: url, clock: emulator.clock, ...loginOf(person), ...more });
  return {
    emulator,
    url,
    agave: as("ann"),
    client: (more = {}) => as("ann", more),
    as,
    loggedIn: async (person, more = {}) => {
      const client = as(person, more);
      await client.refresh();
      return client;
    },
    watch: () => watchRequests(emulator),
    send: (path, init) => fetch(url + path, init),
  };
}

function watchRequests({ requests }: EmulatedAgave): RequestWatch {
  const start = requests.length;
  const operations = (): readonly string[] =>
    requests.slice(start).map(({ operation, path }) => operation ?? path);
  return {
    operations,
    tokens: () => operations().filter((name) => name === "token.create").length,
  };
}

/** Takes an access token back, as an administrator of the gateway does. */
export async function revoke(platform: TestPlatform, { tokens }: Agave): Promise<void> {
  const { clientKey, clientSecret } = platform.emulator;
  await platform.send("/revoke", {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${clientKey}:${clientSecret}`)}` },
    body: new URLSearchParams({ token: tokens?.accessToken ?? "" }),
  });
}
