import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaints, goTo, keepPicture, openBrowser, type Looks } from "./support/browser.ts";
import { fill, openStage, type Stage } from "./support/stage.ts";

// How the window looks and is used: on a desk and on a phone, in light and in dark, by mouse, keyboard and ear.

const open = openBrowser();
let stage: Stage;
let views: readonly (readonly [name: string, hash: string, heading: string])[];

beforeAll(async () => {
  stage = await openStage();
  await fill(stage);
  const { saagie, emulator } = stage;
  const job = { project: "Sales", name: "Extract customers" };
  const { id } = await saagie.jobs.run(job);
  emulator.clock.advance(90_000);
  emulator.scripts.set("Alert the team", { outcome: "FAILED" });
  await saagie.jobs.run({ project: "Sales", name: "Alert the team" });
  emulator.clock.advance(75_000);
  const run = await saagie.pipelines.run({ project: "Sales", name: "Every night" });
  emulator.clock.advance(100_000);
  await saagie.jobs.run({ project: "Sales", name: "Report" });
  emulator.faults.add({ match: { operation: "createJob" }, status: 503, times: Infinity });
  await saagie.apps.create("Sales", { name: "Notebook", image: "jupyter/minimal-notebook:2024-05-27" });
  views = [
    ["projects", "/projects", "Projects"],
    ["jobs", "/jobs", "Jobs"],
    ["job", `/jobs/${await saagie.jobs.idOf(job)}`, "Extract customers"],
    ["runs", "/runs", "Runs"],
    ["run", `/runs/${id}`, "Extract customers #1"],
    ["pipelines", "/pipelines", "Pipelines"],
    ["pipeline", `/pipeline-runs/${run.id}`, "Every night #1"],
    ["apps", "/apps", "Apps"],
    ["variables", "/variables", "Variables"],
    ["requests", "/requests", "Requests"],
    ["faults", "/faults", "Faults"],
    ["state", "/state", "State"],
  ];
});

afterAll(() => stage?.emulator.close());

const widths = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

async function show(page: Page, [, hash, heading]: (typeof views)[number]): Promise<void> {
  await goTo(page, hash, heading);
  await page.locator(".loading").waitFor({ state: "detached" });
}

describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
  test.each(["desk", "phone"] as const)(
    "on a %s: axe has nothing to say, nothing is wider than the page, and pictures are kept",
    async (place) => {
      const viewport = widths[place];
      const page = await open.of(stage.listening, { viewport, colorScheme, reducedMotion: "reduce" });
      for (const view of views) {
        await show(page, view);
        const { inner, whole } = await page.evaluate(() => ({
          inner: window.innerWidth,
          whole: document.documentElement.scrollWidth,
        }));
        expect(whole, `width of ${view[0]}`).toBeLessThanOrEqual(inner);
        await keepPicture(page, `${view[0]}-${String(viewport.width)}-${colorScheme}`);
        expect(await complaints(page), view[0]).toEqual([]);
      }
    },
  );

  test("the ground is that of the colour scheme", async () => {
    const page = await open.of(stage.listening, { colorScheme });
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [red = 0] = (/\d+/.exec(ground) ?? []).map(Number);
    expect(red > 128).toBe(colorScheme === "light");
  });
});

const motion = async (reducedMotion: Looks["reducedMotion"]): Promise<string> => {
  const page = await open.of(stage.listening, { reducedMotion: reducedMotion ?? null });
  await goTo(page, "/runs", "Runs");
  return page
    .locator(".tone-busy .chip-sign")
    .first()
    .evaluate((sign) => getComputedStyle(sign).animationName);
};

test("nothing moves for those who want that", async () => {
  expect(await motion("no-preference")).toBe("pulse");
  expect(await motion("reduce")).toBe("none");
});

test("everything is reached by Tab in the order in which it is read, and the focus is seen", async () => {
  const page = await open.of(stage.listening);
  await goTo(page, "/faults", "Faults");
  await page.locator("main table").waitFor();
  // So that Tab begins where the page does.
  await page.reload();
  await page.locator("main table").waitFor();
  const order: { readonly name: string; readonly area: string; readonly outline: string }[] = [];
  for (let count = 0; count < 40; count += 1) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(() => {
      const at = document.activeElement;
      if (at === null || at === document.body) return undefined;
      const name = at.getAttribute("aria-label") ?? at.getAttribute("name") ?? at.textContent ?? "";
      const area = at.closest("header, nav, main")?.tagName ?? "skip";
      return { name, area, outline: getComputedStyle(at).outlineStyle };
    });
    if (now === undefined) break;
    order.push(now);
  }
  expect([...new Set(order.map(({ area }) => area))]).toEqual(["skip", "HEADER", "NAV", "MAIN"]);
  const names = order.map(({ name }) => name);
  for (const name of [
    "Skip to content",
    "Let it run",
    "Advance by 1 h",
    "Pipelines",
    "Remove fault 1",
    "operation",
    "Add the fault",
  ])
    expect(names).toContain(name);
  expect(order.filter(({ outline }) => outline === "none")).toEqual([]);
});

test("the content is skipped to, a view is opened, and Escape closes what is open, all without a mouse", async () => {
  const page = await open.of(stage.listening);
  await page.getByRole("link", { name: "Requests", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Requests" }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  await page.locator("summary").first().focus();
  await page.keyboard.press("Enter");
  await page.locator("details[open]").first().waitFor();
  await page.keyboard.press("Escape");
  await page.locator("details[open]").waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("SUMMARY");
  await page.getByRole("link", { name: "Skip to content" }).focus();
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  expect(new URL(page.url()).hash).toBe("#/requests");
});
