import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import * as door from "../../src/index.ts";
import {
  AmbiguousNameError,
  AuthenticationError,
  ConnectionError,
  DeadlineError,
  HttpError,
  InvalidInputError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionError,
  ProtocolError,
  RefusedError,
  TransferError,
  UnsupportedByPlatformError,
  FootbridgeError,
  isFootbridgeError,
  type ErrorCode,
} from "../../src/index.ts";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { instantClock } from "./support/clock.ts";
import { failure } from "./support/rejection.ts";
import { client, JOB, json, wire } from "./support/wire.ts";

const ERRORS: readonly (readonly [string, ErrorCode, FootbridgeError])[] = [
  [
    "AmbiguousNameError",
    "AMBIGUOUS_NAME",
    new AmbiguousNameError("What happened.", { hint: "What to do.", ids: ["1", "2"] }),
  ],
  [
    "AuthenticationError",
    "AUTHENTICATION",
    new AuthenticationError("What happened.", { hint: "What to do." }),
  ],
  [
    "ConnectionError",
    "CONNECTION",
    new ConnectionError("What happened.", { hint: "What to do.", phase: "send", sent: true }),
  ],
  ["DeadlineError", "DEADLINE", new DeadlineError("What happened.", { hint: "What to do." })],
  ["HttpError", "HTTP_STATUS", new HttpError("What happened.", { hint: "What to do." })],
  ["InvalidInputError", "INVALID_INPUT", new InvalidInputError("What happened.", { hint: "What to do." })],
  ["NotFoundError", "NOT_FOUND", new NotFoundError("What happened.", { hint: "What to do." })],
  [
    "OutcomeUnknownError",
    "OUTCOME_UNKNOWN",
    new OutcomeUnknownError("What happened.", { hint: "What to do." }),
  ],
  ["PermissionError", "PERMISSION_DENIED", new PermissionError("What happened.", { hint: "What to do." })],
  ["ProtocolError", "PROTOCOL", new ProtocolError("What happened.", { hint: "What to do." })],
  ["RefusedError", "REFUSED", new RefusedError("What happened.", { hint: "What to do." })],
  ["TransferError", "TRANSFER", new TransferError("What happened.", { hint: "What to do." })],
  [
    "UnsupportedByPlatformError",
    "UNSUPPORTED",
    new UnsupportedByPlatformError("What happened.", { hint: "What to do." }),
  ],
];

test("every error of the door is in this table", () => {
  const names = Object.keys(door).filter((name) => name.endsWith("Error") && name !== "isFootbridgeError");
  expect(names.toSorted()).toEqual(["FootbridgeError", ...ERRORS.map(([name]) => name)].toSorted());
});

test.each(ERRORS)("%s has the one root, its own name and a stable code", (name, code, error) => {
  expect(error).toBeInstanceOf(FootbridgeError);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.code, error.message, error.hint]).toEqual([
    name,
    code,
    "What happened. What to do.",
    "What to do.",
  ]);
  const others = ERRORS.map(([, other]) => other).filter((other) => isFootbridgeError(error, other));
  expect([isFootbridgeError(error), others]).toEqual([true, [code]]);
});

test.each([undefined, null, "NOT_FOUND", { code: "NOT_FOUND" }, new Error("x")])(
  "%o is none of them",
  (value) => {
    expect([isFootbridgeError(value), isFootbridgeError(value, "NOT_FOUND")]).toEqual([false, false]);
  },
);

