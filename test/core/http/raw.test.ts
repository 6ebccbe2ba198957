import { expect, expectTypeOf, test } from "vitest";
import type { Caller } from "../../../src/core/client.ts";
import { rawMethods } from "../../../src/core/raw-methods.ts";
import { instantClock } from "../support/clock.ts";
import { binding, madeUpPlatform, operation } from "../support/made-up-platform.ts";
import { failure } from "../support/rejection.ts";
import { json, wire } from "../support/wire.ts";

interface Thing {
  readonly id: string;
}

const GET = operation("query ThingsGet($id: ID!) { thing(id: $id) { id } }", {
  endpoint: "rest",
  references: { id: "THING" },
});

/** A resource as it is generated. */
class ThingMethods {
  protected readonly call: Caller;

  constructor(call: Caller) {
    this.call = call;
  }

  get(id: string): Promise<Thing> {
    return this.call(GET, { id }) as Promise<Thing>;
  }
}

function things(answer: () => Response) {
  const { fetch, seen } = wire(answer);
  const thing = binding({
    path: "/things/{id}",
    arguments: { id: { place: "PATH", name: "id" } },
    unwrap: "result",
    lenient: { id: "LenientInt!" },
  });
  const { call, raw } = madeUpPlatform({
    fetch,
    clock: instantClock(),
    bindings: { thing },
    resolve: async (_, reference) => `id-of-${String(reference)}`,
  });
  return { typed: new ThingMethods(call), raw: rawMethods(ThingMethods, raw), seen };
}

test("the raw variant of a resource sends the same, and gives all that came, as it came", async () => {
  const whole = { status: "success", version: "2", result: [{ id: "1", added: true }] };
  const { typed, raw, seen } = things(() => json(whole));
  expect(await typed.get("ann")).toEqual({ id: 1 });
  expectTypeOf(raw.get).toEqualTypeOf<(id: string) => Promise<unknown>>();
  expectTypeOf<keyof typeof raw>().toEqualTypeOf<"get">();
  expect(await raw.get("ann")).toEqual(whole);
  expect(seen.map(({ url }) => url.pathname)).toEqual(["/things/id-of-ann", "/things/id-of-ann"]);
});

test("what is null or nothing is null there", async () => {
  expect(await things(() => json(null)).raw.get("a")).toBeNull();
  expect(await things(() => new Response(null, { status: 204 })).raw.get("a")).toBeNull();
  expect(await things(() => json({ result: null })).raw.get("a")).toEqual({ result: null });
});

test("a failure stays one", async () => {
  const { raw } = things(() => json({}, { status: 404 }));
  expect(await failure(raw.get("a"))).toMatchObject({ code: "NOT_FOUND" });
});

test("over GraphQL it is what was asked for, since no more comes", async () => {
  const { fetch } = wire(() => json({ data: { thing: { id: "1" } } }));
  const { raw } = madeUpPlatform({ fetch });
  expect(await raw(operation("query Q { thing { id } }"), {})).toEqual({ id: "1" });
});
