import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { contentOf, goTo, openBrowser } from "./support/browser.ts";
import { fill, MARKUP, openStage, SECRET, type Stage } from "./support/stage.ts";

// What the window shows of a Saagie, while it happens.

const open = openBrowser();
const stages: Stage[] = [];

afterEach(() => Promise.all(stages.splice(0).map(({ emulator }) => emulator.close())));

async function stage(): Promise<Stage> {
  const made = await openStage();
  stages.push(made);
  return made;
}

const chip = (page: Page, status: string): Promise<void> =>
  page.locator("main").locator(`.chip[data-status=${status}]`).first().waitFor();

const advance = (page: Page, by: string): Promise<void> =>
  page.getByRole("button", { name: `Advance by ${by}`, exact: true }).click();

test("a project and its jobs appear as they are made", async () => {
  const { saagie, listening } = await stage();
  const page = await open.of(listening);
  await page.getByText("No projects yet").waitFor();
  await saagie.projects.create({ name: "Sales" });
  await page.getByRole("cell", { name: "Sales", exact: true }).waitFor();
  await saagie.jobs.create("Sales", {
    name: "Load",
    technology: "Bash",
    file: { name: "a.sh", content: "ls" },
  });
  await page.getByRole("link", { name: "1 job of Sales" }).click();
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  expect(await page.getByRole("row", { name: /Load/ }).innerText()).toContain("never ran");
});

test("a run that a client starts goes its way as time is advanced in the page", async () => {
  const made = await stage();
  await fill(made);
  const page = await open.of(made.listening);
  await goTo(page, "/runs", "Runs");
  await page.getByText("No runs yet").waitFor();
  const { id } = await made.saagie.jobs.run({ project: "Sales", name: "Extract customers" });
  await chip(page, "REQUESTED");
  await page.getByRole("link", { name: "#1" }).click();
  await page.getByText("No output yet").waitFor();
  await advance(page, "10 s");
  await chip(page, "QUEUED");
  for (let count = 0; count < 3; count += 1) await advance(page, "10 s");
  await page.locator(".heading .chip[data-status=RUNNING]").waitFor();
  await page.getByRole("log").getByText("Connecting to the warehouse").waitFor();
  expect(await page.getByRole("log").innerText()).not.toContain("1,204");
  await advance(page, "1 min");
  await page.locator(".heading .chip[data-status=SUCCEEDED]").waitFor();
  expect(await page.locator("[aria-live=polite]#news").textContent()).toBe("Extract customers #1: succeeded");
  await page.getByRole("log").getByText("Read 1,204 rows").waitFor();
  expect(await page.locator(".timeline .chip").allInnerTexts()).toHaveLength(4);
  expect(await made.saagie.jobs.getInstance(id)).toMatchObject({ status: "SUCCEEDED" });
});

test("the nodes of a pipeline change with its run, and lead to the runs of its jobs", async () => {
  const made = await stage();
  await fill(made);
  made.emulator.scripts.set("Join", { outcome: "FAILED", lines: ["no such column"] });
  const page = await open.of(made.listening);
  await goTo(page, "/pipelines", "Pipelines");
  await page.getByRole("link", { name: "Every night" }).click();
  const node = (name: string): ReturnType<Page["locator"]> => page.locator(`.node[data-label="${name}"]`);
  await node("Join").waitFor();
  const colour = (name: string): Promise<string> =>
    node(name)
      .locator("rect")
      .evaluate((rect) => getComputedStyle(rect).fill);
  const atFirst = await colour("Join");
  expect(await node("Join").textContent()).toContain("did not run");
  await made.saagie.pipelines.run({ project: "Sales", name: "Every night" });
  await page.locator('.node[data-label="Join"][data-status=AWAITING]').waitFor();
  await advance(page, "10 s");
  await advance(page, "10 s");
  await page.locator('.node-busy[data-label="Extract orders"][data-status=RUNNING]').waitFor();
  await advance(page, "1 min");
  await advance(page, "1 min");
  await page.locator('.node-bad[data-label="Join"][data-status=FAILED]').waitFor();
  await page.waitForFunction(
    (former) => getComputedStyle(document.querySelector(".node-bad rect") ?? document.body).fill !== former,
    atFirst,
  );
  await advance(page, "1 min");
  await page.locator('.node[data-label="Alert the team"][data-status=SUCCEEDED]').waitFor();
  expect(await node("Report").getAttribute("data-status")).toBe("SKIPPED");
  expect(await node("AllSuccess").getAttribute("aria-label")).toBe("AllSuccess: failed");
  await node("Join").click();
  await page.getByRole("log").getByText("no such column").waitFor();
});

