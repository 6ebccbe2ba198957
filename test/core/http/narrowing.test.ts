import { expect, test } from "vitest";
import { instantClock } from "../support/clock.ts";
import { binding, madeUpPlatform, operation } from "../support/made-up-platform.ts";
import { json, wire } from "../support/wire.ts";

const ALL = ["id", "name", "tags", "owner.id", "owner.name", "owner.home.city"];
const WHOLE = "id name tags { k } owner { id name home { city } }";

/** What a call tells the platform to send. */
async function asked(
  query: string,
  {
    variables = {},
    raw = false,
    selection = ALL,
  }: {
    readonly variables?: Readonly<Record<string, unknown>>;
    readonly raw?: boolean;
    readonly selection?: true | readonly string[];
  } = {},
): Promise<string | null | undefined> {
  const { fetch, seen } = wire(() => json({ id: "1" }));
  const only = { place: "QUERY", name: "only", separator: ",", selection } as const;
  const thing = binding({ path: "/thing", arguments: { only } });
  const callers = madeUpPlatform({ fetch, clock: instantClock(), bindings: { thing } });
  await (raw ? callers.raw : callers.call)(operation(query, { endpoint: "rest" }), variables);
  return seen[0]?.url.searchParams.get("only");
}

test.each([
  ["fewer members, by their names on the wire", "query Q { thing { key: id name } }", "id,name"],
  ["a list, by its name alone", "query Q { thing { tags { k } } }", "tags"],
  [
    "members of objects, by dotted paths",
    "query Q { thing { owner { id home { city } } } }",
    "owner.id,owner.home.city",
  ],
  [
    "fragments, each member once",
    "query Q { thing { ...A again: id owner { id } } } fragment A on Thing { id owner { id } }",
    "id,owner.id",
  ],
  ["all members: they need no names", `query Q { thing { ${WHOLE} } }`, null],
  ["what an operation gives", 'query Q { thing(only: ["secret"]) { id } }', "secret"],
  ["a variable that is not given", "query Q($only: [String!]) { thing(only: $only) { id } }", "id"],
])("a platform is told %s", async (_, query, expected) => {
  expect(await asked(query)).toBe(expected);
});

test("what a caller gives goes first, and null is nothing", async () => {
  const query = "query Q($only: [String!]) { thing(only: $only) { id } }";
  expect(await asked(query, { variables: { only: ["name", "tags"] } })).toBe("name,tags");
  expect(await asked(query, { variables: { only: null } })).toBeNull();
});

test("who asks for all that comes gets no less; names that are always due are told all the same", async () => {
  const query = "query Q { thing { id owner { id } } }";
  expect(await asked(query, { raw: true })).toBeNull();
  expect(await asked(query, { selection: true })).toBe("id,owner");
  expect(await asked(query, { selection: true, raw: true })).toBe("id,owner");
});
