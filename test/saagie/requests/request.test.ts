import { expect, onTestFinished, test, vi } from "vitest";
import {
  DeadlineError,
  FootbridgeError,
  HttpError,
  InvalidInputError,
  NotFoundError,
  OutcomeUnknownError,
  ProtocolError,
  RefusedError,
  UnsupportedByPlatformError,
  type RequestEvent,
  type Warning,
} from "../../../src/index.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, NOBODY, rejection } from "../support/things.ts";
import { answeredBy } from "./answered-by.ts";
import { PlatformCountsDocument, ProjectWithJobsDocument, SaveVariableDocument } from "./queries.ts";

const TOKEN_LIFETIME_MS = 3_600_000;
const SECRET = "hunter2-Canary";

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

const variable = { name: "DB_PASSWORD", scope: "GLOBAL", isPassword: true, value: SECRET } as const;

async function refused(promise: Promise<unknown>): Promise<FootbridgeError> {
  const error = await rejection(promise);
  if (error instanceof FootbridgeError) return error;
  throw error;
}

test("a text is sent as it is, with its variables", async () => {
  const own = ownPlatform();
  const { id, project } = await makeJob(own);
  const text = "query Mine($id: UUID!) {\n  # mine\n  mine: jobs(projectId: $id) { id }\n}\n";
  let body = "";
  const saagie = own.client({
    fetch: (url, init) => {
      if (typeof init?.body === "string") body = init.body;
      return own.emulator.fetch(url, init);
    },
  });
  expect(await saagie.request(text, { id: project.id })).toEqual({ mine: [{ id }] });
  expect(JSON.parse(body)).toEqual({ query: text, variables: { id: project.id } });
});

test("a text with a type on it is a text", async () => {
  const text = new (class extends String {})("{ platform { id } }");
  expect(await ownPlatform().saagie.request(text)).toEqual({ platform: { id: 1 } });
});

test("users, groups and the catalogue are asked at the gateway", async () => {
  const { saagie } = ownPlatform();
  const data = await saagie.request<{ repositories: readonly { name: string }[] }>(
    "{ repositories { name } }",
    {},
    { endpoint: "gateway" },
  );
  expect(data.repositories.length).toBeGreaterThan(0);
  expect(await refused(saagie.request("{ repositories { name } }"))).toBeInstanceOf(
    UnsupportedByPlatformError,
  );
});

test("of several operations the one that is named is sent, with the fragments that it uses", async () => {
  const own = ownPlatform();
  const asked = watchRequests(own.emulator);
  const document = `
    query One { platform { ...Counts } }
    mutation Two { deleteEnvironmentVariable(id: "${NOBODY}") }
    query Three { platform { ...Name } }
    fragment Counts on Platform { counts { jobs } }
    fragment Name on Platform { id }
  `;
  expect(await own.saagie.request(document, {}, { operationName: "One" })).toEqual({
    platform: { counts: { jobs: 0 } },
  });
  expect(await own.saagie.request(document, {}, { operationName: "Three" })).toEqual({ platform: { id: 1 } });
  expect(asked.operations()).toEqual(["authenticate", "One", "Three"]);
});

test.each(["toString", "constructor", "__proto__"])("an operation may be called %s", async (name) => {
  const { saagie } = ownPlatform();
  const [text, data] = [`query ${name} { platform { id } }`, { platform: { id: 1 } }];
  expect(await saagie.request(text)).toEqual(data);
  const two = `${text} query other { platform { counts { jobs } } }`;
  expect(await saagie.request(two, {}, { operationName: name })).toEqual(data);
});

test("what is called as an operation or a fragment of Footbridge's goes whole to every version", async () => {
  const own = ownPlatform();
  const saagie = own.client({ platformVersion: "2023.01" });
  const { id } = await makeJob(own);
  const text =
    "query JobsGet($id: UUID!) { job(id: $id) { ...JobsFields } } fragment JobsFields on Job { id originalJobId }";
  expect(await saagie.request(text, { id })).toEqual({ job: { id, originalJobId: null } });
});

test("null is an answer, of the document's own type", async () => {
  const own = ownPlatform();
  const { id } = await own.project();
  const text =
    "query Two($id: UUID!, $none: UUID!) { one: project(id: $id) { id } two: project(id: $none) { id } }";
  expect(await own.saagie.request(text, { id, none: NOBODY })).toEqual({ one: { id }, two: null });
  expect(
    await own.saagie.request("query One($id: UUID!) { project(id: $id) { id } }", { id: NOBODY }),
  ).toEqual({
    project: null,
  });
});

