import { expect, test } from "vitest";
import { gather, openPlatform } from "../support/platform.ts";

test("notifications are registered, found by what they are about, changed and deleted", async () => {
  const { agave } = openPlatform();
  const { uuid } = await agave.systems.get("ann.storage");
  const added = await agave.notifications.create({
    url: "ann@example.com",
    associatedUuid: uuid ?? "",
    event: "UPDATED",
    persistent: true,
    policy: { retryStrategy: "DELAYED", retryLimit: 3 },
  });
  const found = await gather(agave.notifications.list({ associatedUuid: uuid ?? "" }));
  expect(found.map(({ id, event }) => [id, event])).toEqual([[added.id, "UPDATED"]]);
  const changed = { url: "bob@example.com", associatedUuid: uuid ?? "", event: "*", persistent: true };
  await agave.notifications.update(added.id, changed);
  await expect(agave.notifications.get(added.id)).resolves.toMatchObject({ url: "bob@example.com" });
  expect(await gather(agave.notifications.attempts(added.id))).toEqual([]);
  await agave.notifications.delete(added.id);
  await expect(agave.notifications.get(added.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
