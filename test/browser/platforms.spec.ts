import { afterEach, expect, test } from "vitest";
import { emulateAgave, emulateDescartes } from "../../src/emulator/index.ts";
import { complaints, goTo, keepPicture, openBrowser } from "./support/browser.ts";

// The windows of the other two platforms.

const open = openBrowser();
const ends: (() => Promise<void>)[] = [];

afterEach(() => Promise.all(ends.splice(0).map((end) => end())));

test("blobs of Descartes Labs Storage appear as they are stored, and go", async () => {
  const emulator = emulateDescartes({ clock: "manual" });
  ends.push(() => emulator.close());
  const page = await open.of(await emulator.listen());
  await page.getByText("No blobs yet").waitFor();
  await emulator.blobs.put("notes/today", "Rain.");
  await emulator.blobs.put({ key: "scratch", type: "tmp" }, new Uint8Array(2_500_000));
  await page.getByRole("row").filter({ hasText: "notes/today" }).getByText("5 B").waitFor();
  await page.getByRole("row").filter({ hasText: "scratch" }).getByText("2.5 MB").waitFor();
  await keepPicture(page, "descartes-1280-light");
  expect(await complaints(page)).toEqual([]);
  emulator.clock.advance(8 * 86_400_000);
  await page.getByText("scratch").waitFor({ state: "detached" });
  expect(await page.getByRole("link", { name: "Projects" }).count()).toBe(0);
});

test("jobs and files of Agave", async () => {
  const emulator = emulateAgave({ clock: "manual" });
  ends.push(() => emulator.close());
  const page = await open.of(await emulator.listen());
  await goTo(page, "/jobs", "Jobs");
  await page.locator("main table").waitFor();
  await keepPicture(page, "agave-1280-light");
  expect(await complaints(page)).toEqual([]);
  await page.locator("tbody a").first().click();
  await page.getByRole("heading", { name: "Events" }).waitFor();
  expect(await page.locator(".timeline li").count()).toBeGreaterThan(0);
  await goTo(page, "/systems", "Systems");
  await page.locator("tbody a").first().click();
  await page.getByRole("heading", { level: 1, name: "Files" }).waitFor();
  await page.getByRole("navigation", { name: "Folder" }).waitFor();
  await goTo(page, "/tenants", "Tenants");
  await page.getByRole("link", { name: "Jobs of sd2e" }).click();
  await page.getByText("Of the tenant sd2e.").waitFor();
});
