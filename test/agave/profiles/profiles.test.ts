import { expect, test } from "vitest";
import { gather, openPlatform } from "../support/platform.ts";

test("profiles are read, listed and searched in idiomatic names", async () => {
  const { agave } = openPlatform();
  await expect(agave.profiles.me()).resolves.toMatchObject({ username: "ann", firstName: "Ann" });
  await expect(agave.profiles.get("bob")).resolves.toMatchObject({ username: "bob" });
  const found = await gather(agave.profiles.list({ username: "bob" }));
  expect(found.map(({ username }) => username)).toEqual(["bob"]);
  await expect(agave.profiles.get("nobody")).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(agave.profiles.raw.me()).resolves.toMatchObject({ result: { first_name: "Ann" } });
});
