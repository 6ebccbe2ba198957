import { expect, test } from "vitest";
import { openPlatform } from "../support/platform.ts";

test("an actor is created, waited for, left alone, changed, called and deleted", async () => {
  const { agave } = openPlatform();
  const definition = { name: "echo", image: "example/echo:1" };
  const { action, actor } = await agave.actors.createOrUpdate(definition);
  expect(action).toBe("created");
  await expect(agave.actors.waitUntilReady(actor.id)).resolves.toMatchObject({ status: "READY" });
  await expect(agave.actors.createOrUpdate(definition)).resolves.toMatchObject({ action: "unchanged" });
  const changed = { ...definition, description: "Says it again" };
  await expect(agave.actors.createOrUpdate(changed)).resolves.toMatchObject({ action: "updated" });
  await agave.actors.waitUntilReady(actor.id);
  const { execution } = await agave.actors.run(actor.id, { hello: "world" });
  expect(execution.status).toBe("COMPLETE");
  await expect(agave.actors.log(actor.id, execution.id)).resolves.toEqual(expect.any(String));
  const { executions } = await agave.actors.listExecutions(actor.id);
  expect(executions?.map(({ id }) => id)).toContain(execution.id);
  await agave.actors.createAlias("again", actor.id);
  await expect(agave.actors.get("again")).resolves.toMatchObject({ id: actor.id });
  await agave.actors.setPermission(actor.id, { user: "bob", level: "EXECUTE" });
  await expect(agave.actors.getPermissions(actor.id)).resolves.toMatchObject({ bob: "EXECUTE" });
  await agave.actors.delete(actor.id);
  await expect(agave.actors.get(actor.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a nonce opens one actor to whoever has it, without a log-in", async () => {
  const { agave, client } = openPlatform();
  const { id } = await agave.actors.create({ image: "example/echo:1", name: "open" });
  await agave.actors.waitUntilReady(id);
  const { id: nonce } = await agave.actors.createNonce(id, { maxUses: 2 });
  const stranger = client({ nonce });
  await expect(stranger.actors.get(id)).resolves.toMatchObject({ id });
  await expect(stranger.actors.send(id, "hello")).resolves.toMatchObject({
    executionId: expect.any(String) as string,
  });
});
