import { afterEach, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie, type Listening } from "../../src/emulator/index.ts";
import { complaints, contentOf, keepPicture, openBrowser } from "./support/browser.ts";

// The window has nothing of the emulator before it is told the key.

const open = openBrowser();
const emulators: EmulatedSaagie[] = [];

afterEach(() => Promise.all(emulators.splice(0).map((emulator) => emulator.close())));

async function listen(controlKey?: string, port?: number): Promise<Listening> {
  const emulator = emulateSaagie({ clock: "manual", realm: "telltale" });
  emulators.push(emulator);
  return emulator.listen({
    ...(controlKey !== undefined && { controlKey }),
    ...(port !== undefined && { port }),
  });
}

test("the key in the address is taken out of it, and is good for reloads", async () => {
  const listening = await listen("a key/with?odd#signs");
  const page = await open.of(listening);
  expect(page.url()).toBe(`${listening.control.url}/`);
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  await page.reload();
  await page.getByText("live", { exact: true }).waitFor();
  expect(await contentOf(page)).not.toContain("with?odd");
});

test("without a key the page asks for it, and shows nothing else", async () => {
  const listening = await listen();
  const page = await open.at(`${listening.control.url}/`);
  await page.getByRole("heading", { name: "The emulator’s window" }).waitFor();
  expect(await complaints(page)).toEqual([]);
  await keepPicture(page, "key-1280-light");
  expect(await contentOf(page)).not.toContain("telltale");
  // The field has the focus already.
  await page.keyboard.type(listening.control.key);
  await page.keyboard.press("Enter");
  await page.getByText("live", { exact: true }).waitFor();
  await page.getByText("realm telltale").waitFor();
});

test("a wrong key is not kept, and the page asks for another one", async () => {
  const listening = await listen();
  const page = await open.at(`${listening.control.url}/#key=nonsense`);
  await page.getByRole("alert").getByText("does not take this key").waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  expect(await contentOf(page)).not.toContain("telltale");
  await page.getByLabel("Key").fill("still not");
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("alert").getByText("does not take this key").waitFor();
  await page.getByLabel("Key").fill(listening.control.key);
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByText("live", { exact: true }).waitFor();
});

test("an emulator that ends is told, and found again when it is back", async () => {
  const first = await listen("kept");
  const page = await open.of(first);
  await emulators.pop()?.close();
  await page.getByText("no connection", { exact: true }).waitFor();
  await listen("kept", first.port);
  await page.getByText("live", { exact: true }).waitFor();
  // Another one at the same place, with a key of its own.
  await emulators.pop()?.close();
  await listen("another", first.port);
  await page.getByRole("alert").getByText("does not take this key").waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("the window itself leaves no trace in the log of requests", async () => {
  const listening = await listen();
  await open.of(listening);
  expect(emulators[0]?.requests).toEqual([]);
});
