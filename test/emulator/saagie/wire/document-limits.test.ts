import { getIntrospectionQuery } from "graphql";
import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { connect, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;

beforeEach(async () => {
  emulator = emulateSaagie();
  wire = await connect(emulator);
});

const many = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join(" ");

const [, introspection = ""] = /\{([\s\S]*?)\}\s*fragment/.exec(getIntrospectionQuery()) ?? [];
const fragments = getIntrospectionQuery().slice(getIntrospectionQuery().indexOf("fragment "));
const doubled = many(40, (at) => `fragment F${at} on Platform { ...F${at + 1} ...F${at + 1} a: id }`);

describe("a document that asks for too much is refused before it costs anything", () => {
  test.each([
    [
      "aliases of introspection",
      `{ ${many(1000, (at) => introspection.replace("__schema", `s${at}: __schema`))} } ${fragments}`,
    ],
    [
      "types of types",
      "{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }",
    ],
    ["depth", `{ platform ${"{ platform ".repeat(60)} { id } ${"}".repeat(60)} }`],
    ["equal fields", `{ ${many(5000, () => "platform { id }")} }`],
    ["fragments that double", `{ platform { ...F0 } } ${doubled} fragment F40 on Platform { id }`],
    ["words", `{ ${many(60_000, (at) => `p${at}: platform`)} }`],
    ["nesting", `{ a(x: ${"[".repeat(40_000)}${"]".repeat(40_000)}) }`],
  ])("%s", async (_, query) => {
    const { status, data, errors } = await wire.post(query);
    expect([status, data, errors?.length]).toEqual([200, undefined, 1]);
    expect(errors?.[0]?.message).toMatch(/too much|tokens|too deeply/);
  });
});

test("what clients and tools send is far below the limits", async () => {
  const query = getIntrospectionQuery({
    inputValueDeprecation: true,
    schemaDescription: true,
    specifiedByUrl: true,
  });
  expect((await wire.post(query)).errors).toBeUndefined();
  const batch = `{ ${many(500, (at) => `v${at}: projects { id name jobs { id name } }`)} }`;
  expect((await wire.post(batch)).errors).toBeUndefined();
});
