import { describe, expect, test } from "vitest";
import { Listing, type Agave } from "../../src/agave/index.ts";
import { quickClock, scripted, type Answer, type Asked } from "./support/scripted.ts";

// Every method of every noun, whatever it is called with, has to say the same of the same failures.

const NOUNS = [
  "actors",
  "admin",
  "apps",
  "clients",
  "files",
  "jobs",
  "meta",
  "monitors",
  "notifications",
  "postits",
  "profiles",
  "systems",
  "tags",
  "transforms",
  "uuids",
] as const;

const PERMISSION = { username: "bob", permission: "READ" };
const APP = { name: "x", version: "1" };
const JOB = { name: "x", appId: "x-1.0" };

/** What a method takes that takes more than two texts: all that any of them names. */
const INPUT = {
  internalUsername: "x",
  credentialType: "STORAGE",
  term: "username",
  value: "x",
  queueName: "x",
  owner: "ann",
  filePath: "x",
};

/** What methods take whose arguments are more than texts; the options are the last. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  "actors.create": [{ image: "x" }],
  "actors.createOrUpdate": [{ image: "x", name: "x" }],
  "actors.map": ["A", [1]],
  "actors.search": ["actors"],
  "apps.createOrUpdate": [APP],
  "apps.setPermissionForUser": ["x-1.0", PERMISSION],
  "apps.clone": ["x-1.0", {}],
  "files.upload": [new Blob(["x"]), "data/x"],
  "files.download": ["data/x", "/nowhere/x"],
  "files.import": ["https://example.org/x", "data/x"],
  "files.copy": ["data/x", "data/y"],
  "files.move": ["data/x", "data/y"],
  "files.mkdir": ["data/x"],
  "files.delete": ["data/x"],
  "files.setPermission": ["data/x", PERMISSION],
  "files.openPublic": ["ann", "data/x"],
  "jobs.submit": [JOB],
  "jobs.run": [JOB],
  "meta.getValue": ["1", { "~standard": { validate: (value: unknown) => ({ value }) } }],
  "systems.setRole": ["data", { username: "bob", role: "USER" }],
  "systems.createOrUpdate": [{ id: "x", name: "x", type: "STORAGE", storage: { protocol: "LOCAL" } }],
  "transforms.transformAndDownload": ["x", { owner: "ann", filePath: "x", transform: { url: "x" } }],
};

/** What does not fail so, each for a reason. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "files.exists": "answers whether there is one",
  "files.uploadFolder": "gathers the failures of its files",
  "files.downloadFolder": "writes to an archive",
  "files.waitUntilStaged": "waits for a history that is not there yet",
  "jobs.downloadOutput": "takes where to",
  "jobs.downloadOutputs": "writes to an archive",
  "jobs.stop": "looks whether the job has ended",
  "jobs.watch": "is watched, below",
  "systems.listRolesForUser": "answers that there are none",
  "meta.values": "walks through a listing",
  "postits.urlOf": "asks nothing",
};

type Method = (...given: readonly unknown[]) => unknown;

function methodsOf(noun: object): ReadonlyMap<string, Method> {
  const found = new Map<string, Method>();
  for (
    let at: object | null = Object.getPrototypeOf(noun) as object | null;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  )
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (name !== "constructor" && typeof value === "function" && !found.has(name))
        found.set(name, value as Method);
  return found;
}

/** Texts for the parameters before the options. */
function textsFor(method: Method): readonly unknown[] {
  const [, list = ""] = /\(([^]*?)\)\s*\{/u.exec(method.toString()) ?? [];
  const before = list.split(/[,{]/u).map((name) => name.trim());
  const end = before.findIndex((name) => name === "" || name.startsWith("options") || name.startsWith("..."));
  return (end < 0 ? before : before.slice(0, end)).map((name) => {
    if (name.includes("=")) return undefined;
    return name === "input" ? INPUT : "data-1.0";
  });
}

const rows: readonly string[] = NOUNS.flatMap((noun) => {
  const { agave } = scripted(() => ({ result: null }));
  return [...methodsOf(agave[noun]).keys()].map((name) => `${noun}.${name}`);
}).filter((row) => !(row in OTHERWISE));

/** Calls a method, and reads what it gives as far as it takes to ask the platform. */
async function call(agave: Agave, row: string, options: object = {}): Promise<unknown> {
  const [noun, name = ""] = row.split(".") as [(typeof NOUNS)[number], string?];
  const method = methodsOf(agave[noun]).get(name);
  if (method === undefined) throw new TypeError(`There is no ${row}.`);
  const given = ARGUMENTS[row] ?? textsFor(method);
  const result = method.call(agave[noun], ...given, options);
  if (result instanceof Listing) return result.first(1);
  if (typeof result === "object" && result !== null && "next" in result)
    return (result as AsyncGenerator).next();
  return result;
}

function platform(answer: (request: Asked) => Answer): Agave {
  const options = { username: "ann", password: "p", apiKey: "k", apiSecret: "s", clock: quickClock() };
  return scripted(
    (request) =>
      request.path === "/token"
        ? Response.json({ access_token: "a", refresh_token: "r", expires_in: 3600 })
        : answer(request),
    options,
  ).agave;
}

const failing =
  (status: number, message: string): (() => Response) =>
  () =>
    Response.json({ status: "error", message, version: "2.2.27" }, { status });

describe.each(rows)("%s", (row) => {
  test("tells what is missing, forbidden or refused, a log-in that has ended, and an abort", async () => {
    const outcome = async (answer: () => Response): Promise<unknown> =>
      call(platform(answer), row).catch((error: unknown) => error);
    expect(await outcome(failing(403, "Not yours"))).toMatchObject({ code: "PERMISSION_DENIED" });
    expect(await outcome(failing(404, "Nothing here"))).toMatchObject({ code: "NOT_FOUND" });
    expect(await outcome(failing(400, "A reason of the platform's own"))).toMatchObject({
      status: 400,
      message: expect.stringContaining("A reason of the platform's own") as string,
    });
    expect(
      await outcome(() =>
        Response.json({ fault: { code: 900904, message: "Invalid Credentials" } }, { status: 401 }),
      ),
    ).toMatchObject({ code: "AUTHENTICATION" });
    const reason = new Error("enough");
    const aborted = AbortSignal.abort(reason);
    await expect(call(platform(failing(500, "never asked")), row, { signal: aborted })).rejects.toBe(reason);
  });
});