test("ways of a graph are straight, lead on, and go through no node", async () => {
  const made = await stage();
  await fill(made);
  for (const width of [1280, 390]) {
    const page = await open.of(made.listening, { viewport: { width, height: 900 } });
    await goTo(page, "/pipelines", "Pipelines");
    await page.getByRole("link", { name: "Every night" }).click();
    await page.locator(".node").first().waitFor();
    const { nodes, ways } = await page.evaluate(() => ({
      nodes: [...document.querySelectorAll(".node > rect")].map((rect) => {
        const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
        return { x, y, w, h };
      }),
      ways: [...document.querySelectorAll(".way > path")].map((path) => path.getAttribute("d") ?? ""),
    }));
    expect(nodes).toHaveLength(6);
    expect(ways).toHaveLength(5);
    for (const way of ways) {
      expect(way).toMatch(/^M[\d. ]+(?: L[\d. ]+)+$/);
      const [from = [], to = []] = way
        .slice(1)
        .split(" L")
        .map((text) => text.split(" ").map(Number));
      // Samples of the line, without its ends, which are on the edges of nodes.
      for (let share = 0.05; share < 0.95; share += 0.05) {
        const [x, y] = [0, 1].map((at) => (from[at] ?? 0) + share * ((to[at] ?? 0) - (from[at] ?? 0)));
        const hit = nodes.filter((node) => {
          const { x: left = 0, y: top = 0, w = 0, h = 0 } = node;
          return x !== undefined && y !== undefined && x > left && x < left + w && y > top && y < top + h;
        });
        expect(hit).toEqual([]);
      }
    }
  }
});

test("names that look like markup stay text, wherever they are shown", async () => {
  const { saagie, emulator, listening } = await stage();
  await saagie.projects.create({ name: MARKUP, description: MARKUP });
  emulator.clock.advance(1000);
  const job = {
    name: MARKUP,
    technology: "Bash",
    file: { name: "a.sh", content: "ls" },
    description: MARKUP,
  };
  const { id } = await saagie.jobs.create(MARKUP, job);
  await saagie.environmentVariables.create({ project: MARKUP }, { name: "HTML", value: MARKUP });
  emulator.scripts.set(id, { lines: [MARKUP] });
  await saagie.jobs.run(id);
  emulator.clock.advance(100_000);
  emulator.faults.add({ status: 500, body: MARKUP });
  const page = await open.of(listening);
  const views = [
    ["/projects", "Projects"],
    ["/jobs", "Jobs"],
    [`/jobs/${id}`, MARKUP],
    ["/runs", "Runs"],
    ["/variables", "Variables"],
    ["/requests", "Requests"],
    ["/faults", "Faults"],
    [`/runs/${encodeURIComponent(MARKUP)}`, "Run"],
  ] as const;
  for (const [hash, heading] of views) {
    await goTo(page, hash, heading);
    await page.locator("main").getByText("<img src=x").first().waitFor({ state: "attached" });
  }
  await goTo(page, "/runs", "Runs");
  await page.getByRole("link", { name: "#1" }).click();
  await page.getByRole("log").getByText(MARKUP).waitFor();
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.title()).not.toBe("taken");
});

test("secrets reach the page in nothing that it is told", async () => {
  const made = await stage();
  const page = await open.of(made.listening);
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (!response.url().includes("/events")) bodies.push(response.text().catch(() => ""));
  });
  await fill(made);
  await made.saagie.jobs.run({ project: "Sales", name: "Extract customers" });
  await made.saagie.pipelines.run({ project: "Sales", name: "Every night" });
  made.emulator.clock.advance(600_000);
  await goTo(page, "/variables", "Variables");
  await page.getByText("DB_PASSWORD").waitFor();
  await page.getByText("eu-west").waitFor();
  for (const [hash, heading] of [
    ["/requests", "Requests"],
    ["/runs", "Runs"],
    ["/apps", "Apps"],
    ["/faults", "Faults"],
  ] as const) {
    await goTo(page, hash, heading);
    await page.locator("main table, main .empty").first().waitFor();
    for (const summary of await page.locator("summary").all()) await summary.click();
    expect(await contentOf(page)).not.toContain(SECRET);
  }
  await goTo(page, "/jobs", "Jobs");
  await page.getByRole("link", { name: "Extract customers" }).click();
  await page.getByRole("link", { name: "#1" }).click();
  await page.getByRole("log").getByText("Logged in with ••••••").waitFor();
  expect(await contentOf(page)).not.toContain(SECRET);
  expect((await Promise.all(bodies)).join("\n")).not.toContain(SECRET);
});

test("requests are shown with their operation and variables", async () => {
  const made = await stage();
  await fill(made);
  const page = await open.of(made.listening);
  await goTo(page, "/requests", "Requests");
  await page.getByRole("searchbox", { name: "Find in requests" }).fill("variablescreate");
  const row = page
    .getByRole("row")
    .filter({ hasText: /EnvironmentVariable/i })
    .first();
  await row.locator("summary").click();
  await row.getByText("[redacted]").waitFor();
  // What somebody has opened stays open while further requests come in.
  await made.saagie.projects.list();
  await page.getByRole("searchbox").fill("");
  await page.getByText("projects", { exact: false }).first().waitFor();
  expect(await row.locator("details").getAttribute("open")).not.toBeNull();
});

test("apps and their history", async () => {
  const made = await stage();
  await fill(made);
  const page = await open.of(made.listening);
  await goTo(page, "/apps", "Apps");
  await chip(page, "STARTING");
  await advance(page, "10 s");
  await chip(page, "STARTED");
  await page.getByRole("link", { name: "Dashboard" }).click();
  await page.getByText("8080 (Web)").waitFor();
  expect(await page.locator(".timeline .chip").allInnerTexts()).toHaveLength(2);
});
