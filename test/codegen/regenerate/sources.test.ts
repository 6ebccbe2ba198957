import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema, graphqlSync, introspectionFromSchema } from "graphql";
import { describe, expect, onTestFinished, test } from "vitest";
import { emulateSaagie } from "../../../src/emulator/index.ts";
import { schemaFacts } from "../schema-facts.ts";
import { LIBRARY, NEWEST, successor } from "./library.ts";
import { ownFiles } from "./saagie-project.ts";
import { smallProject } from "./small-project.ts";

const NEXT = successor(
  ["type Query {", "type Query { rooms(floor: Int = 1): [Room!]\n"],
  ["scalar Moment", 'scalar Moment\n"Where one reads."\ntype Room { id: ID! }'],
  ["limit: Int = 10", 'limit: Int = 10 @deprecated(reason: "All of them.")'],
);

/** The answer of a server to the question for its schema. */
const answerOf = (sdl: string, inputValueDeprecation = true): object =>
  introspectionFromSchema(buildSchema(sdl), { inputValueDeprecation });

test.each([
  ["the answer of a server", (answer: object) => JSON.stringify({ data: answer })],
  ["an answer without its wrapper", (answer: object) => JSON.stringify(answer, undefined, 2)],
])("%s does the same as the definitions that it tells of", async (_, print) => {
  const [told, defined] = [smallProject(LIBRARY), smallProject(LIBRARY)];
  expect(await told.regenerate(print(answerOf(NEXT)), "1.2")).toMatchObject({ code: 0, stderr: "" });
  expect(await defined.regenerate(NEXT, "1.2")).toMatchObject({ code: 0 });
  expect(told.factsAt("1.2")).toEqual(schemaFacts(buildSchema(NEXT)));
  expect(told.factsAt("1.2")).toEqual(defined.factsAt("1.2"));
  const room = '"Where one reads."\ntype Room @since(version: "1.2") {\n  id: ID!\n}\n';
  for (const project of [told, defined])
    expect(project.read("schema/library/desk/room.graphql")).toContain(room);
});

test("what an old server does not tell stays as it was, and is said", async () => {
  const project = smallProject(LIBRARY);
  await project.regenerate(successor(["name: String }\nunion", "name: String @deprecated }\nunion"]), "1.2");
  const { stdout } = await project.regenerate(JSON.stringify(answerOf(NEWEST, false)), "1.3");
  expect(stdout).toContain("note: It does not tell which arguments and input fields are deprecated");
  expect(project.factsAt("1.3")).toContain("ReaderFilter.name: String @deprecated");
});

test("an answer without anything deprecated raises a doubt", async () => {
  const project = smallProject(LIBRARY);
  const sdl = NEWEST.replace(" born: Int @deprecated", "");
  const { stdout } = await project.regenerate(sdl, "1.2", "--dry-run");
  expect(stdout).toContain("note: Nothing in it is deprecated, while 1 things were");
});

