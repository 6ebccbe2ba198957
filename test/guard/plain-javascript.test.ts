import { describe, expect, test, vi } from "vitest";
import { inputs as agaveInputs } from "../../generated/agave/inputs.ts";
import { inputs as descartesInputs } from "../../generated/descartes/inputs.ts";
import { inputs as saagieInputs } from "../../generated/saagie/inputs.ts";
import { Agave } from "../../src/agave/index.ts";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { FootbridgeError, InvalidInputError } from "../../src/index.ts";
import { Saagie } from "../../src/saagie/index.ts";

// What callers without a compiler see: the methods are called as plain JavaScript calls them.

type Method = (...given: unknown[]) => unknown;
type Methods = Readonly<Record<string, Method>>;

/** Whatever is sent is a fault of the test that sends it. */
let sent: string[] = [];
const fetch: typeof globalThis.fetch = (input) => {
  sent.push(input instanceof Request ? input.url : input.toString());
  return Promise.reject(new TypeError("nobody is there"));
};
const RETRY = { retries: 0 };

const saagie = new Saagie({
  url: "https://acme-workspace.example.io",
  platform: 1,
  token: "t",
  platformVersion: "2024.05",
  fetch,
  retry: RETRY,
});
const agave = new Agave({ baseUrl: "https://api.example.io", token: "t", fetch, retry: RETRY });
const storage = new DescartesStorage({ token: "t", fetch, retry: RETRY });

