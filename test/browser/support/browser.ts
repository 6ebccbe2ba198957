import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { Listening } from "../../../src/emulator/index.ts";
import { findChromium } from "./find-chromium.ts";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where pictures of the window are kept, for people and for CI. */
const PICTURES = process.env["FOOTBRIDGE_SCREENSHOTS"] ?? ".ci/artefacts";

/** How large a page is, in which colours, and whether things may move. */
export type Looks = Pick<BrowserContextOptions, "viewport" | "colorScheme" | "reducedMotion">;

/** Opens windows of emulators in a browser of the file's own. */
export interface WindowOpener {
  /** Opens an address. All that such a page says in its console, and what it is refused, has to be nothing. */
  at(url: string, looks?: Looks): Promise<Page>;
  /** Opens the window of an emulator, with its key, and waits until it is there. */
  of(listening: Listening, looks?: Looks): Promise<Page>;
}

/** Starts a browser for the tests of a file. */
export function openBrowser(): WindowOpener {
  let browser: Browser;
  const trouble: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium(), args: ARGUMENTS });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(trouble.splice(0), "what pages complained about").toEqual([]);
  });
  const at = async (url: string, looks: Looks = {}): Promise<Page> => {
    const viewport = { width: 1280, height: 800 };
    const context = await browser.newContext({
      viewport,
      colorScheme: "light",
      acceptDownloads: true,
      ...looks,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => trouble.push(String(error)));
    page.on("console", (message) => {
      // That a key is refused is told by the browser, too.
      const isExpected = /status of (?:401|400)|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED/.test(
        message.text(),
      );
      if (message.type() === "error" && !isExpected) trouble.push(message.text());
    });
    await page.goto(url);
    return page;
  };
  return {
    at,
    of: async (listening, looks) => {
      const page = await at(listening.control.window, looks);
      await page.getByText("live", { exact: true }).waitFor();
      return page;
    },
  };
}

/** Goes to a view of the window by its address. */
export async function goTo(page: Page, hash: string, heading: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
}

/** Keeps a picture of what is on the screen. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: "disabled" });
}

/** What axe finds wrong with a page, by the rules of WCAG 2.2 AA and good practice. */
export async function complaints(page: Page): Promise<readonly string[]> {
  // Into the page from outside: its policy lets no script in.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { readonly axe: typeof axe };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await inPage.run(document, { runOnly: tags });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html)
          .join(" | ")
          .slice(0, 400)}`,
    );
  });
}

/** Everything that the page holds, attributes and fields included. */
export function contentOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const values = [...document.querySelectorAll("input")].map(({ value }) => value);
    return [document.documentElement.outerHTML, ...values].join("\n");
  });
}
