import { Socket } from "node:net";
import { afterEach, beforeEach, expect } from "vitest";

// Runs before every test file: three things that no test may do unseen.

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

/** What is watched in this process: test files that share one share this, too. */
interface Watch {
  readonly offences: string[];
  readonly setImmediate: typeof setImmediate;
  /** Whether sockets may be opened to other machines. */
  mayLeave: boolean;
}

const KEY = Symbol.for("footbridge: what tests may not do unseen");
const known: unknown = Reflect.get(globalThis, KEY);
const watch = (known ?? startWatch()) as Watch;

// Against a live platform the network is what the tests are about; only these run there.
const isLive = /[\\/]live\.test\.ts$/u.test(expect.getState().testPath ?? "");
const namesPlatform = ["SAAGIE_URL", "AGAVE_TENANT"].some((name) => Boolean(process.env[name]));
watch.mayLeave = isLive && namesPlatform;

function startWatch(): Watch {
  const begun: Watch = { offences: [], setImmediate: globalThis.setImmediate, mayLeave: false };
  Reflect.set(globalThis, KEY, begun);
  process.on("unhandledRejection", (reason) => {
    begun.offences.push(`left a rejection behind that nobody handles: ${String(reason)}`);
  });
  const connect = Reflect.get(Socket.prototype, "connect");
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const host = hostOf(args);
    if (begun.mayLeave || HERE.test(host)) return Reflect.apply(connect, this, args) as Socket;
    begun.offences.push(`wanted to reach ${host}`);
    throw new Error(`tests stay on this machine, and do not reach ${host}`);
  };
  return begun;
}

// A test that expects nothing holds nothing.
beforeEach(() => {
  expect.hasAssertions();
});

afterEach(async () => {
  // Node tells of a rejection only after the promises that are due have run; fake timers must not hold that up.
  await new Promise((resolve) => watch.setImmediate(resolve));
  expect(watch.offences.splice(0), "what the test did unseen").toEqual([]);
});