test("a query is repeated after a 503, and tells of its requests", async () => {
  const own = ownPlatform();
  own.emulator.faults.add({ match: { operationName: "PlatformCounts" }, status: 503 });
  const events: RequestEvent[] = [];
  const saagie = own.client({ onRequest: (event) => events.push(event) });
  expect(await saagie.request(PlatformCountsDocument)).toMatchObject({ platform: { id: 1 } });
  const mine = events.filter(({ operation }) => operation === "PlatformCounts");
  expect(mine.map(({ status }) => status)).toEqual([503, 200]);
});

test.each([{ status: 503 }, { reset: "after" }, { tear: 5 }] as const)(
  "a mutation is not repeated after %o: nobody knows what became of it",
  async (fault) => {
    const own = ownPlatform();
    own.emulator.faults.add({ match: { operationName: "SaveVariable" }, ...fault });
    const asked = watchRequests(own.emulator);
    const error = await refused(own.saagie.request(SaveVariableDocument, { variable }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ operation: "SaveVariable", method: "request" });
    expect(error.message).toContain("SaveVariable");
    expect(asked.count("SaveVariable")).toBe(1);
  },
);

test("an expired token is renewed once, for queries and mutations", async () => {
  const own = ownPlatform();
  await own.saagie.request(PlatformCountsDocument);
  own.emulator.clock.advance(TOKEN_LIFETIME_MS);
  const asked = watchRequests(own.emulator);
  await Promise.all([
    own.saagie.request(PlatformCountsDocument),
    own.saagie.request(SaveVariableDocument, { variable }),
    own.saagie.request("{ platform { id } }"),
  ]);
  expect(asked.count("authenticate")).toBe(1);
  expect(await own.saagie.environmentVariables.list({ scope: "GLOBAL" })).toHaveLength(1);
});

test("an abort ends it with its reason, before and on the way", async () => {
  const own = ownPlatform();
  const reason = new Error("Enough.");
  const asked = watchRequests(own.emulator);
  const request = (signal: AbortSignal, saagie = own.saagie): Promise<unknown> =>
    rejection(saagie.request(PlatformCountsDocument, {}, { signal }));
  expect(await request(AbortSignal.abort(reason))).toBe(reason);
  // An abort comes before any other complaint.
  expect(await rejection(own.saagie.request("no", {}, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  expect(asked.operations()).toEqual([]);
  const stop = new AbortController();
  const hanging = own.client({
    fetch: (_, init) => {
      stop.abort(reason);
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
      });
    },
    token: "token",
  });
  expect(await request(stop.signal, hanging)).toBe(reason);
});

test("a limit of its own ends it", async () => {
  const own = ownPlatform();
  const hanging = own.client({ fetch: () => new Promise(() => undefined), token: "token" });
  const error = await refused(hanging.request(PlatformCountsDocument, {}, { timeoutMs: 5 }));
  expect(error).toBeInstanceOf(DeadlineError);
});

test("a request with a file takes as long as it takes, as uploads of every method", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const hanging = answeredBy(undefined, { fetch: () => new Promise(() => undefined), timeoutMs: 1_000 });
  const [stop, reason] = [new AbortController(), new Error("Enough.")];
  const text = "mutation M($file: Upload) { m(file: $file) }";
  const plain = rejection(hanging.request(text, {}));
  const own = rejection(hanging.request(text, { file: new Blob(["a"]) }, { timeoutMs: 500 }));
  const upload = rejection(hanging.request(text, { file: new Blob(["a"]) }, { signal: stop.signal }));
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(1));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await plain).toBeInstanceOf(FootbridgeError);
  expect(await own).toBeInstanceOf(FootbridgeError);
  stop.abort(reason);
  expect(await upload).toBe(reason);
});

test("what the platform does not know it refuses in its own words", async () => {
  const { saagie } = ownPlatform();
  const error = await refused(saagie.request("query Shelves { shelves { id } }"));
  expect(error).toBeInstanceOf(UnsupportedByPlatformError);
  expect(error.message).toMatch(/^Shelves is unknown to this platform: .*shelves/u);
  expect(error).toMatchObject({ operation: "Shelves", method: "request", platform: "saagie" });
  const nameless = await refused(saagie.request("{ shelves { id } }"));
  expect(nameless).toMatchObject({ operation: "anonymous query" });
});

