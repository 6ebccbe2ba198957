import { expect } from "vitest";
import {
  NotFoundError,
  PermissionError,
  RefusedError,
  isFootbridgeError,
  type FootbridgeError,
} from "../../../src/index.ts";
import type { Saagie } from "../../../src/saagie/index.ts";
import type { Person, TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { rejection } from "../support/things.ts";

/** The resources of a client: its members that have methods. */
type ResourceName = { [Name in keyof Saagie]: Saagie[Name] extends object ? Name : never }[keyof Saagie];

/** The public methods of a client. */
export type MethodName = {
  [Name in ResourceName]: `${Name}.${keyof Saagie[Name] & string}`;
}[ResourceName];

/** A call that the platform refuses by its own rules, and what it says of which field. */
export interface OwnRefusal<Thing> {
  readonly call: (saagie: Saagie, thing: Thing, platform: TestPlatform) => Promise<unknown>;
  readonly fields: Readonly<Record<string, string>>;
  /** The words are the emulator's own: a platform may find others. */
  readonly isOwnWording?: true;
}

/** What a public method promises: one row of the table. */
export interface Contract<Thing, Answer> {
  readonly method: MethodName;
  /** Makes what the call is about. */
  readonly prepare: (platform: TestPlatform) => Promise<Thing>;
  readonly call: (saagie: Saagie, thing: Thing, platform: TestPlatform) => Promise<Answer>;
  /** Checks the answer, and what has become of the thing. */
  readonly check: (answer: Answer, thing: Thing, platform: TestPlatform) => void | Promise<void>;
  /** The same call about something that does not exist. */
  readonly missing: ((saagie: Saagie, thing: Thing) => Promise<unknown>) | "cannot be missing";
  /** Who may not do it. */
  readonly denied: Person | "nobody";
  /** A call that is refused; where no rule forbids anything, the operation to whose answer a refusal is given. */
  readonly refused: OwnRefusal<Thing> | { readonly answerTo: string } | "cannot be refused";
  /** Nothing is asked of the platform. */
  readonly isLocal?: true;
  /** The platform asks for no token. */
  readonly isOpen?: true;
  /** Why no other platform than an emulator can show it. */
  readonly emulatorOnly?: string;
  /** The platform version that it needs; other than the newest. */
  readonly platformVersion?: string;
  /** The first version on which this very call can be prepared and made, where the method itself is older. */
  readonly needs?: string;
  /** The first version that has all that `check` looks at, where the method itself is older. */
  readonly checkSince?: string;
}

/** One behaviour that a row promises. */
export interface ContractCase {
  readonly title: string;
  /** Why no other platform than an emulator can show it; `undefined` where any can. */
  readonly emulatorOnly: string | undefined;
  readonly run: (platform: TestPlatform) => Promise<void>;
}

/** A row, ready to be tested. */
export interface ContractRow {
  readonly method: MethodName;
  readonly platformVersion: string | undefined;
  readonly needs: string | undefined;
  readonly checkSince: string | undefined;
  readonly cases: readonly ContractCase[];
  readonly isLocal: boolean;
  /** Makes what the call is about, and gives the call, to be made with any client. */
  readonly begin: (platform: TestPlatform) => Promise<(saagie: Saagie) => Promise<unknown>>;
}

/** Makes a row's cases. */
export function contract<Thing, Answer>(given: Contract<Thing, Answer>): ContractRow {
  const { emulatorOnly } = given;
  const succeeds: ContractCase = {
    title: "succeeds",
    emulatorOnly,
    run: async (platform) => {
      const thing = await given.prepare(platform);
      await given.check(await given.call(platform.saagie, thing, platform), thing, platform);
    },
  };
  return {
    method: given.method,
    platformVersion: given.platformVersion,
    needs: given.needs,
    checkSince: given.checkSince,
    isLocal: given.isLocal ?? false,
    begin: async (platform) => {
      const thing = await given.prepare(platform);
      return (saagie) => given.call(saagie, thing, platform);
    },
    cases: [
      succeeds,
      ...missingCase(given),
      ...refusalCase(given),
      ...deniedCase(given),
      expiredTokenCase(given),
    ],
  };
}

function missingCase<Thing, Answer>(given: Contract<Thing, Answer>): readonly ContractCase[] {
  const { missing, prepare, emulatorOnly } = given;
  if (missing === "cannot be missing") return [];
  return [
    {
      title: "raises NotFoundError for what does not exist",
      emulatorOnly,
      run: async (platform) => {
        const thing = await prepare(platform);
        await expectError(missing(platform.saagie, thing), NotFoundError);
      },
    },
  ];
}

const NO_RULE = "no rule forbids it: the refusal is put in the place of an answer";
const INJECTED = { name: "is odd" };
const REFUSAL = JSON.stringify({
  errors: [{ message: "Thing not valid", extensions: { ...INJECTED, classification: "ValidationError" } }],
  data: null,
});

function refusalCase<Thing, Answer>(given: Contract<Thing, Answer>): readonly ContractCase[] {
  const { refused, prepare, call, emulatorOnly } = given;
  if (refused === "cannot be refused") return [];
  const title = "raises RefusedError with the platform's reasons";
  if ("call" in refused) {
    const run = async (platform: TestPlatform): Promise<void> => {
      const thing = await prepare(platform);
      const error = await expectError(refused.call(platform.saagie, thing, platform), RefusedError);
      if (!platform.isLive || refused.isOwnWording !== true)
        expect(error.fields).toMatchObject(refused.fields);
    };
    return [{ title, emulatorOnly, run }];
  }
  const run = async (platform: TestPlatform): Promise<void> => {
    const thing = await prepare(platform);
    platform.emulator.faults.add({ match: { operation: refused.answerTo }, status: 200, body: REFUSAL });
    // A client of its own: another one may remember the catalogue.
    const error = await expectError(call(platform.client(), thing, platform), RefusedError);
    expect(error).toMatchObject({ fields: INJECTED, operation: refused.answerTo });
  };
  return [{ title, emulatorOnly: emulatorOnly ?? NO_RULE, run }];
}

function deniedCase<Thing, Answer>(given: Contract<Thing, Answer>): readonly ContractCase[] {
  const { denied, prepare, call, emulatorOnly } = given;
  if (denied === "nobody") return [];
  return [
    {
      title: `raises PermissionError for the ${denied}`,
      emulatorOnly,
      run: async (platform) => {
        const thing = await prepare(platform);
        await expectError(call(platform.as(denied), thing, platform), PermissionError);
      },
    },
  ];
}

function expiredTokenCase<Thing, Answer>(given: Contract<Thing, Answer>): ContractCase {
  const title = given.isOpen ? "needs no token" : "logs in once more when the token has expired";
  return {
    title: given.isLocal ? "asks nothing of the platform" : title,
    emulatorOnly: given.emulatorOnly ?? LATER,
    run: async (platform) => {
      const thing = await given.prepare(platform);
      const saagie = platform.client();
      await saagie.about.info();
      platform.emulator.clock.advance(TOKEN_LIFETIME_MS);
      const asked = watchRequests(platform.emulator);
      const answer = await given.call(saagie, thing, platform);
      const logins = asked.count("authenticate");
      if (given.isLocal) expect(asked.operations()).toEqual([]);
      else expect(logins).toBe(given.isOpen ? 0 : 1);
      await given.check(answer, thing, platform);
    },
  };
}

const LATER = "an hour has to pass, and the requests of the client are counted";
const TOKEN_LIFETIME_MS = 3_600_000;

/** Expects an error of one class, which says where it comes from and nothing secret. */
async function expectError<T extends FootbridgeError>(
  promise: Promise<unknown>,
  errorClass: new (...given: never[]) => T,
): Promise<T> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(errorClass);
  expect(isFootbridgeError(error)).toBe(true);
  return error as T;
}