/** A server of the library behind log-in, as an old platform answers. */
async function serve(
  answer: (request: IncomingMessage, body: string) => readonly [number, string],
): Promise<string> {
  const server: Server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => {
      const [status, text] = answer(request, body);
      response.writeHead(status, status === 302 ? { location: text } : {}).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a server", () => {
  const schema = buildSchema(NEXT);
  const introspected = (body: string, of = schema): string => {
    const { query } = JSON.parse(body) as { readonly query: string };
    return JSON.stringify(graphqlSync({ schema: of, source: query }));
  };

  test("is asked with a token", async () => {
    const project = smallProject(LIBRARY);
    const tokens: unknown[] = [];
    const url = await serve(({ headers }, body) => {
      tokens.push(headers.authorization);
      return [200, introspected(body)];
    });
    const environment = { SAAGIE_TOKEN: "t0ken" };
    const outcome = await project.run(["--from", `${url}/api/graphql`, "--as", "1.2"], { environment });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(tokens).toEqual(["Bearer t0ken"]);
    expect(project.factsAt("1.2")).toEqual(schemaFacts(schema));
  });

  test("that does not know of deprecated arguments is asked once more, without", async () => {
    const project = smallProject(LIBRARY);
    const asked: boolean[] = [];
    const url = await serve((_, body) => {
      asked.push(/args\(includeDeprecated/.test(body));
      const refused = JSON.stringify({ errors: [{ message: "Unknown argument includeDeprecated" }] });
      return asked.length === 1 ? [400, refused] : [200, introspected(body, buildSchema(NEWEST))];
    });
    expect(await project.run(["--from", `${url}/graphql`, "--as", "1.2"])).toMatchObject({ code: 0 });
    expect(asked).toEqual([true, false]);
    expect(project.factsAt("1.2").filter((fact) => fact.includes("limit"))).toEqual([
      "ReaderFilter.limit: Int = 10",
    ]);
  });

  test.each<readonly [string, readonly [number, string], string]>([
    [
      "without a right",
      [401, "t0ken is unknown"],
      "answered with status 401: set SAAGIE_TOKEN, or SAAGIE_USER",
    ],
    ["out of order", [502, "<html>"], "answered with status 502"],
    ["of another kind", [200, "<html>"], "this is not JSON"],
    ["that sends elsewhere", [302, "http://127.0.0.1:1/"], "does not answer: "],
    [
      "that tells no schemas",
      [200, '{"errors":[{"message":"Introspection is\\u001b[31m off"}]}'],
      "$.errors[0]: the server answered with an error: Introspection is [31m off",
    ],
  ])("%s is told, without the token, and nothing is touched", async (_, answer, message) => {
    const project = smallProject(LIBRARY);
    const before = project.files();
    const url = await serve(() => answer);
    const environment = { SAAGIE_TOKEN: "t0ken" };
    const outcome = await project.run(["--from", `${url}/graphql`, "--as", "1.2"], { environment });
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toContain(`${url}/graphql`);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).not.toContain("t0ken");
    expect(project.files()).toEqual(before);
  });

  test.each([
    ["http://saagie.example.io/graphql", "plain http would send the token unprotected: use https"],
    [
      "https://user:pass@saagie.example.io/graphql",
      "give user and password in the environment, not in the URL",
    ],
    ["https://saagie.example.io/", "give the address of a GraphQL endpoint, or of a platform's page"],
    ["https://", "this is not a URL"],
  ])("at %s is not asked", async (url, message) => {
    const project = smallProject(LIBRARY);
    const { code, stderr } = await project.run(["--from", url, "--as", "1.2"]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("pass@");
  });
});

test.each<readonly [string, string, readonly string[]]>([
  ["platform", "/projects/platform/1", []],
  ["platform", "/projects/api/platform/1/graphql", ["--endpoint", "saagie/platform"]],
  ["gateway", "/projects/platform/1", ["--endpoint", "saagie/gateway"]],
  ["gateway", "/gateway/api/graphql", []],
])("an emulated Saagie tells the schema of its %s to a user of it, at %s", async (endpoint, path, args) => {
  const project = smallProject(ownFiles("schema"));
  const saagie = emulateSaagie({ platformVersion: "2024.05" });
  const { url } = await saagie.listen({ port: 0 });
  onTestFinished(() => saagie.close());
  const environment = { SAAGIE_USER: "demo", SAAGIE_PASSWORD: "demo", SAAGIE_REALM: "demo" };
  const outcome = await project.run(["--from", `${url}${path}`, "--as", "2024.05", ...args], { environment });
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  expect(outcome.stdout).toMatch(`saagie/${endpoint} 2024.05, compared with 2024.02`);
  expect(outcome.stdout).toContain("0 schema files to write");
  const nobody = await project.run(["--from", `${url}${path}`, "--as", "2024.05", ...args]);
  expect(nobody.code).toBe(1);
  expect(nobody.stderr).toContain("status 401");
});

test("a kept answer may begin with a byte order mark", async () => {
  const project = smallProject(LIBRARY);
  const outcome = await project.regenerate(`\uFEFF${JSON.stringify(answerOf(NEWEST))}`, "1.1");
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
});