test("errors have the frames of their caller", async () => {
  const { saagie } = ownPlatform();
  const asksForShelves = (): Promise<unknown> => saagie.request("{ shelves { id } }");
  expect((await refused(asksForShelves())).stack).toContain("asksForShelves");
});

test("errors are told by the platform's fields, and none of what was sent", async () => {
  const { saagie } = ownPlatform();
  const wrong = { ...variable, name: `${SECRET} with blanks` };
  const error = await refused(saagie.request(SaveVariableDocument, { variable: wrong }));
  expect(error).toBeInstanceOf(RefusedError);
  expect(Object.keys(error.fields)).toEqual(["name"]);
  expect(JSON.stringify([error.message, error.stack, error])).not.toContain(SECRET);
});

test.each([
  ["the variables", "mutation M($x: String!) { m(x: $x) }", { x: SECRET }],
  ["the text", `mutation M { m(x: "${SECRET}") }`, {}],
  ["an object in the text", `mutation M { m(x: { deep: [{ er: "${SECRET}" }] }) }`, {}],
  ["a default", `mutation M($x: String = "${SECRET}") { m(x: $x) }`, {}],
  ["a block", `query Q { m(x: """${SECRET}""") { n } }`, {}],
])("no message repeats a value of %s", async (_, text, variables) => {
  const saagie = answeredBy({
    data: null,
    errors: [{ message: `You said ${SECRET}.`, extensions: { x: SECRET } }],
  });
  const error = await refused(saagie.request(text, variables));
  expect(error.message).toContain("You said …");
  expect(JSON.stringify([error.message, error.stack, error])).not.toContain(SECRET);
});

test("what a mutation told the platform is no later message's either", async () => {
  const warnings: Warning[] = [];
  const saagie = answeredBy(undefined, {
    fetch: (_, init) => {
      const isFirst = typeof init?.body === "string" && init.body.includes("mutation");
      const errors = [{ message: `Before, you said ${SECRET}.`, path: ["m"] }];
      return Promise.resolve(Response.json({ data: { m: 1 }, ...(isFirst ? {} : { errors }) }));
    },
    onWarning: (warning) => warnings.push(warning),
  });
  await saagie.request(`mutation M { m(password: "${SECRET}") }`);
  await saagie.request("query Q { m }");
  expect(warnings).toEqual([{ operation: "Q", message: "Before, you said …", path: "m" }]);
});

test("ids that stand in a document may be told", async () => {
  const saagie = answeredBy({ data: null, errors: [{ message: `No ${NOBODY} here: not found.` }] });
  const error = await refused(saagie.request(`{ job(id: "${NOBODY}") { id } }`));
  expect(error).toBeInstanceOf(NotFoundError);
  expect(error.message).toContain(NOBODY);
});

test("errors beside data are warnings, or refused when it is strict", async () => {
  const warnings: Warning[] = [];
  const answer = { data: { a: 1, b: null }, errors: [{ message: "No b.", path: ["b"] }] };
  const saagie = answeredBy(answer, { onWarning: (warning) => warnings.push(warning) });
  expect(await saagie.request("query Q { a b }")).toEqual(answer.data);
  expect(warnings).toEqual([{ operation: "Q", message: "No b", path: "b" }]);
  const error = await refused(saagie.request("query Q { a b }", {}, { strict: true }));
  expect(error.message).toContain("No b");
  expect(error.message).not.toContain("Other fields");
});

test("errors and nothing but null are a refusal; a mutation of several fields may be done in part", async () => {
  const saagie = answeredBy({ data: { a: null, b: null }, errors: [{ message: "No b.", path: ["b"] }] });
  expect(await refused(saagie.request("query Q { a b }"))).toBeInstanceOf(RefusedError);
  const error = await refused(saagie.request("mutation M { a b }"));
  expect(error).toBeInstanceOf(RefusedError);
  expect(error.message).toContain("Other fields of it may have taken effect");
  expect((await refused(saagie.request("mutation M { b }"))).message).not.toContain("Other fields");
});

test.each([{ data: {} }, { data: null }, { data: [] }, { data: { other: 1 } }, { data: "a" }])(
  "%o is no answer to what was asked",
  async (answer) => {
    const saagie = answeredBy(answer);
    expect(await refused(saagie.request("query Q { a }"))).toBeInstanceOf(ProtocolError);
    expect(await refused(saagie.request("mutation M { a }"))).toBeInstanceOf(OutcomeUnknownError);
  },
);

