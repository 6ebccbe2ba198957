import { expect, test } from "vitest";
import { gather, openPlatform } from "../support/platform.ts";

test("postits are made, redeemed without a log-in as often as they say, listed and revoked", async () => {
  const { agave, emulator, client } = openPlatform();
  emulator.files.put({ system: "ann.storage", path: "/home/ann/x.txt" }, "shared");
  const url = `${emulator.url}/files/v2/media/system/ann.storage/x.txt`;
  const { postit } = await agave.postits.create({ url, method: "GET", maxUses: 1 });
  expect((await gather(agave.postits.list())).map((one) => one.postit)).toContain(postit);
  const stranger = client({});
  const { stream } = await stranger.postits.redeem(postit);
  await expect(new Response(stream).text()).resolves.toBe("shared");
  await expect(stranger.postits.redeem(postit)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const second = await agave.postits.create({ url, method: "GET", maxUses: -1 });
  await agave.postits.delete(second.postit);
  expect((await gather(agave.postits.list())).map((one) => one.postit)).not.toContain(second.postit);
  expect(agave.postits.urlOf("a/b")).toBe(`${emulator.url}/postits/v2/a%2Fb`);
});
