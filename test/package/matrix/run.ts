/**
 * Tries the packed package as programs of all kinds use it: bundled for pages and run in a real browser, on Bun and Deno, on all
 * promised versions of Node, from CommonJS and in tests of users: `tsx test/package/matrix/run.ts [part…]`. Needs a registry of
 * packages, and Chromium. Ends with how many of its claims hold.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countClaims } from "../claims.ts";
import { bundlePages, visitPages } from "./pages.ts";
import {
  nodes,
  others,
  tryCommandLine,
  tryCommonJs,
  tryTestRunners,
  tryWire,
  type Runtime,
} from "./runtimes.ts";
import { openWorkshop, type Workshop } from "./workshop.ts";

const { engines } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  readonly engines: { readonly node: string };
};
const claims = countClaims();

const parts: Readonly<Record<string, (workshop: Workshop) => Promise<void>>> = {
  pages: async (workshop) => visitPages(workshop, claims, await bundlePages(workshop, claims)),
  others: async (workshop) => {
    const server: Runtime = { name: `Node ${process.version}`, command: [process.execPath] };
    for (const runtime of await others(workshop)) {
      await tryCommandLine(workshop, claims, runtime);
      await tryWire(workshop, claims, { client: runtime, server });
      await tryWire(workshop, claims, { client: server, server: runtime });
      await tryCommonJs(workshop, claims, runtime);
    }
  },
  nodes: async (workshop) => {
    for (const node of await nodes(workshop, engines.node.replace(">=", ""))) {
      await tryWire(workshop, claims, { client: node, server: node });
      await tryCommonJs(workshop, claims, node);
      await tryTestRunners(workshop, claims, node);
    }
  },
};

const wanted = process.argv.slice(2);
const root = mkdtempSync(join(tmpdir(), "footbridge-matrix-"));
try {
  const workshop = await openWorkshop(root);
  for (const [name, tryPart] of Object.entries(parts)) {
    if (wanted.length === 0 || wanted.includes(name)) await tryPart(workshop);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
claims.end();
