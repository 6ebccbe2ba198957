import { existsSync } from "node:fs";

/** Where systems put it. */
const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * Finds the browser that tests drive.
 *
 * @throws Error that says what to install
 */
export function findChromium(): string {
  const named = process.env["CHROMIUM"];
  const found = named === undefined ? USUAL_PLACES.find((path) => existsSync(path)) : named;
  if (found !== undefined && existsSync(found)) return found;
  throw new Error(
    `${named === undefined ? "There is no Chromium in any usual place" : `CHROMIUM names ${named}, which is not there`}. ` +
      "Tests in a browser need one: on Debian and Ubuntu `apt-get install -y --no-install-recommends chromium`, " +
      "elsewhere Chromium, Chrome or Edge; CHROMIUM may name its program.",
  );
}
