import { expect, test } from "vitest";
import { emulateSaagie } from "../../src/emulator/index.ts";
import { NotFoundError, UnsupportedByPlatformError } from "../../src/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { rejection } from "./support/things.ts";

function oldest(): { readonly saagie: Saagie; readonly asked: () => readonly unknown[] } {
  const emulator = emulateSaagie({ platformVersion: "2023.01" });
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, realm, platform, user, password, fetch, clock });
  return { saagie, asked: () => [...emulator.requests].map(({ operation }) => operation) };
}

test("a project is found by name in the list where the platform cannot be asked for one", async () => {
  const { saagie, asked } = oldest();
  const { id } = await saagie.projects.create({ name: "Sales" });
  expect(await saagie.projects.idOf("Sales")).toBe(id);
  expect(asked()).toContain("ProjectsList");
  expect(asked()).not.toContain("ProjectsGetByName");
  expect(await rejection(saagie.projects.idOf("Purchases"))).toBeInstanceOf(NotFoundError);
});

test("a method that the platform lacks is refused before it is sent", async () => {
  const { saagie, asked } = oldest();
  const error = await rejection(saagie.projects.getByName("Sales"));
  expect(error).toBeInstanceOf(UnsupportedByPlatformError);
  expect(asked()).not.toContain("ProjectsGetByName");
});
