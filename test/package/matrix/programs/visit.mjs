// Opens pages in Chromium and prints what each found, one line each: node visit.mjs <chromium> <folder>…
// A folder holds a bundled page; `dev/<page>` is the page as Vite's own server gives it. With `?` behind it, the platforms hide
// from the page all headers that they can.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { createServer as createViteServer } from "vite";

const FLAGS = [
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking",
  "--disable-component-update --disable-sync",
].flatMap((line) => line.split(" "));

const [, , executablePath, ...targets] = process.argv;

const vite = await createViteServer({
  configFile: false,
  logLevel: "error",
  appType: "custom",
  server: { middlewareMode: true, hmr: false, ws: false },
  optimizeDeps: { entries: ["pages/*.mjs"] },
});
const server = createServer(async (request, answer) => {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  if (path.startsWith("/out/") && !path.endsWith("/")) {
    answer.writeHead(200, { "content-type": "text/javascript" });
    answer.end(await readFile(join(".", normalize(path))));
  } else if (path.endsWith("/")) {
    const script = path.startsWith("/dev/") ? `/pages/${path.split("/")[2]}.mjs` : "page.js";
    answer.writeHead(200, { "content-type": "text/html" });
    answer.end(`<!doctype html><input type="file" id="file"><script type="module" src="${script}"></script>`);
  } else {
    vite.middlewares(request, answer);
  }
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;
const emulators = spawn(process.execPath, ["serve.mjs", origin], { stdio: ["pipe", "pipe", "inherit"] });
const [line] = await once(createInterface({ input: emulators.stdout }), "line");
const { reserved, controls, ...open } = JSON.parse(line);
const browser = await chromium.launch({ executablePath, args: FLAGS });
try {
  for (const target of targets) {
    const page = await browser.newPage();
    const told = [];
    page.on("pageerror", (error) => told.push(String(error)));
    page.on("requestfailed", (request) => told.push(`${request.url()}: ${request.failure().errorText}`));
    const outcome = await visit(page, target).catch((error) => ({ [String(error)]: false }));
    process.stdout.write(`${JSON.stringify({ target, outcome, told })}\n`);
    await page.close();
  }
} finally {
  emulators.stdin.end();
  await browser.close();
  await vite.close();
  server.close();
  server.closeAllConnections();
}

async function visit(page, target) {
  await page.goto(`${origin}/${target.replace("?", "")}/`);
  const buffer = Buffer.from("echo 12\n");
  await page.setInputFiles("#file", { name: "report.sh", mimeType: "text/x-sh", buffer });
  await page.waitForFunction(() => typeof globalThis.runPage === "function");
  const reached = Object.entries(open).map(([name, place]) => [
    name,
    target.endsWith("?") ? { ...place, ...reserved[name] } : place,
  ]);
  return page.evaluate((all) => globalThis.runPage(all), { ...Object.fromEntries(reached), controls });
}
