import { describe, expect, test } from "vitest";
import { actorContext } from "../../../src/agave/index.ts";
import { quickClock, scripted, type Asked } from "../support/scripted.ts";

const receipt = { result: { executionId: "E", msg: "", _links: {} } };

describe("messages to actors", () => {
  test.each([
    ["a text", "hello", { message: "hello" }],
    ["an empty text", "", { message: "" }],
    ["nought", 0, { message: 0 }],
    ["no", false, { message: false }],
    ["nothing", null, { message: null }],
    ["an empty list", [], { message: [] }],
    ["an empty object", {}, { message: {} }],
    ["an object", { width: 640 }, { width: 640 }],
    ["a list", [1, 2], [1, 2]],
    ["a number", 7, 7],
    ["an object with the service's own member", { message: "a", b: 1 }, { message: '{"message":"a","b":1}' }],
  ])("%s arrives", async (_, message, body) => {
    const { agave, asked } = scripted(() => receipt);
    await expect(agave.actors.send("A", message)).resolves.toMatchObject({ executionId: "E" });
    expect(asked[0]?.headers.get("content-type")).toBe("application/json");
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual(body);
  });

  test("bytes arrive as bytes, and the environment in the query", async () => {
    const { agave, asked } = scripted(() => receipt);
    await agave.actors.send("A", new Uint8Array([65, 66]), { environment: { DEBUG: 1, NAME: "x y" } });
    expect(asked[0]?.headers.get("content-type")).toBe("application/octet-stream");
    expect(asked[0]?.body).toBe("AB");
    expect(Object.fromEntries(asked[0]?.query ?? [])).toEqual({ DEBUG: "1", NAME: "x y" });
    await expect(agave.actors.send("A", 1, { environment: { message: "x" } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  test("an execution is waited for, and its results are taken until there are no more", async () => {
    let looks = 0;
    const results = ["one", "two"];
    const answer = ({ path, method }: Asked): Response | { readonly result: unknown } => {
      if (method === "POST") return receipt;
      if (path.endsWith("/results")) return new Response(results.shift() ?? "");
      looks += 1;
      return { result: { id: "E", status: looks < 3 ? "RUNNING" : "COMPLETE", runtime: "2" } };
    };
    const { agave } = scripted(answer, {
      token: "t0ken",
      clock: quickClock(),
    });
    const { execution, results: taken } = await agave.actors.run("A", { x: 1 });
    expect(execution).toMatchObject({ status: "COMPLETE", runtime: 2 });
    expect(taken.map((bytes) => new TextDecoder().decode(bytes))).toEqual(["one", "two"]);
  });

  test("a right that lacks is told as such, whichever status says so", async () => {
    const { agave } = scripted(() =>
      Response.json(
        {
          status: "error",
          message: "Not authorized -- you do not have access to this actor.",
          version: "1",
          result: null,
        },
        { status: 400 },
      ),
    );
    await expect(agave.actors.get("A")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  });

  test("listings send no query, since any turns them into a search", async () => {
    const { agave, asked } = scripted(() => ({ result: [] }));
    await agave.actors.list();
    await agave.actors.listWorkers("A");
    expect(asked.map(({ query }) => [...query.keys()])).toEqual([[], []]);
  });

  test("an actor's own program reads what it is told", () => {
    expect(
      actorContext({
        MSG: '{"a":1}',
        _abaco_actor_id: "A",
        _abaco_execution_id: "E",
        _abaco_actor_state: "{}",
      }),
    ).toMatchObject({ message: { a: 1 }, rawMessage: '{"a":1}', actorId: "A", executionId: "E", state: {} });
  });
});
