import { onTestFinished } from "vitest";
import { Agave, type AgaveOptions } from "../../../src/agave/index.ts";
import { emulateAgave, type EmulatedAgave, type EmulatedAgaveOptions } from "../../../src/emulator/index.ts";
import { folder, loginOf, names, type Person } from "./names.ts";

/** A platform behind a socket, and clients of it. */
export interface TestPlatform {
  /** What it is made of; a live tenant has none. @throws EmulatorOnlyError on a live tenant */
  readonly emulator: EmulatedAgave;
  readonly isLive: boolean;
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
  /** What was asked since the platform was opened. */
  readonly asked: RequestWatch;
  /** Puts a file into the folder of the row, as ann. */
  put(path: string, text: string): Promise<void>;
  /** Has something undone when the row is over; an emulator ends with it anyway. */
  afterwards(undo: () => Promise<unknown>): void;
  /** Takes the access token of a client back. */
  revoke(agave: Agave): Promise<void>;
  /** Sends one request by hand, without a log-in of its own. */
  send(path: string, init?: RequestInit): Promise<Response>;
}

/** What a platform was asked from a moment on. */
export interface RequestWatch {
  /** The names of all operations, in order. */
  operations(): readonly string[];
  /** How often tokens were asked for. */
  tokens(): number;
}

/** Options of a client of somebody, by name and password. */
function optionsOf(person: Person): AgaveOptions {
  return { ...loginOf(person), apiKey: `${person}-key`, apiSecret: `${person}-secret` };
}

/** Opens a platform that ends with the test; its time passes as fast as anybody waits. */
export async function openPlatform(options: EmulatedAgaveOptions = {}): Promise<TestPlatform> {
  const emulator = emulateAgave({ clock: "auto", ...options });
  onTestFinished(() => emulator.close());
  const { url } = await emulator.listen();
  const as = (person: Person, more: AgaveOptions = {}): Agave =>
    new Agave({ baseUrl: url, clock: emulator.clock, ...optionsOf(person), ...more });
  return {
    emulator,
    isLive: false,
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
    asked: watchRequests(emulator),
    put: async (path, text) => {
      emulator.files.put({ system: names().storage, path: `${folder()}/${path}` }, text);
    },
    afterwards: () => undefined,
    revoke: ({ tokens }) =>
      revoke(url, { key: emulator.clientKey, secret: emulator.clientSecret, token: tokens?.accessToken }),
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

interface Revocation {
  readonly key: string;
  readonly secret: string;
  readonly token: string | undefined;
}

/** Takes an access token back, as an administrator of the gateway does. */
export async function revoke(url: string, { key, secret, token = "" }: Revocation): Promise<void> {
  await fetch(`${url}/revoke`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${key}:${secret}`)}` },
    body: new URLSearchParams({ token }),
  });
}