test("what a directive leaves out is not missed", async () => {
  const text =
    "query Q($x: Boolean!) { a @include(if: $x) { b } ...F } fragment F on Query { c @skip(if: true) }";
  expect(await answeredBy({ data: {} }).request(text, { x: false })).toEqual({});
});

test.each<[string, readonly unknown[], RegExp]>([
  ["no document", [], /^request: document is missing/u],
  ["null", [null], /^request: document must be/u],
  [
    "an object that is none",
    [{ query: "{ a }" }],
    /must be a GraphQL document, as codegen writes it, or its text/u,
  ],
  [
    "a document in pieces",
    [{ kind: "Document", definitions: [{ kind: "OperationDefinition" }] }],
    /not a whole GraphQL document/u,
  ],
  ["a broken text", ["query A {\n  a(\n}"], /not GraphQL at line 3, column 1: Expected Name, found "\}"/u],
  ["an empty text", [""], /not GraphQL at line 1, column 1/u],
  [
    "a text that ends in a value",
    [`{ a(b: "${SECRET}) }`],
    /not GraphQL at line 1, column \d+: Unterminated string/u,
  ],
  ["a value with a quotation mark too many", [`{ a(b: "x"${SECRET}" }`], /not GraphQL at line 1/u],
  [
    "a value in the wrong place",
    [`{ a(b: "x") "${SECRET}" }`],
    /not GraphQL at line 1, column 13: Expected Name, found String\.$/u,
  ],
  ["a bad escape", [String.raw`{ a(b: "\q${SECRET}") }`], /Invalid character escape sequence\.$/u],
  ["a subscription", ["subscription S { a }"], /is a subscription, which the platform does not offer/u],
  ["fragments alone", ["fragment F on Job { id }"], /has no query and no mutation/u],
  [
    "several operations",
    ["query A { a } query B { b }"],
    /several operations: A, B\. Say which as operationName/u,
  ],
  [
    "several operations of one name",
    ["query A { a } mutation A { b } query B { b }", {}, { operationName: "A" }],
    /several operations: A, A, B\./u,
  ],
  [
    "another operationName",
    ["query A { a }", {}, { operationName: "B" }],
    /has no operation "B": it has A\./u,
  ],
  ["variables that are a list", ["{ a }", [SECRET]], /^request: variables must be an object, not an array/u],
  ["variables that are a text", ["{ a }", SECRET], /^request: variables must be an object, not a string/u],
  ["variables in a circle", ["{ a }", circle()], /variables cannot be written as JSON/u],
  ["variables that are too large for JSON", ["{ a }", { n: 10n }], /variables cannot be written as JSON/u],
  [
    "an unknown endpoint",
    ["{ a }", {}, { endpoint: "rest" }],
    /^request: options\.endpoint must be "platform" or "gateway", not "rest"/u,
  ],
  [
    "a mistyped option",
    ["{ a }", {}, { operation_name: "A" }],
    /options\.operation_name is not known\. Did you mean "operationName"\?/u,
  ],
  ["a limit that is none", ["{ a }", {}, { timeoutMs: -1 }], /timeoutMs must be/u],
  ["a signal that is none", ["{ a }", {}, { signal: {} }], /options\.signal must be an AbortSignal/u],
  ["an argument too many", ["{ a }", {}, {}, 1], /argument 4 is one too many/u],
])("refuses %s before anything is sent", async (_, given, message) => {
  const own = ownPlatform();
  const asked = watchRequests(own.emulator);
  const request = own.saagie.request.bind(own.saagie) as (...given: readonly unknown[]) => Promise<unknown>;
  const error = await refused(request(...given));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(error.message).toMatch(message);
  expect(JSON.stringify([error.message, error.stack, error])).not.toContain(SECRET);
  expect(asked.operations()).toEqual([]);
});

function circle(): object {
  const members: { self?: object } = {};
  members.self = members;
  return members;
}

test("a typed document stays as codegen wrote it", async () => {
  const own = ownPlatform();
  const before = JSON.stringify(ProjectWithJobsDocument);
  const { id } = await own.project();
  await own.saagie.request(ProjectWithJobsDocument, { id });
  expect(JSON.stringify(ProjectWithJobsDocument)).toBe(before);
});

test("a status that says no is told as by every method", async () => {
  const own = ownPlatform();
  own.emulator.faults.add({ match: { operationName: "PlatformCounts" }, status: 418, times: Infinity });
  const error = await refused(own.saagie.request(PlatformCountsDocument));
  expect(error).toBeInstanceOf(HttpError);
  expect(error).toMatchObject({ status: 418, operation: "PlatformCounts" });
});
