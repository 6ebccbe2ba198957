/**
 * Runs the programs of `src/saagie/waiting-on-many-machines.md`: three workers wait for ten thousand runs by a queue in
 * PostgreSQL, and one of them is killed in the middle: `tsx test/queue/run.ts`. Needs PostgreSQL and a registry of packages: the
 * queue is no package that this one depends on, and its newest version wants a newer Node. Ends with how many of its claims hold.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countClaims } from "../package/claims.ts";
import { mustRun, run } from "../package/installs/command.ts";
import { fetchNodes } from "../package/installs/node-versions.ts";
import { npmOf, packInto } from "../package/installs/pack.ts";
import { letWork } from "./let-work.ts";
import { writePrograms } from "./page.ts";
import { startPostgres, type Postgres } from "./postgres.ts";
import { startPlatform, type Platform } from "./processes.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const RUNS = 10_000;
/** By when all have ended, from when the first is started; the first ends when the workers are there. */
const SECONDS = 100;
const PACKAGES = ["pg-boss@12.38.0", "pg@8.23.1", "@types/pg@8.20.0", "@types/node@24"];

const claims = countClaims();

const root = mkdtempSync(join(tmpdir(), "footbridge-queue-"));
let postgres: Postgres | undefined;
let platform: Platform | undefined;
try {
  const { folder, node } = await install();
  postgres = await startPostgres(root);
  platform = await startPlatform({
    command: [node, "platform.mjs", String(RUNS), String(SECONDS)],
    cwd: folder,
  });
  const env = { DATABASE_URL: postgres.url, ...platform.env };
  await putIn({ folder, node, env }, platform.runs);
  await letWork({ command: [node, "worker.ts"], cwd: folder, env }, { postgres, platform, claims });
} finally {
  await platform?.stop();
  await postgres?.stop();
  rmSync(root, { recursive: true, force: true });
}
claims.end();

/** Installs what the page says, with its programs, and compiles these. */
async function install(): Promise<{ readonly folder: string; readonly node: string }> {
  const npm = await npmOf(root);
  const tarball = await packInto(root, project);
  const [version] = await fetchNodes(root, { wanted: ["24"], npm });
  if (version === undefined) throw new Error("there is no Node 24");
  const folder = join(root, "program");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "program", version: "1.0.0", type: "module" }),
  );
  const options = [
    "install",
    "--engine-strict",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  await mustRun([...version.npm, ...options, tarball, ...PACKAGES], { cwd: folder });
  cpSync(fileURLToPath(new URL("programs", import.meta.url)), folder, { recursive: true });
  writePrograms(folder);
  const compiler = join(project, "node_modules/typescript/bin/tsc");
  const strict =
    "--strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --skipLibCheck --noEmit".split(" ");
  const modules =
    "--module nodenext --target es2023 --types node --allowImportingTsExtensions --erasableSyntaxOnly";
  const files = ["queue.ts", "start.ts", "worker.ts"];
  const compiled = await run([process.execPath, compiler, ...strict, ...modules.split(" "), ...files], {
    cwd: folder,
  });
  claims.claim(
    "the programs of the page compile strictly",
    compiled.code === 0,
    compiled.stdout + compiled.stderr,
  );
  return { folder, node: version.node };
}

interface Program {
  readonly folder: string;
  readonly node: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Puts in the waits: one by the program of the page, the others as it does. */
async function putIn({ folder, node, env }: Program, runs: readonly string[]): Promise<void> {
  const file = join(folder, "runs.json");
  writeFileSync(file, JSON.stringify(runs));
  await mustRun([node, "fill.mjs", file], { cwd: folder, env });
  const one = await run([node, "start.ts"], { cwd: folder, env });
  claims.claim("start.ts starts a run and puts in a wait for it", one.code === 0, one.stdout + one.stderr);
}
