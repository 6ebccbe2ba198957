import { describe, expect, test } from "vitest";
import { scripted } from "../support/scripted.ts";
import { gather } from "../support/platform.ts";

const rows = (from: number, count: number): readonly object[] =>
  Array.from({ length: count }, (_, at) => ({ id: `n${from + at}`, name: "x" }));

describe("listings", () => {
  test("ask for pages of 250 until one is short", async () => {
    const { agave, asked } = scripted(({ query }) => {
      const [limit, offset] = [Number(query.get("limit")), Number(query.get("offset"))];
      return { result: rows(offset, Math.max(0, Math.min(limit, 601 - offset))) };
    });
    expect(await gather(agave.systems.list())).toHaveLength(601);
    expect(asked.map(({ query }) => query.get("offset"))).toEqual(["0", "250", "500"]);
    expect(asked.map(({ query }) => query.get("limit"))).toEqual(["250", "250", "250"]);
  });

  test("ask for no more than they are asked for", async () => {
    const { agave, asked } = scripted(({ query }) => ({ result: rows(0, Number(query.get("limit"))) }));
    expect(await agave.apps.list().first(3)).toHaveLength(3);
    expect(asked.map(({ query }) => query.get("limit"))).toEqual(["3"]);
  });

  test("end with an error where a page comes again and again", async () => {
    const { agave } = scripted(() => ({ result: rows(0, 250) }));
    await expect(gather(agave.systems.list())).rejects.toMatchObject({ code: "PROTOCOL" });
  });

  test("null is an empty one, and an error beside 200 is one", async () => {
    const empty = scripted(() => ({ result: [] }));
    expect(await gather(empty.agave.monitors.list())).toEqual([]);
    const failed = scripted(() =>
      Response.json({ status: "error", message: "The database is asleep", version: "2.2.27", result: null }),
    );
    await expect(gather(failed.agave.monitors.list())).rejects.toThrow(/The database is asleep/u);
  });

  test("send search terms as the service reads them", async () => {
    const { agave, asked } = scripted(() => ({ result: [] }));
    const search = {
      "name.like": "wc*",
      "status.in": ["RUNNING", "QUEUED"],
      "created.between": [new Date("2026-01-01T00:00:00Z"), "yesterday"],
      nodeCount: 2,
      archive: true,
    } as const;
    await gather(agave.jobs.list({ search, order: "asc", orderBy: "created" }));
    expect(Object.fromEntries(asked[0]?.query ?? [])).toMatchObject({
      "name.like": "wc*",
      "status.in": "RUNNING,QUEUED",
      "created.between": "2026-01-01T00:00:00.000Z,yesterday",
      nodeCount: "2",
      archive: "true",
      order: "asc",
      orderBy: "created",
    });
  });

  test.each([
    [{ nmae: "x" }, /search\.nmae is not known\. Did you mean "name"/u],
    [{ colour: "x" }, /"colour" is not a field/u],
    [{ "created.like": "x" }, /search\.created\.like is not known/u],
    [{ "status.in": "RUNNING" }, /status\.in must be an array/u],
    [{ "name.in": ["a,b"] }, /holds a comma/u],
    [{ name: {} }, /search\.name must be a string/u],
  ])("refuse a term that the service would drop: %j", async (search, message) => {
    const { agave, asked } = scripted(() => ({ result: [] }));
    await expect(agave.jobs.list({ search: search as never }).first(1)).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });
});
