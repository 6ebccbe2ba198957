import { beforeEach, describe, expect, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, type Ask } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;

beforeEach(async () => {
  ({ emulator, ask } = await begin());
});

interface Item {
  readonly uuid: string;
}

const add = async (body: object): Promise<string> => {
  const { status, result, message } = await ask("POST /meta/v2/data", body);
  expect([status, message]).toEqual([201, null]);
  return (result as Item).uuid;
};

const query = async (q: unknown, more = ""): Promise<unknown> => {
  const text = typeof q === "string" ? q : JSON.stringify(q);
  const { result, message } = await ask(`GET /meta/v2/data?q=${encodeURIComponent(text)}${more}`);
  return result === undefined
    ? message
    : (result as readonly { readonly name: string }[]).map(({ name }) => name);
};

describe("metadata", () => {
  test("is added, changed and deleted", async () => {
    const uuid = await add({ name: "note", value: "rain" });
    expect(uuid).toMatch(/-012$/);
    expect((await ask(`GET /meta/v2/data/${uuid}`)).result).toMatchObject({
      name: "note",
      value: "rain",
      owner: "ann",
      schemaId: null,
      associationIds: [],
      internalUsername: null,
      _links: { self: { href: `${emulator.url}/meta/v2/data/${uuid}` } },
    });
    emulator.clock.advance(1000);
    const { status, result } = await ask(`POST /meta/v2/data/${uuid}`, { value: { mm: 3 } });
    expect([status, result]).toMatchObject([
      200,
      { name: "note", value: { mm: 3 }, lastUpdated: "2024-06-03T03:00:01.000-05:00" },
    ]);
    expect((await ask(`DELETE /meta/v2/data/${uuid}`)).body).toMatchObject({ status: "success", result: {} });
    expect((await ask(`GET /meta/v2/data/${uuid}`)).status).toBe(404);
  });

  test.each([
    [{ value: 1 }],
    [{ name: "x" }],
    [{ name: "x", value: 1, associationIds: ["1-2-0001-007"] }],
    [{ name: "x", value: 1, schemaId: "none" }],
    ["not json"],
  ])("that is not good is refused: %j", async (body) => {
    expect((await ask("POST /meta/v2/data", body)).status).toBe(400);
  });

  test("belongs to resources, whose kind it shows", async () => {
    const { result } = await ask("GET /systems/v2/data");
    const { uuid } = result as Item;
    await add({ name: "about", value: 1, associationIds: [uuid] });
    await add({ name: "else", value: 1 });
    expect(await query({ associationIds: uuid })).toEqual(["about"]);
    expect((await ask(`GET /meta/v2/data?q=${encodeURIComponent('{"name":"about"}')}`)).result).toMatchObject(
      [
        {
          _links: {
            associationIds: [{ rel: uuid, title: "system", href: `${emulator.url}/systems/v2/data` }],
          },
        },
      ],
    );
    expect((await ask(`GET /uuids/v2/${uuid}`)).result).toMatchObject({ uuid, type: "SYSTEM" });
    expect((await ask(`GET /uuids/v2/${uuid}?expand=true&filter=id`)).result).toEqual({ id: "data" });
    expect((await ask("POST /uuids/v2", [uuid, "none"])).result).toHaveLength(1);
  });

  test("of others is seen with a right, and by administrators unless they say no", async () => {
    const uuid = await add({ name: "mine", value: 1 });
    const [bob, admin] = [await asking(emulator, "bob"), await asking(emulator, "admin")];
    expect((await bob(`GET /meta/v2/data/${uuid}`)).status).toBe(403);
    expect((await admin("GET /meta/v2/data")).result).toHaveLength(1);
    expect((await admin("GET /meta/v2/data?privileged=False")).result).toEqual([]);
    await ask(`POST /meta/v2/data/${uuid}/pems`, { username: "bob", permission: "READ" });
    expect((await bob("GET /meta/v2/data")).result).toHaveLength(1);
    expect((await bob(`POST /meta/v2/data/${uuid}`, { value: 2 })).status).toBe(403);
    expect((await ask(`GET /meta/v2/data/${uuid}/pems`)).result).toMatchObject([
      { username: "ann", permission: { read: true, write: true } },
      { username: "bob", permission: { read: true, write: false } },
    ]);
    expect((await ask(`GET /meta/v2/data/${uuid}/pems/bob`)).result).toMatchObject({ username: "bob" });
    await ask(`POST /meta/v2/data/${uuid}/pems/bob`, { permission: "", username: "bob" });
    expect((await bob("GET /meta/v2/data")).result).toEqual([]);
  });

  test("is written in bulk", async () => {
    const items = [
      { name: "a", value: { n: 1 } },
      { name: "b", value: { n: 2 } },
    ];
    expect((await ask("POST /meta/v2/bulk/create", items)).result).toEqual(expect.any(String));
    const list = (await ask("GET /meta/v2/data")).result as readonly Item[];
    const [{ uuid }] = list as readonly [Item];
    await ask("POST /meta/v2/bulk/update", [{ uuid, update: { "value.deep.er": 5 } }]);
    expect((await ask(`GET /meta/v2/data/${uuid}`)).result).toMatchObject({ value: { deep: { er: 5 } } });
    await ask(
      "POST /meta/v2/bulk/delete",
      list.map((one) => one.uuid),
    );
    expect((await ask("GET /meta/v2/data")).result).toEqual([]);
    expect((await ask("POST /meta/v2/bulk/delete", { not: "a list" })).status).toBe(400);
  });
});

