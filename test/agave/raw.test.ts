import { expect, test } from "vitest";
import { scripted } from "./support/scripted.ts";

const NOTIFICATION = { url: "ann@example.com", associatedUuid: "1-007", event: "FINISHED" };

test("a raw call is checked as its like is, before anything is sent", async () => {
  const { agave, asked } = scripted(() => ({ result: {} }));
  const { raw } = agave.jobs;
  const untyped = raw.get as (...given: readonly unknown[]) => Promise<unknown>;
  await expect(untyped(7)).rejects.toMatchObject({
    code: "INVALID_INPUT",
    method: "jobs.raw.get",
    message: expect.stringMatching(/^jobs\.raw\.get: jobId /u) as string,
  });
  await expect(untyped()).rejects.toThrow(/^jobs\.raw\.get: jobId is missing/u);
  await expect(untyped("1", { timeoutMS: 5 })).rejects.toThrow(/timeoutMS/u);
  await expect(untyped("1", {}, "more")).rejects.toThrow(/one too many/u);
  expect(asked).toEqual([]);
});

test("a raw call takes what its operation takes, also where the method beside it takes something else", async () => {
  const { agave, asked } = scripted(() => ({ result: { id: "1" } }));
  const { raw } = agave.notifications;
  const create = raw.create as (notification: unknown) => Promise<unknown>;
  await expect(create({ ...NOTIFICATION, event: 1 })).rejects.toThrow(
    /^notifications\.raw\.create: .*event/u,
  );
  await expect(create({ ...NOTIFICATION, policy: { retryRate: "5" } })).rejects.toThrow(/retryRate/u);
  expect(asked).toEqual([]);
  await expect(create(NOTIFICATION)).resolves.toMatchObject({ status: "success", result: { id: "1" } });
});

test("what goes wrong with a raw call is told as of that call", async () => {
  const { agave } = scripted(() =>
    Response.json({ status: "error", message: "No job", version: "2" }, { status: 404 }),
  );
  await expect(agave.jobs.raw.get("1")).rejects.toMatchObject({ code: "NOT_FOUND", method: "jobs.raw.get" });
});
