import { onTestFinished } from "vitest";
import { Agave, type AgaveOptions } from "../../../src/agave/index.ts";
import { emulateAgave, type EmulatedAgave } from "../../../src/emulator/index.ts";

type EmulatorOptions = NonNullable<Parameters<typeof emulateAgave>[0]>;

/** An emulated platform with a client of its first user. */
export interface Platform {
  readonly emulator: EmulatedAgave;
  readonly agave: Agave;
  /** Another client of the same platform. */
  client(options?: AgaveOptions): Agave;
  /** What was asked, as method and path without its query, log-ins left out. */
  asked(): readonly string[];
  /** How often a path was asked. */
  count(method: string, path: RegExp): number;
}

/** Opens a platform that ends with the test; its time passes as fast as anybody waits. */
export function openPlatform(options: EmulatorOptions = {}): Platform {
  const emulator = emulateAgave({ clock: "auto", ...options });
  onTestFinished(() => emulator.close());
  const { url, user, password, clientKey, clientSecret, fetch, clock } = emulator;
  const client = (more?: AgaveOptions): Agave =>
    new Agave({
      baseUrl: url,
      fetch,
      clock,
      ...(more ?? { username: user, password, apiKey: clientKey, apiSecret: clientSecret }),
    });
  const asked = (): readonly string[] =>
    emulator.requests.map((request) => `${request.method} ${request.path.split("?", 1)[0] ?? ""}`);
  return {
    emulator,
    client,
    agave: client(),
    asked: () => asked().filter((line) => !line.endsWith(" /token")),
    count: (method, path) =>
      asked().filter((line) => line.startsWith(`${method} `) && path.test(line.slice(method.length + 1)))
        .length,
  };
}

/** Gathers all that an async iterable gives. */
export async function gather<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
