import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { goTo, openBrowser } from "./support/browser.ts";
import { fill, openStage, type Stage } from "./support/stage.ts";

// What people can do to an emulator from its window.

const open = openBrowser();
const stages: Stage[] = [];

afterEach(() => Promise.all(stages.splice(0).map(({ emulator }) => emulator.close())));

async function stage(): Promise<Stage> {
  const made = await openStage();
  stages.push(made);
  return made;
}

test("time is advanced, let run, and made to stand still", async () => {
  const { emulator, listening } = await stage();
  const page = await open.of(listening);
  const begun = emulator.clock.now();
  await page.getByText("Time stands still", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Advance by 1 h" }).click();
  await page.getByText("Time has moved on by 60 min").waitFor();
  expect(emulator.clock.now() - begun).toBe(3_600_000);
  await page.getByRole("spinbutton", { name: "Advance by minutes" }).fill("1.5");
  await page.keyboard.press("Enter");
  await page.getByText("Time has moved on by 90 s").waitFor();
  expect(emulator.clock.now() - begun).toBe(3_690_000);
  await page.getByRole("button", { name: "Let it run" }).click();
  await page.getByRole("button", { name: "Stand still" }).waitFor();
  expect(emulator.clock.mode).toBe("real");
  await page.getByRole("button", { name: "Stand still" }).click();
  await page.getByRole("button", { name: "Let it run" }).waitFor();
  expect(emulator.clock.mode).toBe("manual");
});

test("a fault is added, strikes, and is removed", async () => {
  const { emulator, listening, saagie } = await stage();
  const page = await open.of(listening);
  await goTo(page, "/faults", "Faults");
  await page.getByText("Nothing will go wrong").waitFor();
  await page.getByLabel("Requests for").fill("createProjekt");
  await page.getByRole("button", { name: "Add the fault" }).click();
  // The emulator says what is wrong, and what was probably meant.
  await page.getByRole("alert").getByText("createProject").waitFor();
  await page.getByLabel("Requests for").fill("createProject");
  await page.getByLabel("What goes wrong").selectOption("after");
  await page.getByRole("button", { name: "Add the fault" }).click();
  await page.getByText("reset after").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  const row = page.getByRole("row").filter({ hasText: "createProject" });
  await row.getByText("waiting").waitFor();
  // The answer is lost, the client looks, and finds its project.
  await saagie.projects.create({ name: "Sales" });
  await row.getByText("spent").waitFor();
  await row.getByText("1 of 1 time").waitFor();
  await row.getByRole("button", { name: "Remove fault 1" }).click();
  await page.getByText("Nothing will go wrong").waitFor();
  expect(emulator.faults.list()).toEqual([]);
});

test("a fault with a status strikes as often as it is told to", async () => {
  const { emulator, listening } = await stage();
  const page = await open.of(listening);
  await goTo(page, "/faults", "Faults");
  await page.getByLabel("Status, milliseconds or bytes").fill("418");
  await page.getByLabel("Always").check();
  await page.getByRole("button", { name: "Add the fault" }).click();
  await page.getByText("status 418").waitFor();
  const logIn = `${listening.url}/authentication/api/open/authenticate`;
  for (let count = 0; count < 2; count += 1)
    expect((await fetch(logIn, { method: "POST" })).status).toBe(418);
  await page.getByText("2 times so far").waitFor();
  expect(emulator.faults.list()[0]?.fault).toEqual({ status: 418, times: Infinity });
});

test("a state is saved as a file, and loaded from it", async () => {
  const made = await stage();
  await fill(made);
  const page = await open.of(made.listening);
  await goTo(page, "/state", "State");
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the state" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("saagie-state.json");
  const text = await readFile(await download.path(), "utf8");
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(await made.emulator.save())));
  await page.getByRole("button", { name: "Reset…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reset" }).click();
  await page.getByText("Everything is as in the beginning").waitFor();
  expect((await made.saagie.projects.list()).length).toBe(0);
  const file = join(tmpdir(), `footbridge-window-${crypto.randomUUID()}.json`);
  await writeFile(file, text);
  try {
    await page.getByLabel("A saved state").setInputFiles(file);
    await page.getByRole("button", { name: "Load it" }).click();
    await page.getByText("The state is loaded").waitFor();
  } finally {
    await rm(file);
  }
  await goTo(page, "/projects", "Projects");
  await page.getByText("Figures of every night").waitFor();
  expect((await made.saagie.jobs.listMinimal("Sales")).length).toBe(5);
});

test("what is not a state is refused, and says why", async () => {
  const { listening } = await stage();
  const page = await open.of(listening);
  await goTo(page, "/state", "State");
  await page.getByRole("button", { name: "Load it" }).click();
  await page.getByRole("alert").getByText("Choose a file first").waitFor();
  const nothing = { name: "no.json", mimeType: "application/json", buffer: Buffer.from('{"format":"x"}') };
  await page.getByLabel("A saved state").setInputFiles(nothing);
  await page.getByRole("button", { name: "Load it" }).click();
  await page.getByRole("alert").getByText("not the state of an emulator").waitFor();
  expect(await page.getByRole("alert").count()).toBe(1);
});

test("Escape closes the question whether to reset, and nothing is lost", async () => {
  const made = await stage();
  await fill(made);
  const page = await open.of(made.listening);
  await goTo(page, "/state", "State");
  await page.getByRole("button", { name: "Reset…" }).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Reset…");
  expect((await made.saagie.projects.list()).length).toBe(1);
});
