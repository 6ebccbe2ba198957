import { expect, test } from "vitest";
import { chaos } from "./chaos.ts";
import { mischiefs } from "./misbehaving-proxy.ts";
import { judgeRead, judgeWrite } from "./verdict.ts";
import { OutcomeUnknownError, RefusedError } from "../../src/index.ts";

// The short form; `npm run chaos` runs the long one.

test("what the client says is true, whatever the proxies between do", { timeout: 120_000 }, async () => {
  const { lies, mischief, endings } = await chaos({ operations: 300, seed: 20, rate: 0.3, concurrency: 40 });
  expect(lies).toEqual([]);
  // Each way to misbehave has been tried, and most operations came to their end all the same.
  expect([...mischief.keys()]).toEqual(
    expect.arrayContaining(mischiefs(Math.random).map(({ name }) => name)),
  );
  const done = [...endings].filter(([name]) => name.endsWith(": done"));
  expect(done.reduce((sum, [, times]) => sum + times, 0)).toBeGreaterThan(150);
});

test("a lie would be noticed", () => {
  const refused = { error: new RefusedError("no") };
  const unknown = { error: new OutcomeUnknownError("lost") };
  expect(judgeWrite({ value: 1 }, { times: 0 }, "x")).toMatchObject({ lie: "lost" });
  expect(judgeWrite({ value: 1 }, { times: 2 }, "x")).toMatchObject({ lie: "doubled" });
  expect(judgeWrite({ value: 1 }, { times: 1, fault: "other" }, "x")).toMatchObject({ lie: "false success" });
  expect(judgeWrite(refused, { times: 1 }, "x")).toMatchObject({ lie: "false failure" });
  expect(judgeWrite({ error: new TypeError("x") }, { times: 0 }, "x")).toMatchObject({
    lie: "strange error",
  });
  expect(judgeWrite(unknown, { times: 1 }, "x")).toBe("unknown, and said so");
  expect(judgeWrite(unknown, { times: 2 }, "x")).toMatchObject({ lie: "doubled" });
  expect(judgeRead({ value: 1 }, () => false, "x")).toMatchObject({ lie: "false success" });
  expect(judgeRead(refused, () => true, "x")).toBe("not done, and said so");
});
