import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { having, like } from "../../matchers.ts";
import { outcome, rest } from "../rest-wire.ts";
import { connect, requestToken, type Wire } from "../wire.ts";

const TESTER = {
  login: "demo",
  roles: ["ROLE_ADMIN"],
  platforms: [],
  groups: ["technical-ci-saagieapi"],
  protected: false,
};

let emulator: EmulatedSaagie;
let wire: Wire;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
});

const call = async (line: `${string} ${string}`, body?: unknown): Promise<readonly [number, unknown]> =>
  outcome(await rest(emulator, wire, line, body));

const newUser = (rest_: object = {}): object => ({
  login: "ada.lovelace",
  password: "password1!",
  platforms: [],
  roles: ["ROLE_READER"],
  groups: [],
  ...rest_,
});

test("users are listed and read, the protected one too, and none with a password", async () => {
  const admin = {
    login: "site_admin",
    roles: ["ROLE_ADMIN"],
    platforms: [],
    groups: ["admins"],
    protected: true,
  };
  expect(await call("GET /auth/api/users")).toEqual([200, [admin, TESTER]]);
  expect(await call("GET /auth/api/users/demo")).toEqual([200, TESTER]);
  expect(await call("GET //auth/api/users/demo")).toEqual([200, TESTER]);
  expect(await call("GET /auth/api/users/nobody")).toEqual([404, "There is no user nobody"]);
});

test("nobody gets in as the protected user, whatever password they try", async () => {
  const tokens = async (password: unknown): Promise<number> => {
    const response = await emulator.fetch(`${emulator.url}/authentication/api/open/authenticate`, {
      method: "POST",
      headers: { "saagie-realm": emulator.realm },
      body: JSON.stringify({ login: "site_admin", password }),
    });
    return response.status;
  };
  expect([await tokens(null), await tokens(""), await tokens(undefined), await tokens("null")]).toEqual([
    401, 401, 401, 401,
  ]);
});

test("a user is created, read at once, logs in, and is deleted", async () => {
  expect(await call("POST /auth/api/users", newUser({ groups: ["technical-ci-saagieapi"] }))).toEqual([
    204,
    "",
  ]);
  expect(await call("GET /auth/api/users/ada.lovelace")).toEqual([
    200,
    {
      login: "ada.lovelace",
      roles: ["ROLE_READER"],
      platforms: [],
      groups: ["technical-ci-saagieapi"],
      protected: false,
    },
  ]);
  expect(await call("GET /profiles/api/ada.lovelace")).toEqual([
    200,
    { login: "ada.lovelace", job: null, email: null },
  ]);
  const ada = await connect(emulator, { login: "ada.lovelace", password: "password1!" });
  // By her group she may make projects.
  expect((await ada.post("{ jobCategories }")).errors).toBeUndefined();
  expect(await call("DELETE /auth/api/users/ada.lovelace")).toEqual([204, ""]);
  expect(await call("GET /auth/api/users/ada.lovelace")).toEqual([404, like(/ada/)]);
  expect(await call("DELETE /auth/api/users/ada.lovelace")).toEqual([404, like(/ada/)]);
  const gone = await rest(emulator, ada, "GET /auth/api/users");
  expect(gone.status).toBe(401);
  await call("POST /auth/api/users", newUser());
  expect((await rest(emulator, ada, "GET /auth/api/users")).status).toBe(401);
});

describe("a user is not created", () => {
  test.each([
    ["without a login", { login: undefined }, 400],
    ["with a space in the login", { login: "ada lovelace" }, 400],
    ["with an empty login", { login: "" }, 400],
    ["with a short password", { password: "passwor1!" }, 400],
    ["with the login in the password", { password: "xAda.Lovelace1" }, 400],
    ["with a password that is a number", { password: 1234567890 }, 400],
    ["in an unknown group", { groups: ["nowhere"] }, 400],
    ["with a role that is not a text", { roles: [1] }, 400],
    ["without roles", { roles: undefined }, 400],
    ["with one group instead of a list", { groups: "admins" }, 400],
    ["with a login that is there", { login: "demo" }, 409],
  ])("%s", async (_, wrong, status) => {
    expect((await call("POST /auth/api/users", newUser(wrong)))[0]).toBe(status);
    expect(await call("GET /auth/api/users")).toEqual([200, having({ length: 2 })]);
  });

  test("from what is not a JSON object", async () => {
    expect(await call("POST /auth/api/users", [])).toEqual([400, like(/not a JSON object/)]);
    expect(await call("POST /auth/api/users")).toEqual([400, like(/not a JSON object/)]);
    const response = await emulator.fetch(`${emulator.url}/auth/api/users`, {
      method: "POST",
      headers: { "saagie-realm": "demo", authorization: `Bearer ${wire.token}` },
      body: "{",
    });
    expect(response.status).toBe(400);
  });
});

