import { describe, expect, test } from "vitest";
import { inputs } from "../../generated/agave/inputs.ts";
import { Listing, type Agave } from "../../src/agave/index.ts";
import { sampleArguments } from "../guard/sample.ts";
import { quickClock, scripted, type Answer, type Asked } from "./support/scripted.ts";

// Every method of every noun, whatever it is called with, has to say the same of the same failures.

const PERMISSION = { username: "bob", permission: "READ" };
const JOB = { name: "x", appId: "x-1.0" };

/** What methods take for which the least that their types ask for is not enough; the options are the last. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  "actors.create": [{ image: "x" }],
  "actors.createOrUpdate": [{ image: "x", name: "x" }],
  "actors.map": ["A", [1]],
  "actors.search": ["actors"],
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

const rows: readonly string[] = Object.keys(inputs.methods).filter((row) => !(row in OTHERWISE));

type Service = Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;

/** Calls a method, and reads what it gives as far as it takes to ask the platform. */
async function call(agave: Agave, row: string, options: object = {}): Promise<unknown> {
  const [name = "", ...nouns] = row.split(".").toReversed();
  const service = nouns
    .toReversed()
    .reduce<unknown>((at, noun) => (at as Readonly<Record<string, unknown>>)[noun], agave) as Service;
  const given = ARGUMENTS[row] ?? sampleArguments(inputs, row, "data-1.0");
  const result = service[name]?.(...given, options);
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
