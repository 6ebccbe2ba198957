import { expect } from "vitest";
import type { Agave } from "../../../src/agave/index.ts";
import {
  InvalidInputError,
  isFootbridgeError,
  NotFoundError,
  PermissionError,
  RefusedError,
  type CallOptions,
  type FootbridgeError,
} from "../../../src/index.ts";
import { idle, rejection } from "../../core/support/rejection.ts";
import type { Person } from "./names.ts";
import type { TestPlatform } from "./platform.ts";

/** The services of a client: its members that have methods. */
type ServiceName = Exclude<
  { [Name in keyof Agave]: Agave[Name] extends object ? Name : never }[keyof Agave],
  "tokens" | "refresh" | "save" | undefined
>;

/** The public methods of a client, and those of the class. */
export type MethodName =
  | { [Name in ServiceName]: `${Name}.${Exclude<keyof Agave[Name], "raw"> & string}` }[ServiceName]
  | "Agave.tenants"
  | "Agave.connect"
  | "agave.download"
  | "agave.open"
  | "agave.refresh";

/** What goes with a call of a row. */
export interface RowOptions extends CallOptions {
  readonly platform: TestPlatform;
  /** What calls go through that have no client. */
  readonly fetch?: typeof fetch;
}

/** A call of a row. */
export type RowCall<Thing> = (agave: Agave, thing: Thing, options: RowOptions) => Promise<unknown>;

/** A call that is refused, and what is said about it. */
export interface Refusal<Thing> {
  readonly call: (agave: Agave, thing: Thing) => Promise<unknown>;
  readonly words: RegExp;
  /** The client refuses it, before anything is sent. */
  readonly isLocal?: true;
}

/** Who may not do it. */
export interface Denial<Thing> {
  readonly as: Person;
  /** The call, where it is not that of the row. */
  readonly call?: RowCall<Thing>;
}

/** What a public method promises: one row of the table. A text says why it cannot be. */
export interface Contract<Thing> {
  readonly method: MethodName;
  /** Makes what the call is about. */
  readonly prepare?: (platform: TestPlatform) => Promise<Thing> | Thing;
  /** Who calls. @defaultValue "ann" */
  readonly as?: Person;
  readonly call: RowCall<Thing>;
  /** Checks the answer, and what has become of the thing. */
  readonly check: (answer: unknown, platform: TestPlatform, thing: Thing) => unknown;
  readonly missing: ((agave: Agave, thing: Thing) => Promise<unknown>) | string;
  readonly denied: Denial<Thing> | string;
  readonly refused: Refusal<Thing> | string;
  /** How the call is let in. @defaultValue "token" */
  readonly access?: "token" | "password" | "open" | "login";
}

/** One behaviour that a row promises. */
export interface ContractCase {
  readonly title: string;
  /** It moves the platform's time, or begins anew time and again: it is not tried on a live tenant. */
  readonly isEmulated?: true;
  readonly run: (platform: TestPlatform) => Promise<void>;
}

/** A row, ready to be tested. */
export interface ContractRow {
  readonly method: MethodName;
  readonly cases: readonly ContractCase[];
}

/** Makes a row's cases. */
export function contract<Thing = undefined>(given: Contract<Thing>): ContractRow {
  const { method } = given;
  return {
    method,
    cases: [
      success(given),
      ...missing(given),
      ...denied(given),
      ...refused(given),
      ...endedToken(given),
      ...aborted(given),
    ],
  };
}

async function prepared<Thing>({ prepare }: Contract<Thing>, platform: TestPlatform): Promise<Thing> {
  return (await prepare?.(platform)) as Thing;
}

function success<Thing>(given: Contract<Thing>): ContractCase {
  return {
    title: "succeeds",
    run: async (platform) => {
      const thing = await prepared(given, platform);
      const agave = platform.as(given.as ?? "ann");
      await given.check(await given.call(agave, thing, { platform }), platform, thing);
    },
  };
}

function missing<Thing>(given: Contract<Thing>): readonly ContractCase[] {
  const { missing: call } = given;
  if (typeof call === "string") return [];
  return [
    {
      title: "raises NotFoundError for what does not exist",
      run: async (platform) => {
        const thing = await prepared(given, platform);
        const agave = await platform.loggedIn(given.as ?? "ann");
        const asked = platform.watch();
        await expectError(call(agave, thing), NotFoundError);
        expect(asked.tokens()).toBe(0);
      },
    },
  ];
}

