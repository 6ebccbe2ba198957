import { expect, test } from "vitest";
import { gather, openPlatform } from "../support/platform.ts";

test("tags are made, found, and say what they are for; uuids say what they stand for", async () => {
  const { agave } = openPlatform();
  const { uuid } = await agave.systems.get("ann.storage");
  const tag = await agave.tags.create({ name: "mine", associationIds: [uuid ?? ""] });
  expect((await gather(agave.tags.list())).map(({ name }) => name)).toContain("mine");
  await expect(agave.tags.get(tag.id)).resolves.toMatchObject({ name: "mine" });
  expect(JSON.stringify(await agave.tags.getAssociations(tag.id))).toContain(uuid);
  await expect(agave.uuids.get(uuid ?? "")).resolves.toMatchObject({
    type: expect.stringMatching(/^system$/iu) as string,
  });
  await agave.tags.delete(tag.id);
  expect(await gather(agave.tags.list())).toEqual([]);
});