describe("an error of a call", () => {
  const lost = (): Promise<FootbridgeError> => {
    const { fetch } = wire(() =>
      Promise.reject(
        new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) }),
      ),
    );
    return failure(client(fetch, { token: "t", clock: instantClock() }).jobs.run(JOB));
  };

  test("carries the facts", async () => {
    const error = await lost();
    expect(error).toMatchObject({
      name: "OutcomeUnknownError",
      code: "OUTCOME_UNKNOWN",
      platform: "saagie",
      method: "jobs.run",
      operation: "JobsRun",
      status: undefined,
      attempts: [{ failure: "CONNECTION" }],
      fields: {},
      message: "The answer to jobs.run was lost. It may have taken effect: look before you repeat it.",
      cause: {
        code: "CONNECTION",
        message: "The platform could not be reached, or the connection broke (ECONNRESET).",
        cause: expect.any(TypeError) as TypeError,
      },
    });
  });

  test("is written as what is on a list, and nothing else", async () => {
    const error = Object.assign(await lost(), { variables: "secret", response: { headers: "secret" } });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "OutcomeUnknownError",
      code: "OUTCOME_UNKNOWN",
      message: error.message,
      platform: "saagie",
      method: "jobs.run",
      operation: "JobsRun",
      attempts: [{ failure: "CONNECTION" }],
      fields: {},
      hint: "It may have taken effect: look before you repeat it.",
    });
    const printed = inspect(error, { depth: 20, showHidden: true });
    expect(printed).toContain("OutcomeUnknownError: The answer to jobs.run was lost.");
    expect(printed).toContain("errors.test.ts");
    expect(printed).toMatch(
      /code: 'OUTCOME_UNKNOWN'[^]*operation: 'JobsRun'[^]*attempts: \[[^]*cause: ConnectionError: [^]*ECONNRESET[^]*cause: 'TypeError'/u,
    );
    expect(printed).not.toContain("secret");
  });
});

describe("what a platform refuses", () => {
  const refused = (errors: readonly object[], data: unknown = null): Promise<FootbridgeError> =>
    failure(client(wire(() => json({ data, errors })).fetch, { token: "t" }).jobs.run(JOB));
  const validation = { classification: "ValidationError" };

  test.each<[string, ErrorCode, object]>([
    [
      "a field that is wrong",
      "REFUSED",
      { message: "Job not valid", extensions: { ...validation, name: "already used" } },
    ],
    [
      "an id that is unknown",
      "NOT_FOUND",
      { message: "Job not valid", extensions: { ...validation, job: "NOT_EXISTS" } },
    ],
    ["a thing that is unknown", "NOT_FOUND", { message: "Unable to find: job does not exist" }],
    [
      "a right that is missing, by its mark",
      "PERMISSION_DENIED",
      { message: "No.", extensions: { classification: "FORBIDDEN" } },
    ],
    [
      "a right that is missing, by its code",
      "PERMISSION_DENIED",
      { message: "No.", extensions: { code: "UNAUTHORIZED" } },
    ],
    [
      "a right that is missing, by its words",
      "PERMISSION_DENIED",
      { message: "Access is denied", extensions: { classification: "DataFetchingException" } },
    ],
    [
      "a change that is not possible",
      "REFUSED",
      { message: "Changing the category is not allowed", extensions: validation },
    ],
    [
      "input with words like a missing right's",
      "REFUSED",
      { message: "You are not allowed to schedule this", extensions: validation },
    ],
    ["a field that its schema lacks", "UNSUPPORTED", { message: 'Cannot query field "x" on type "Job".' }],
    [
      "a field that its schema lacks, as Java says it",
      "UNSUPPORTED",
      {
        message: "Validation error (FieldUndefined@[job]) : Field 'x' in type 'Job' is undefined",
        extensions: validation,
      },
    ],
    [
      "an argument that its schema lacks",
      "UNSUPPORTED",
      { message: 'Unknown argument "x" on field "Query.job".' },
    ],
    [
      "a type that its schema lacks",
      "UNSUPPORTED",
      { message: "Validation error (UnknownType) : Unknown type 'X'" },
    ],
    ["anything else", "REFUSED", { message: "No.", extensions: null, path: null }],
    [
      "a failure inside the platform",
      "OUTCOME_UNKNOWN",
      { message: "Unexpected error", extensions: null, path: null },
    ],
    [
      "a failure inside the platform, by its mark",
      "OUTCOME_UNKNOWN",
      { message: "Oh!", extensions: { code: "INTERNAL_SERVER_ERROR" } },
    ],
    [
      "a field that is wrong, in a failure's words",
      "REFUSED",
      { message: "Unexpected error", extensions: { name: "already used" } },
    ],
    [
      "input that is wrong, in a failure's words",
      "REFUSED",
      { message: "Internal server error", extensions: validation },
    ],
  ])("%s: %s", async (_, code, problem) => {
    expect(await refused([problem])).toMatchObject({ code, operation: "JobsRun", platform: "saagie" });
  });

  test("is told field by field, of all its problems", async () => {
    const error = await refused(
      [
        { message: "Job not valid.", extensions: { ...validation, name: "already used", code: "X1" } },
        { message: "Version not valid", extensions: { file: "is missing", stacktrace: ["at x"], depth: 3 } },
      ],
      { runJob: null },
    );
    expect(error.fields).toEqual({ name: "already used", file: "is missing" });
    expect(error.message).toBe(
      "jobs.run was refused: Job not valid; Version not valid (name: already used, file: is missing).",
    );
  });
});