function denied<Thing>(given: Contract<Thing>): readonly ContractCase[] {
  const { denied: denial } = given;
  if (typeof denial === "string") return [];
  return [
    {
      title: `raises PermissionError for ${denial.as}, with no token renewed`,
      run: async (platform) => {
        const thing = await prepared(given, platform);
        const agave = await platform.loggedIn(denial.as);
        const { tokens } = agave;
        const asked = platform.watch();
        const error = await expectError(
          (denial.call ?? given.call)(agave, thing, { platform }),
          PermissionError,
        );
        expect(error.platform).toBe("agave");
        expect(asked.operations()).toHaveLength(1);
        expect(asked.tokens()).toBe(0);
        expect(agave.tokens).toEqual(tokens);
      },
    },
  ];
}

function refused<Thing>(given: Contract<Thing>): readonly ContractCase[] {
  const { refused: refusal } = given;
  if (typeof refusal === "string") return [];
  return [
    {
      title: refusal.isLocal ? "refuses what cannot be" : "raises RefusedError with the platform's words",
      run: async (platform) => {
        const thing = await prepared(given, platform);
        const agave = await platform.loggedIn(given.as ?? "ann");
        const asked = platform.watch();
        const ended = refusal.call(agave, thing);
        const error = refusal.isLocal
          ? await expectError(ended, InvalidInputError)
          : await expectError(ended, RefusedError);
        expect(error.message).toMatch(refusal.words);
        expect(asked.tokens()).toBe(0);
        if (refusal.isLocal) expect(asked.operations()).toEqual([]);
      },
    },
  ];
}

function endedToken<Thing>(given: Contract<Thing>): readonly ContractCase[] {
  const { access = "token" } = given;
  if (access === "login") return [];
  const isAsked = access === "token";
  const run = async (platform: TestPlatform, end: (agave: Agave) => unknown): Promise<void> => {
    const thing = await prepared(given, platform);
    const agave = await platform.loggedIn(given.as ?? "ann");
    await end(agave);
    const asked = platform.watch();
    const answer = await given.call(agave, thing, { platform });
    expect(asked.tokens()).toBe(isAsked ? 1 : 0);
    await given.check(answer, platform, thing);
  };
  return [
    {
      title: isAsked ? "renews a token that has ended, once" : "asks for no token",
      isEmulated: true,
      run: (platform) =>
        run(platform, () => {
          platform.emulator.clock.advance(TOKEN_LIFETIME_MS);
        }),
    },
    {
      title: isAsked ? "renews a token that the gateway refuses, once, and goes on" : "minds no token's end",
      run: (platform) => run(platform, (agave) => platform.revoke(agave)),
    },
  ];
}

const TOKEN_LIFETIME_MS = 14_400_000;

function aborted<Thing>(given: Contract<Thing>): readonly ContractCase[] {
  // A log-in that others wait for, too, is not given up half way.
  if (given.access === "login") return [];
  const attempt = async (platform: TestPlatform, at: number): Promise<Attempt> => {
    const thing = await prepared(given, platform);
    const { watched, signal, reason, count } = abortAt(at);
    const agave = platform.as(given.as ?? "ann", { fetch: watched });
    const ended = given.call(agave, thing, { platform, signal, fetch: watched });
    return { ended, reason, count };
  };
  return [
    {
      title: "ends at once when it is aborted, at whatever request",
      isEmulated: true,
      run: async (platform) => {
        const whole = await attempt(platform, Infinity);
        await whole.ended;
        expect(whole.count.sent).toBeGreaterThan(0);
        for (let at = 0; at < whole.count.sent; at += 1) {
          platform.emulator.reset();
          const { ended, reason, count } = await attempt(platform, at);
          const outcome = await ended.catch((error: unknown) => error);
          // How often is asked while something goes on is no promise: it may have ended before.
          if (count.sent <= at) break;
          expect(outcome).toBe(reason);
          await idle();
          expect(count.late).toBe(0);
        }
      },
    },
  ];
}

interface Count {
  sent: number;
  late: number;
}

interface Attempt {
  readonly ended: Promise<unknown>;
  readonly reason: Error;
  readonly count: Count;
}

/** A fetch that aborts a signal with one of its requests, and counts those that come afterwards. */
function abortAt(at: number): Omit<Attempt, "ended"> & {
  readonly watched: typeof fetch;
  readonly signal: AbortSignal;
} {
  const controller = new AbortController();
  const reason = new Error("enough");
  const count = { sent: 0, late: 0 };
  const watched: typeof fetch = (input, init) => {
    if (controller.signal.aborted) count.late += 1;
    if (count.sent === at) controller.abort(reason);
    count.sent += 1;
    return fetch(input, init);
  };
  return { watched, signal: controller.signal, reason, count };
}

/** Expects an error of one class, and one of this library. */
async function expectError<T extends FootbridgeError>(
  promise: Promise<unknown>,
  errorClass: new (...given: never[]) => T,
): Promise<T> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(errorClass);
  expect(isFootbridgeError(error)).toBe(true);
  return error as T;
}
