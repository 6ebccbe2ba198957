import { onTestFinished } from "vitest";
import { DescartesStorage, type DescartesStorageOptions } from "../../../src/descartes/index.ts";
import {
  emulateDescartes,
  type EmulatedDescartes,
  type EmulatedDescartesOptions,
} from "../../../src/emulator/index.ts";

/** An emulated service with a client of it. */
export interface Service {
  readonly emulator: EmulatedDescartes;
  readonly storage: DescartesStorage;
  /** Another client of the same service. */
  client(options?: DescartesStorageOptions): DescartesStorage;
  /** The names of what was asked, log-ins left out. */
  asked(): readonly string[];
  /** How often something was asked. */
  count(operation: string): number;
}

/** Opens a service that ends with the test; its time passes as fast as anybody waits. */
export function openService(
  options: EmulatedDescartesOptions = {},
  clientOptions: DescartesStorageOptions = {},
): Service {
  const emulator = emulateDescartes({ clock: "auto", ...options });
  onTestFinished(() => emulator.close());
  const { url, iamUrl, clientId, refreshToken, fetch, clock } = emulator;
  const client = (more: DescartesStorageOptions = {}): DescartesStorage => {
    const credentials =
      more.token === undefined && more.tokenFile === undefined ? { clientId, refreshToken } : {};
    return new DescartesStorage({ url, iamUrl, fetch, clock, ...credentials, ...more });
  };
  const names = (): readonly string[] => emulator.requests.map(({ operation = "" }) => operation);
  return {
    emulator,
    client,
    storage: client(clientOptions),
    asked: () => names().filter((name) => name !== "token"),
    count: (operation) => names().filter((name) => name === operation).length,
  };
}

/** Bytes that can be told apart by their place. */
export function bytesOf(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0, state = seed; at < length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

/** Whether bytes are the same: comparing large ones item by item takes as long as moving them. */
export function isSame(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left !== undefined && Buffer.compare(left, right) === 0;
}
