import type { Claims } from "../claims.ts";
import { fetchNodes } from "../installs/node-versions.ts";
import { serve } from "./served.ts";
import type { Workshop } from "./workshop.ts";

/** What can run a program, and the words before the program's name. */
export interface Runtime {
  readonly name: string;
  readonly command: readonly string[];
}

/** The Nodes: the oldest that is promised, those with long support, and the newest. */
export async function nodes({ root, npm }: Workshop, oldest: string): Promise<readonly Runtime[]> {
  const versions = await fetchNodes(root, { wanted: [oldest, "22", "24", "latest"], npm });
  return versions.map(({ version, node }) => ({ name: `Node ${version}`, command: [node] }));
}

/** Bun and Deno. Their packages would fetch them by a script; the packages of a system have them inside. */
export async function others({ fetch }: Workshop): Promise<readonly Runtime[]> {
  const { arch, platform } = process;
  const cpu = arch === "x64" ? "x64" : "aarch64";
  // The baseline runs on processors without AVX2, too.
  const bun = await fetch(`@oven/bun-${platform}-${cpu}${arch === "x64" ? "-baseline" : ""}`, "1.4.5");
  const deno = await fetch(`@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`, "2.9.6");
  return [
    { name: "Bun 1.4.5", command: [`${bun}/bin/bun`] },
    { name: "Deno 2.9.6", command: [`${deno}/deno`, "run", "--allow-all", "--no-prompt"] },
  ];
}

/** Runs a program of all three clients by one runtime, on emulators that another serves. */
export async function tryWire(
  workshop: Workshop,
  { claim }: Claims,
  { client, server }: { readonly client: Runtime; readonly server: Runtime },
): Promise<void> {
  const about = client === server ? client.name : `${client.name}, on emulators of ${server.name}`;
  const { places, stop } = await serve(workshop, server.command);
  try {
    const { code, stdout, stderr } = await workshop.run([...client.command, "wire.mjs", places]);
    for (const line of stdout.split("\n").filter((text) => text.startsWith("{"))) {
      const { what, holds, told } = JSON.parse(line) as Told;
      claim(`${about}: ${what}`, holds, told);
    }
    claim(`${about}: ends by itself, and says nothing else`, code === 0 && stderr === "", stderr);
  } finally {
    await stop();
  }
}

interface Told {
  readonly what: string;
  readonly holds: boolean;
  readonly told: string;
}

/** Starts the command line by a runtime. */
export async function tryCommandLine({ run }: Workshop, { claim }: Claims, runtime: Runtime): Promise<void> {
  const cli = "node_modules/footbridge/dist/src/cli/main.js";
  const version = await run([...runtime.command, cli, "--version"]);
  const isVersion = version.code === 0 && /^\d+\.\d+\.\d+\n$/u.test(version.stdout);
  claim(`${runtime.name}: footbridge --version`, isVersion, version.stdout + version.stderr);
  const demo = await run([...runtime.command, cli, "quickstart"]);
  claim(`${runtime.name}: footbridge quickstart`, demo.code === 0, demo.stdout + demo.stderr);
}

/** Runs a program of CommonJS. */
export async function tryCommonJs({ run }: Workshop, { claim }: Claims, runtime: Runtime): Promise<void> {
  const { stdout, stderr } = await run([...runtime.command, "common.cjs"]);
  const isRight = stdout.trim() === JSON.stringify({ isOne: true, projects: 1 });
  claim(`${runtime.name}: require and import() of CommonJS`, isRight && stderr === "", stdout + stderr);
}

/** Runs a user's tests by Jest and by vitest, and with the package among the files that vitest transforms. */
export async function tryTestRunners({ run }: Workshop, { claim }: Claims, runtime: Runtime): Promise<void> {
  const modules = { NODE_OPTIONS: "--experimental-vm-modules", NODE_NO_WARNINGS: "1" };
  const jest = await run([...runtime.command, "node_modules/jest/bin/jest.js", "--config", JEST], modules);
  claim(`${runtime.name}: Jest, with ES modules`, jest.code === 0, jest.stdout + jest.stderr);
  const vitest = [...runtime.command, "node_modules/vitest/vitest.mjs", "run", "report.test.mjs"];
  const plain = await run([...vitest, "--globals"]);
  claim(`${runtime.name}: vitest`, plain.code === 0, plain.stdout + plain.stderr);
  const inlined = await run([...vitest, "--config", "inline.config.mjs"]);
  claim(
    `${runtime.name}: vitest, which transforms footbridge`,
    inlined.code === 0,
    inlined.stdout + inlined.stderr,
  );
}

const JEST = JSON.stringify({
  testMatch: ["**/report.test.mjs"],
  testEnvironment: "node",
  transform: {},
  moduleFileExtensions: ["mjs", "js"],
});