describe("the status of an answer", () => {
  const refused = (answer: Response): Promise<FootbridgeError> =>
    failure(client(wire(() => answer).fetch, { token: "t" }).jobs.get(JOB));

  test.each([
    [403, "PERMISSION_DENIED", "Ask for the right"],
    [404, "HTTP_STATUS", "Check the URL and the platform id."],
    [413, "HTTP_STATUS", "larger than the platform takes"],
    [418, "HTTP_STATUS", undefined],
  ])("%d is %s, with a next step where there is one", async (status, code, hint) => {
    const error = await refused(new Response("Teapots only", { status }));
    expect([error.code, error.status]).toEqual([code, status]);
    expect(error.message).toContain(": Teapots only.");
    expect(error.hint ?? "").toContain(hint ?? "");
  });

  test.each([
    [new Response("<html><body>Blocked</body></html>", { status: 403 }), "A page came instead"],
    [new Response("", { status: 403, headers: { "content-type": "text/html" } }), "A page came instead"],
    [new Response("Proxy Authentication Required", { status: 407 }), "A proxy asks for a log-in"],
    [new Response("", { status: 511 }), "The network asks for a log-in"],
  ])("says that something between answered, where no platform answers so: %#", async (answer, hint) => {
    const error = await refused(answer);
    expect([error.code, error.status]).toEqual(["HTTP_STATUS", answer.status]);
    expect(error.message).toContain("by something between here and the platform");
    expect(error.message).not.toMatch(/not allowed|Blocked/u);
    expect(error.hint).toContain(hint);
  });

  test.each([
    [401, "Check client id and client secret, or the token."],
    [403, "Ask for the right to this storage."],
  ])("%d speaks of what the platform at hand has", async (status, hint) => {
    const { fetch } = wire(() => json({}, { status }));
    const storage = new DescartesStorage({ url: "http://127.0.0.1:1", token: "t", fetch });
    expect((await failure(storage.exists("a"))).hint).toBe(hint);
    const saagie = await refused(json({}, { status }));
    expect(saagie.hint).toMatch(/realm|project or platform/u);
  });

  test("goes before GraphQL's own words, unless those are the refusal of a request", async () => {
    const answer = { errors: [{ message: "Syntax Error" }] };
    expect((await refused(json(answer, { status: 400 }))).code).toBe("REFUSED");
    expect((await refused(json(answer, { status: 403 }))).code).toBe("PERMISSION_DENIED");
    expect((await refused(json({ data: {} }, { status: 302 }))).code).toBe("HTTP_STATUS");
  });

  test("is told with the platform's words only where they are words", async () => {
    const page = await refused(new Response("<html>\n<body>500</body></html>", { status: 500 }));
    expect(page.message).toBe("jobs.get was answered with HTTP 500.");
    const said = await refused(json({ message: "Out of memory.", trace: "at x" }, { status: 500 }));
    expect(said.message).toBe("jobs.get was answered with HTTP 500: Out of memory.");
  });
});

// The last one: what is loaded after it belongs to the copy.
test("errors of another copy of the package are recognised", async () => {
  vi.resetModules();
  const copy = await import("../../src/core/errors.ts");
  const foreign = new copy.NotFoundError("Not there.");
  expect(foreign).not.toBeInstanceOf(FootbridgeError);
  expect(isFootbridgeError(foreign)).toBe(true);
  expect(isFootbridgeError(foreign, "NOT_FOUND")).toBe(true);
  expect(isFootbridgeError(foreign, "REFUSED")).toBe(false);
});
