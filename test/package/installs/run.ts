/**
 * Installs the package as users do, on the oldest Node that it promises and on the newest there is, from a tarball and from a
 * link: `tsx test/package/installs/run.ts`. Needs a registry of packages. Ends with how many of its claims hold.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countClaims } from "../claims.ts";
import { run } from "./command.ts";
import { fetchNodes, type NodeVersion } from "./node-versions.ts";
import { npmOf, packInto } from "./pack.ts";
import { installInto, runFirstProgram, runVitestFile, weigh, withScripts } from "./program.ts";
import { pageAt } from "../../readme/pages.ts";
import { compileWith } from "./types.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const { engines } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
  readonly engines: { readonly node: string };
};
const oldest = engines.node.replace(">=", "");
const [, leastTypeScript = ""] = /TypeScript (\d+\.\d+) or newer/u.exec(pageAt("README.md")) ?? [];

const WITHOUT_MSW = `
  import { emulateSaagie } from "footbridge/emulator";
  await emulateSaagie().handlers().catch((error) => console.log(error.message));
`;

const MOST_PACKAGES = 20;
const MOST_BYTES = 20_000_000;

const { claim, end } = countClaims();
const root = mkdtempSync(join(tmpdir(), "footbridge-installs-"));
try {
  const npm = await npmOf(root);
  const tarball = await packInto(root, project);
  for (const node of await fetchNodes(root, { wanted: [oldest, "latest"], npm })) {
    await tryInstall(node, "tarball", tarball);
    await tryInstall(node, "link", project);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
end();

async function tryInstall(node: NodeVersion, kind: "tarball" | "link", from: string): Promise<void> {
  const about = `Node ${node.version}, from a ${kind}`;
  const folder = join(root, `${kind}-${node.version}`);
  mkdirSync(folder);
  const program = await installInto(folder, node, from);
  const { code, stdout, stderr } = program.installed;
  claim(`${about}: installs strictly`, code === 0, stdout + stderr);
  claim(`${about}: npm warns of nothing`, !/\bwarn\b/iu.test(stdout + stderr), stdout + stderr);
  if (kind === "tarball") {
    const { packages, bytes } = weigh(program);
    claim(`${about}: ${packages} packages, at most ${MOST_PACKAGES}`, packages <= MOST_PACKAGES);
    claim(`${about}: ${(bytes / 1e6).toFixed(1)} MB, at most ${MOST_BYTES / 1e6}`, bytes <= MOST_BYTES);
    const msw = await run([node.node, "--input-type=module", "--eval", WITHOUT_MSW], { cwd: folder });
    const saysWhat = msw.stdout.includes("npm install -D msw");
    claim(`${about}: says what to install where msw is missing`, saysWhat, msw.stderr);
    claim(
      `${about}: no package runs a script`,
      withScripts(program).length === 0,
      withScripts(program).join("\n"),
    );
    for (const version of [leastTypeScript, "latest"]) {
      for (const types of [["node"], []]) {
        const compiled = await compileWith(program, { version, types });
        const told = `TypeScript ${version}, ${types.length === 0 ? "without" : "with"} the types of Node`;
        claim(
          `${about}: ${told}, checks our declarations`,
          compiled.code === 0,
          compiled.stdout + compiled.stderr,
        );
      }
    }
  }
  const printed = await runFirstProgram(program, pageAt("README.md"));
  const isRight = ["created, version 1", "SUCCEEDED", "12 orders yesterday"].every((line) =>
    printed.includes(line),
  );
  claim(`${about}: README's first program`, isRight, printed);
  const tests = await runVitestFile(program, pageAt("src/emulator/README.md"));
  claim(`${about}: the vitest file of the emulator's page`, tests.code === 0, tests.stdout + tests.stderr);
}
