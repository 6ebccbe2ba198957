import { Socket } from "node:net";
import { afterEach, beforeEach, expect } from "vitest";

// Runs before every test file: three things that no test may do unseen.

const offences: string[] = [];
const realSetImmediate = globalThis.setImmediate;

process.on("unhandledRejection", (reason) => {
  offences.push(`left a rejection behind that nobody handles: ${String(reason)}`);
});

/** `.invalid` never resolves (RFC 6761): it stands for a host that cannot be reached. */
const HERE = /^(?:localhost|127(?:\.\d+){3}|::1|.*\.invalid)$/;

/** Where a socket is told to go: Node hands over (options), ([options, listener]) or (port, host). */
function hostOf(args: readonly unknown[]): string {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === "object" && first !== null) {
    if ("path" in first && typeof first.path === "string") return "localhost";
    return "host" in first && typeof first.host === "string" ? first.host : "localhost";
  }
  return typeof args[1] === "string" ? args[1] : "localhost";
}

// Against a live platform the network is what the tests are about; only these run there.
const isLive = /[\\/]live\.test\.ts$/u.test(expect.getState().testPath ?? "");
const namesPlatform = ["SAAGIE_URL", "AGAVE_TENANT"].some((name) => Boolean(process.env[name]));
if (!(isLive && namesPlatform)) {
  const connect = Reflect.get(Socket.prototype, "connect");
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const host = hostOf(args);
    if (HERE.test(host)) return Reflect.apply(connect, this, args) as Socket;
    offences.push(`wanted to reach ${host}`);
    throw new Error(`tests stay on this machine, and do not reach ${host}`);
  };
}

// A test that expects nothing holds nothing.
beforeEach(() => {
  expect.hasAssertions();
});

afterEach(async () => {
  // Node tells of a rejection only after the promises that are due have run; fake timers must not hold that up.
  await new Promise((resolve) => realSetImmediate(resolve));
  expect(offences.splice(0), "what the test did unseen").toEqual([]);
});