test("the rules for a chosen password do not all hold for one that an administrator gives", async () => {
  expect(await call("POST /auth/api/users", newUser({ password: "aaaaaaaaaa" }))).toEqual([204, ""]);
});

test("the protected user is not deleted", async () => {
  expect(await call("DELETE /auth/api/users/site_admin")).toEqual([403, like(/protected/)]);
});

describe("a password", () => {
  const change = (
    newPassword: unknown,
    oldPassword = "password1!",
    login = "ada.lovelace",
  ): Promise<readonly [number, unknown]> =>
    call("PUT /authentication/api/open/password/change", { login, oldPassword, newPassword });
  const canLogIn = async (password: string): Promise<boolean> =>
    (await requestToken(emulator, { login: "ada.lovelace", password })).ok;

  beforeEach(async () => {
    await call("POST /auth/api/users", newUser());
  });

  test("is changed by whoever knows the old one", async () => {
    expect(await change("Better-1-pass")).toEqual([204, ""]);
    expect([await canLogIn("password1!"), await canLogIn("Better-1-pass")]).toEqual([false, true]);
    const body = { login: "ada.lovelace", oldPassword: "Better-1-pass", newPassword: "Even-better-2" };
    const open = await rest(emulator, null, "PUT /authentication/api/open/password/change", body);
    expect(open.status).toBe(204);
  });

  test.each([
    ["too short", "Short-1-x"],
    ["the same three times in a row", "Baaad-pass-1"],
    ["two classes of characters", "abcdefgh-ijkl"],
    ["the login in it", "My-ada.lovelace-1"],
    ["no text", null],
  ])("is not changed to one with %s", async (_, password) => {
    expect((await change(password))[0]).toBe(400);
    expect(await canLogIn("password1!")).toBe(true);
  });

  test("is not changed without the old one, nor of nobody", async () => {
    expect(await change("Better-1-pass", "password1?")).toEqual([401, "Bad credentials"]);
    expect(await change("Better-1-pass", "password1!", "nobody")).toEqual([401, "Bad credentials"]);
    expect(await change("Better-1-pass", "", "site_admin")).toEqual([401, "Bad credentials"]);
  });

  test("is not in the log of requests", async () => {
    await change("Better-1-pass");
    expect(JSON.stringify(emulator.requests)).not.toMatch(/password1!|Better-1-pass/);
    expect(emulator.requests.at(-1)).toMatchObject({
      endpoint: "rest",
      operation: "changePassword",
      status: 204,
      variables: { login: "ada.lovelace", oldPassword: "[redacted]" },
    });
  });
});

test.each([
  "GET /auth/api/users",
  "GET /auth/api/users/demo",
  "POST /auth/api/users",
  "DELETE /auth/api/users/demo",
  "GET /auth/api/groups",
  "GET /auth/api/groups/admins",
  "POST /auth/api/groups",
  "DELETE /auth/api/groups/technical-ci-saagieapi",
  "GET /security/api/groups/admins",
  "PUT /security/api/groups/admins",
  "GET /security/api/groups/authorizations/1/permissions/projects",
  "GET /profiles/api/",
  "GET /profiles/api/demo",
  "PUT /profiles/api/demo",
] as const)("%s is for administrators of the realm", async (line) => {
  emulator.users.add({ login: "reader", password: "secret" });
  const reader = await connect(emulator, { login: "reader", password: "secret" });
  const body = line.startsWith("P") ? {} : undefined;
  expect(await outcome(await rest(emulator, reader, line, body))).toEqual([403, "Forbidden"]);
  expect(await outcome(await rest(emulator, null, line, body))).toEqual([401, "Unauthorized"]);
  const [method = "", path = ""] = line.split(" ");
  const headers = { authorization: `Bearer ${wire.token}` };
  for (const realm of [undefined, "other"]) {
    const response = await emulator.fetch(`${emulator.url}${path}`, {
      method,
      headers: { ...headers, ...(realm !== undefined && { "saagie-realm": realm }) },
      ...(body !== undefined && { body: "{}" }),
    });
    expect(response.status).toBe(401);
  }
  const upper = await emulator.fetch(`${emulator.url}/auth/api/users`, {
    headers: { ...headers, "saagie-realm": "DEMO" },
  });
  expect(upper.status).toBe(200);
});

test("what goes wrong can be planned, by the name of the call", async () => {
  emulator.faults.add({ match: { operation: "createUser" }, reset: "after" });
  await expect(call("POST /auth/api/users", newUser())).rejects.toThrow("fetch failed");
  expect((await call("GET /auth/api/users/ada.lovelace"))[0]).toBe(200);
  emulator.faults.add({ match: { operation: "users" }, status: 503 });
  expect((await call("GET /auth/api/users"))[0]).toBe(503);
});
