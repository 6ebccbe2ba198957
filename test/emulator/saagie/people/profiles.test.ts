import { beforeEach, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { like } from "../../matchers.ts";
import { outcome, rest } from "../rest-wire.ts";
import { bashJob, connect, CREATE_JOB, readyProject, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
});

const call = async (line: `${string} ${string}`, body?: unknown): Promise<readonly [number, unknown]> =>
  outcome(await rest(emulator, wire, line, body));

const DEMO = { login: "demo", job: null, email: "demo@example.org" };

test("every user has a profile", async () => {
  const admin = { login: "site_admin", job: null, email: "site_admin@example.org" };
  expect(await call("GET /profiles/api/")).toEqual([200, [admin, DEMO]]);
  expect(await call("GET /profiles/api/demo")).toEqual([200, DEMO]);
  expect(await call("GET /profiles/api/nobody")).toEqual([404, like(/nobody/)]);
});

test("a profile is replaced as a whole", async () => {
  const profile = { login: "demo", job: "DATA_ENGINEER", email: "ada@example.org" };
  expect(await call("PUT /profiles/api/demo", profile)).toEqual([204, ""]);
  expect(await call("GET /profiles/api/demo")).toEqual([200, profile]);
  await call("PUT /profiles/api/demo", { login: "demo", email: null });
  expect(await call("GET /profiles/api/demo")).toEqual([200, { login: "demo", job: null, email: null }]);
});

test("alerts go where the profile says", async () => {
  await call("PUT /profiles/api/demo", { login: "demo", job: null, email: "ada@example.org" });
  const projectId = await readyProject(emulator, wire);
  const alerting = { logins: ["demo"], statusList: ["FAILED"] };
  const { data } = await wire.post(
    CREATE_JOB.replace("{ id name alias }", "{ alerting { loginEmails { login email } } }"),
    bashJob(projectId, { alerting }),
  );
  expect(data).toEqual({
    createJob: { alerting: { loginEmails: [{ login: "demo", email: "ada@example.org" }] } },
  });
});

test.each([
  ["another login", { login: "ada", job: null, email: null }],
  ["no login", { job: null, email: null }],
  ["an address that is none", { login: "demo", job: null, email: "nowhere" }],
  ["a job that is not a text", { login: "demo", job: 1, email: null }],
  ["no body", undefined],
])("a profile with %s is refused", async (_, profile) => {
  expect((await call("PUT /profiles/api/demo", profile))[0]).toBe(400);
  expect(await call("GET /profiles/api/demo")).toEqual([200, DEMO]);
});

test("a profile of nobody is not made", async () => {
  const profile = { login: "nobody", job: null, email: null };
  expect((await call("PUT /profiles/api/nobody", profile))[0]).toBe(404);
});