describe("a query", () => {
  beforeEach(async () => {
    await add({
      name: "one",
      value: { n: 1, tags: ["red", "blue"], profile: { status: "Active" }, at: null },
    });
    await add({
      name: "two",
      value: {
        n: 2,
        tags: ["green"],
        list: [
          { a: 1, b: 2 },
          { a: 3, b: 4 },
        ],
      },
    });
    await add({ name: "three", value: "text" });
  });

  test.each<[unknown, readonly string[]]>([
    ["", ["one", "two", "three"]],
    [{}, ["one", "two", "three"]],
    ["{'name': 'one'}", ["one"]],
    ["{'name': 'nobody'}", []],
    ["{name: 'one', \"value.n\": 1,}", ["one"]],
    [{ "value.profile.status": "Active" }, ["one"]],
    [{ name: { $in: ["one", "three"] } }, ["one", "three"]],
    [{ name: { $nin: ["one", "three"] } }, ["two"]],
    [{ name: { $regex: "^T", $options: "i" } }, ["two", "three"]],
    [{ name: { $regex: ["^one$", "ree$"] } }, ["one", "three"]],
    [{ $or: [{ name: "one" }, { "value.n": { $gte: 2 } }] }, ["one", "two"]],
    [{ $and: [{ name: { $ne: "one" } }, { "value.n": { $exists: true } }] }, ["two"]],
    [{ $nor: [{ name: "one" }, { name: "two" }] }, ["three"]],
    [{ "value.n": { $gt: 0, $lt: 2 } }, ["one"]],
    [{ "value.n": { $lte: 1 } }, ["one"]],
    [{ "value.n": { $not: { $eq: 1 } } }, ["two", "three"]],
    [{ "value.tags": "red" }, ["one"]],
    [{ "value.tags": ["green"] }, ["two"]],
    [{ "value.tags": { $all: ["red", "blue"] } }, ["one"]],
    [{ "value.tags": { $size: 2 } }, ["one"]],
    [{ "value.tags.1": "blue" }, ["one"]],
    [{ "value.list.a": 3 }, ["two"]],
    [{ "value.list": { $elemMatch: { a: 1, b: 2 } } }, ["two"]],
    [{ "value.list": { $elemMatch: { a: 1, b: 4 } } }, []],
    [{ "value.tags": { $elemMatch: { $regex: "^gr" } } }, ["two"]],
    [{ value: { $type: "string" } }, ["three"]],
    [{ "value.at": null }, ["one", "two", "three"]],
    [{ "value.at": { $type: 10 } }, ["one"]],
    [{ constructor: { $exists: true } }, []],
  ])("%j means %j", async (q, expected) => {
    expect(await query(q, "&orderBy=lastUpdated&order=asc")).toEqual(expected);
  });

  test.each([
    "{",
    "x",
    "[1]",
    "{a: }",
    '{"$where": "1"}',
    '{"a": {"$near": 1}}',
    '{"a": {"$in": 1}}',
    "{'a': 1} b",
  ])("%s is refused", async (q) => {
    expect((await ask(`GET /meta/v2/data?q=${encodeURIComponent(q)}`)).status).toBe(400);
  });

  test("has an order and a page", async () => {
    emulator.clock.advance(1000);
    await add({ name: "newest", value: 1 });
    expect(await query({}, "&limit=1")).toEqual(["newest"]);
    expect(await query({}, "&orderBy=name&order=asc&offset=1")).toEqual(["one", "three", "two"]);
    expect((await ask("GET /meta/v2/data?orderBy=uuids")).status).toBe(400);
  });
});

describe("a schema", () => {
  const SCHEMA = {
    type: "object",
    required: ["n"],
    properties: {
      n: { type: "integer", minimum: 1 },
      kind: { enum: ["a", "b"] },
      more: { $ref: "#/definitions/m" },
    },
    additionalProperties: false,
    definitions: { m: { type: "array", items: { type: "string", pattern: "^x" } } },
  };

  test("is what the values of its metadata have to be like", async () => {
    const { status, result } = await ask("POST /meta/v2/schemas", SCHEMA);
    const { uuid: schemaId } = result as Item;
    expect([status, result]).toMatchObject([201, { schema: SCHEMA, owner: "ann" }]);
    await add({ name: "good", value: { n: 1, kind: "a", more: ["x1"] }, schemaId });
    for (const value of [
      {},
      { n: 0 },
      { n: 1.5 },
      { n: 1, kind: "c" },
      { n: 1, z: 1 },
      { n: 1, more: ["y"] },
      "n",
    ]) {
      const refused = await ask("POST /meta/v2/data", { name: "bad", value, schemaId });
      expect([value, refused.status, refused.message]).toEqual([
        value,
        400,
        expect.stringMatching(/does not conform to schema\.\n/),
      ]);
    }
  });

  test("is listed, changed, shared and deleted", async () => {
    const { uuid } = (await ask("POST /meta/v2/schemas", SCHEMA)).result as Item;
    expect((await ask("POST /meta/v2/schemas", { type: "number?" })).status).toBe(400);
    expect((await ask("POST /meta/v2/schemas", '"text"')).status).toBe(400);
    expect((await ask(`POST /meta/v2/schemas/${uuid}`, { type: "string" })).result).toMatchObject({
      schema: { type: "string" },
    });
    const bob = await asking(emulator, "bob");
    await ask(`POST /meta/v2/schemas/${uuid}/pems/bob`, { username: "bob", permission: "READ" });
    expect(
      (await bob(`GET /meta/v2/schemas?q=${encodeURIComponent('{"owner":"ann"}')}`)).result,
    ).toHaveLength(1);
    expect((await bob(`DELETE /meta/v2/schemas/${uuid}`)).status).toBe(403);
    expect((await ask(`DELETE /meta/v2/schemas/${uuid}`)).status).toBe(200);
  });
});
