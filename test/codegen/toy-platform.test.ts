import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { runInThisContext } from "node:vm";
import { transform } from "esbuild";
import { print } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { printHttpBindings } from "../../src/codegen/plugins/bindings/http-bindings.ts";
import type { HttpBinding } from "../../src/core/http/binding.ts";
import { headerSession } from "../../src/core/session.ts";
import { madeUpPlatform, operation } from "../core/support/made-up-platform.ts";
import { endpoint } from "./small-platform.ts";

// From the annotations of a schema to what a server sees of them, and back.

const library = endpoint(
  `scalar LenientInt scalar LenientBoolean scalar JSON
  type Query {
    listing(system: String!, filePath: String, search: JSON @in(place: QUERY, name: "*", separator: ",")): Listing
      @http(method: GET, path: "/listings/system/{system}{/filePath*}", query: ["x-nonce"], unwrap: "result")
  }
  type Mutation {
    notify(url: String!, policy: JSON): JSON @http(method: POST, path: "/notifications", body: FORM, unwrap: "result")
  }
  type Listing { path: String queues: [Queue!]! expires: LenientInt }
  type Queue { maxNodes: LenientInt! default: LenientBoolean }`,
  `"Lists." query BooksListing($system: String!, $filePath: String, $search: JSON) {
    listing(system: $system, filePath: $filePath, search: $search) { path expires queues { ...Q } }
  }
  fragment Q on Queue { maxNodes default }
  "Notifies." mutation BooksNotify($url: String!, $policy: JSON) { notify(url: $url, policy: $policy) }`,
);

const RESULT = {
  path: "/a",
  expires: "3600",
  queues: [{ maxNodes: "16", default: "true" }, { maxNodes: -1 }],
};

const seen: string[] = [];
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (piece: string) => (body += piece));
  request.on("end", () => {
    seen.push([request.method, request.url, body].filter((part) => part !== "").join(" "));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(request.method === "GET" ? { status: "success", result: [RESULT] } : {}));
  });
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.close());

async function client() {
  const { code } = await transform(await printHttpBindings({ endpoints: [library] }), {
    loader: "ts",
    format: "cjs",
  });
  const module: { exports?: { readonly httpBindings: Readonly<Record<string, HttpBinding>> } } = {};
  (runInThisContext(`(function (module) { ${code} })`) as (into: typeof module) => void)(module);
  return madeUpPlatform({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bindings: module.exports?.httpBindings ?? expect.unreachable(),
    session: headerSession({}),
    rest: { query: { "x-nonce": "N" } },
  });
}

/** One of the library's operations, with the fragments. */
function asked(at: number, safety: "read" | "write") {
  const { resources, fragments = [] } = library;
  const node = resources[0]?.operations[at] ?? expect.unreachable();
  const { description: _, ...plain } = node;
  const text = [plain, ...fragments].map((definition) => print(definition)).join("\n");
  return operation(text, {
    endpoint: "rest",
    safety,
    nullable: true,
    field: safety === "read" ? "listing" : "notify",
  });
}

test("what a schema says of its requests is what the server sees, and its answers are what the types say", async () => {
  const { call } = await client();
  const search = { "status.in": ["A", "B"] };
  expect(await call(asked(0, "read"), { system: "s1", filePath: "/x y/z", search })).toEqual({
    path: "/a",
    expires: 3600,
    queues: [
      { maxNodes: 16, default: true },
      { maxNodes: -1, default: null },
    ],
  });
  await call(asked(0, "read"), { system: "s1" });
  expect(await call(asked(1, "write"), { url: "u", policy: { retryLimit: 1 } })).toBeNull();
  expect(seen).toEqual([
    "GET /listings/system/s1//x%20y/z?status.in=A%2CB&x-nonce=N",
    "GET /listings/system/s1?x-nonce=N",
    "POST /notifications url=u&policy=%7B%22retryLimit%22%3A1%7D",
  ]);
});