/** What comes of a call: its error, be it thrown at once, by the promise, or by the first item. */
async function outcomeOf(begin: () => unknown): Promise<unknown> {
  sent = [];
  try {
    const result = await begin();
    if (typeof result === "object" && result !== null && Symbol.asyncIterator in result) {
      await (result as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

async function refusalOf(begin: () => unknown): Promise<string> {
  const error = await outcomeOf(begin);
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(sent).toEqual([]);
  return (error as InvalidInputError).message;
}

describe("what is wrong is named, with its place and what is valid", () => {
  const jobs = saagie.jobs as unknown as Methods;
  const projects = saagie.projects as unknown as Methods;
  const create = (definition: unknown, options?: unknown): Promise<string> =>
    refusalOf(() => jobs["create"]?.("Sales", definition, options));

  test.each<readonly [string, () => Promise<string>, string]>([
    [
      "no argument",
      () => refusalOf(() => projects["ensure"]?.()),
      "projects.ensure: definition is missing: it is",
    ],
    [
      "undefined for an id",
      () => refusalOf(() => jobs["get"]?.(undefined)),
      "jobs.get: job is missing: it is a string, a URL, an object with id,",
    ],
    [
      "a number for an id",
      () => refusalOf(() => jobs["get"]?.(12)),
      "jobs.get: job must be a string, a URL,",
    ],
    [
      "a member that is missing",
      () => create({ name: "x" }),
      "jobs.create: definition.technology is missing: it is a string.",
    ],
    [
      "a mistyped member",
      () => create({ name: "x", technology: "Python", comandLine: "python {file}" }),
      'jobs.create: definition.comandLine is not known. Did you mean "commandLine"?',
    ],
    [
      "a member as Python names it",
      () => create({ name: "x", technology: "Python", release_note: "first" }),
      'jobs.create: definition.release_note is not known. Did you mean "releaseNote"?',
    ],
    [
      "a value deep inside",
      () => create({ name: "x", technology: "Python", alerting: { emails: ["a@b.c", 5] } }),
      "jobs.create: definition.alerting.emails[1] must be a string, not a number.",
    ],
    [
      "one value for a list",
      () => create({ name: "x", technology: "Python", alerting: { emails: "a@b.c" } }),
      "jobs.create: definition.alerting.emails must be an array of a string, not a string.",
    ],
    [
      "a signal that is none",
      () => create({ name: "x", technology: "Python" }, { signal: "x" }),
      "jobs.create: options.signal must be an AbortSignal, not a string.",
    ],
    [
      "a mistyped option",
      () => create({ name: "x", technology: "Python" }, { timeoutMS: 5 }),
      'jobs.create: options.timeoutMS is not known. Did you mean "timeoutMs"?',
    ],
    [
      "one argument too many",
      () => refusalOf(() => jobs["get"]?.("id", {}, {})),
      "jobs.get: argument 3 is one too many: at most 2 arguments.",
    ],
    [
      "bytes for a file",
      () => create({ name: "x", technology: "Python", file: Buffer.from("print()") }),
      "jobs.create: definition.file must be a string, a URL, a File or an object with name and content, not a Uint8Array.",
    ],
    [
      "a reference with a mistyped member",
      () => refusalOf(() => jobs["get"]?.({ project: "Sales", nam: "Daily" })),
      'jobs.get: job.nam is not known. Did you mean "name"?',
    ],
    [
      "an option by its position",
      () => refusalOf(() => (storage as unknown as Methods)["set"]?.("k", "v", "tmp")),
      "set: options must be an object, not a string; by name, as in { type }.",
    ],
    [
      "a listing",
      () => refusalOf(() => (agave.jobs as unknown as Methods)["list"]?.({ pagesize: 5 })),
      'jobs.list: options.pagesize is not known. Did you mean "pageSize"?',
    ],
    [
      "a stream",
      () => refusalOf(() => (agave.files as unknown as Methods)["walk"]?.(7)),
      "files.walk: address must be",
    ],
  ])("%s", async (_, refuse, says) => {
    expect(await refuse()).toContain(says);
  });

  test("options may hold what other methods take", async () => {
    const options = { timeoutMs: 1_000, deadlineMs: 5_000, onStatus: () => undefined };
    expect(
      await outcomeOf(() => saagie.jobs.get("4d0e2f4e-3b3c-4d35-8c5f-2f6cf0f4d0aa", options)),
    ).not.toBeInstanceOf(InvalidInputError);
    expect(sent).not.toEqual([]);
  });

  test("values are never repeated: they may be secrets", async () => {
    const users = saagie.users as unknown as Methods;
    const message = await refusalOf(() => users["create"]?.({ login: "ada", password: ["s3cret-word"] }));
    expect(message).not.toContain("s3cret-word");
  });
});

describe("an error of a call", () => {
  test.each([
    ["a promise", "jobs.get", () => saagie.jobs.get("4d0e2f4e-3b3c-4d35-8c5f-2f6cf0f4d0aa")],
    ["a stream", "jobs.watch", () => saagie.jobs.watch("4d0e2f4e-3b3c-4d35-8c5f-2f6cf0f4d0aa")],
    ["a listing", "jobs.list", () => agave.jobs.list()],
    ["the first of a listing", "jobs.list", () => agave.jobs.list().first(1)],
    ["a client that is one service", "getText", () => storage.getText("k")],
  ] as const)("of %s names the method, and the place where it was called", async (_, method, begin) => {
    const error = await outcomeOf(begin);
    expect(error).toBeInstanceOf(FootbridgeError);
    expect(error).toMatchObject({ code: "CONNECTION", method });
    expect((error as FootbridgeError).stack).toContain(`at async ${method}`);
    expect((error as FootbridgeError).stack).toContain("plain-javascript.test.ts");
  });

  test("is told by the method that was called, not by one that it calls", async () => {
    const error = await outcomeOf(() => saagie.jobs.runAndWait("4d0e2f4e-3b3c-4d35-8c5f-2f6cf0f4d0aa"));
    expect(error).toMatchObject({ method: "jobs.runAndWait" });
    expect((error as FootbridgeError).message).toMatch(/jobs\.runAndWait/u);
  });

  test("that several callers share is nobody's twice", async () => {
    const shared = new FootbridgeError("REFUSED", "no", { operation: "JobsGet" });
    const own = new Saagie({
      url: "https://acme-workspace.example.io",
      platform: 1,
      platformVersion: "2024.05",
      fetch,
      token: () => Promise.reject(shared),
    });
    const ids = ["4d0e2f4e-3b3c-4d35-8c5f-2f6cf0f4d0aa", "4d0e2f4e-3b3c-4d35-8c5f-2f6cf0f4d0ab"];
    const errors = await Promise.all(ids.map((id) => outcomeOf(() => own.jobs.get(id))));
    for (const error of errors)
      expect((error as FootbridgeError).stack?.match(/at async jobs\.get/gu)?.length ?? 1).toBe(1);
  });

  test("is the reason itself where a call is aborted, before anything is checked", async () => {
    const reason = new InvalidInputError("changed my mind");
    const options = { signal: AbortSignal.abort(reason) };
    const { stack } = reason;
    expect(await outcomeOf(() => (saagie.jobs as unknown as Methods)["get"]?.(undefined, options))).toBe(
      reason,
    );
    expect(reason.stack).toBe(stack);
  });

  test("leaves whatever a test puts in place of a method as it is", () => {
    const spy = vi.spyOn(saagie.jobs, "get");
    expect(vi.isMockFunction(saagie.jobs.get)).toBe(true);
    spy.mockRestore();
    expect(saagie.jobs.get).toBe(saagie.jobs.get);
    expect([saagie.jobs.get.name, storage.copy.name, storage.copy.length]).toEqual(["get", "copy", 2]);
  });
});

describe("the clients themselves", () => {
  const made = (Client: unknown, given: readonly unknown[]) => () =>
    Reflect.construct(Client as new () => object, [...given]) as object;

  test.each<readonly [string, () => unknown]>([
    ["new Saagie()", made(Saagie, [])],
    ["new Saagie(null)", made(Saagie, [null])],
    ["new Saagie({})", made(Saagie, [{}])],
    ["new Saagie('https://…')", made(Saagie, ["https://acme-workspace.example.io"])],
    ["new Saagie({ url: 5 })", made(Saagie, [{ url: 5, platform: 1, token: "t" }])],
    ["Saagie.connect()", () => (Saagie as unknown as Methods)["connect"]?.()],
    [
      "Saagie.connect(url)",
      () =>
        (Saagie as unknown as Methods)["connect"]?.("https://a-workspace.example.io/projects/platform/1/"),
    ],
    ["Saagie.fromEnvironment('x')", () => (Saagie as unknown as Methods)["fromEnvironment"]?.("x")],
    ["new Agave('https://…')", made(Agave, ["https://api.example.io"])],
    ["new Agave({ baseUrl: 5 })", made(Agave, [{ baseUrl: 5 }])],
    ["Agave.connect('sd2e')", () => (Agave as unknown as Methods)["connect"]?.("sd2e")],
    ["Agave.restore('sd2e')", () => (Agave as unknown as Methods)["restore"]?.("sd2e")],
    ["Agave.sessions(5)", () => (Agave as unknown as Methods)["sessions"]?.(5)],
    ["Agave.tenants('sd2e')", () => (Agave as unknown as Methods)["tenants"]?.("sd2e")],
    ["agave.save('name')", () => (agave as unknown as Methods)["save"]?.("name")],
    ["saagie.version({ signal: 'x' })", () => (saagie as unknown as Methods)["version"]?.({ signal: "x" })],
    [
      "DescartesStorage.fromEnvironment(5)",
      () => (DescartesStorage as unknown as Methods)["fromEnvironment"]?.(5),
    ],
    ["new DescartesStorage('key')", made(DescartesStorage, ["key"])],
    ["new DescartesStorage({ url: 5 })", made(DescartesStorage, [{ url: 5 }])],
    [
      "an option that is none",
      made(Saagie, [{ url: "https://a-workspace.example.io", platform: 1, token: "t", fetch: "x" }]),
    ],
    [
      "a callback that is none",
      made(Saagie, [{ url: "https://a-workspace.example.io", platform: 1, token: "t", onWarning: "x" }]),
    ],
  ])("%s is refused", async (_, begin) => {
    await refusalOf(begin);
  });
});

/** What no method takes for its first argument, whatever its type; and nothing at all. */
const NONSENSE: readonly unknown[] = [undefined, null, 7, true, Symbol("s"), () => undefined];

describe.each([
  { platform: "saagie", client: saagie, inputs: saagieInputs },
  { platform: "agave", client: agave, inputs: agaveInputs },
  { platform: "descartes", client: storage, inputs: descartesInputs },
])(
  "every method of $platform refuses what it does not take, before it sends anything",
  ({ client, inputs }) => {
    const needing = Object.entries(inputs.methods).filter(([, forms]) =>
      forms.every(
        ([first]) => first !== undefined && first.optional === undefined && first.rest === undefined,
      ),
    );

    test.each(needing.map(([name, forms]) => [name, forms] as const))("%s", async (name, forms) => {
      const [method = "", ...nouns] = name.split(".").toReversed();
      const owner = nouns
        .toReversed()
        .reduce<unknown>((at, noun) => (at as Record<string, unknown>)[noun], client) as Methods;
      const { raw } = owner as { readonly raw?: Methods };
      // Where it has a like that gives all that came, that takes no more.
      const owners = raw?.[method] === undefined ? [owner] : [owner, raw];
      const takesAnything = forms.some(([first]) => first?.shape === "any");
      // A number may be due, or stand for its own text in an address.
      const takesNumbers = name.endsWith("urlOf") || forms.some(([first]) => first?.shape === "number");
      const isTaken = (value: unknown): boolean =>
        (takesAnything && value !== undefined) || (takesNumbers && /number|boolean/u.test(typeof value));
      for (const nonsense of NONSENSE.filter((value) => !isTaken(value))) {
        for (const one of owners) {
          const error = await outcomeOf(() => one[method]?.(nonsense));
          expect(error, `${name}(${String(nonsense)})`).toBeInstanceOf(InvalidInputError);
        }
        expect(sent).toEqual([]);
      }
    });
  },
);
