import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PageBlock } from "../pages.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));

/** Where the public doors are in this clone; `footbridge/…` itself would be what was built last. */
const doors: Readonly<Record<string, string>> = {
  footbridge: join(project, "src/index.ts"),
  "footbridge/saagie": join(project, "src/saagie/index.ts"),
  "footbridge/descartes": join(project, "src/descartes/index.ts"),
  "footbridge/agave": join(project, "src/agave/index.ts"),
  "footbridge/archive": join(project, "src/archive/index.ts"),
  "footbridge/emulator": join(project, "src/emulator/index.ts"),
};

/** A folder inside the clone, so that libraries are found from it. Git does not look into it. */
export function makeFolder(): { readonly path: string; remove(): void } {
  mkdirSync(join(project, ".footbridge"), { recursive: true });
  const path = mkdtempSync(join(project, ".footbridge/pages-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What a block is called where it is compiled and run: its page and line. */
export const nameOf = ({ page, line }: PageBlock): string => `${page.replaceAll(/\W+/gu, "-")}-line-${line}`;

/** What the fragments of pages do not say because it goes without saying. */
const GIVEN = ["saagie", "emulator", "storage", "agave", "user", "password"];

/** The block as a module that stands alone: names that it uses but does not have come from the prelude. */
function complete({ text }: PageBlock): string {
  const missing = GIVEN.filter((name) => {
    const declared = new RegExp(String.raw`\b(?:const|let)\s+(?:${name}\b|\{[^}]*\b${name}\b[^}]*\}\s*=)`);
    const used = new RegExp(String.raw`(?<!["/.])\b${name}\b(?!["/:])`);
    return used.test(text) && !declared.test(text);
  });
  const prelude = JSON.stringify(join(here, "prelude.ts"));
  return `import { ${missing.join(", ")} } from ${prelude};\n${text}\nexport {};\n`;
}

/** Type-checks blocks against the doors. @returns what is wrong with each, by its name */
export async function checkTypes(
  blocks: readonly PageBlock[],
  folder: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  for (const block of blocks) writeFileSync(join(folder, `${nameOf(block)}.ts`), complete(block));
  const paths = Object.fromEntries(Object.entries(doors).map(([name, path]) => [name, [path]]));
  const compilerOptions = { paths, typeRoots: [join(project, "node_modules/@types")], ...LAX };
  const tsconfig = { extends: join(project, "tsconfig.json"), compilerOptions, include: ["*.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  const { stdout } = await runTool("typescript/bin/tsc", ["--pretty", "false", "-p", "."], folder);
  // Of the project itself `npm run check` tells.
  const lines = stdout.split("\n").filter((line) => /^[\w-]+-line-\d/u.test(line));
  return new Map(
    blocks.map((block) => [nameOf(block), lines.filter((line) => line.startsWith(`${nameOf(block)}.`))]),
  );
}

/** Examples may leave a result lie about. */
const LAX = {
  rewriteRelativeImportExtensions: false,
  allowImportingTsExtensions: true,
  noUnusedLocals: false,
  isolatedDeclarations: false,
  declaration: false,
};

/** What became of a block. */
export interface Outcome {
  readonly passed: boolean;
  readonly told: string;
}

/** Runs blocks in a vitest of their own: those that are test files as such, the others as programs on the emulator. */
export async function runBlocks(
  blocks: readonly PageBlock[],
  folder: string,
): Promise<ReadonlyMap<string, Outcome>> {
  writeFileSync(join(folder, "report.sh"), "echo 12 orders yesterday\n");
  writeFileSync(join(folder, "vitest.config.ts"), configuration());
  const programs = blocks.filter((block) => !isTest(block));
  for (const block of programs) writeFileSync(join(folder, `${nameOf(block)}.ts`), asProgram(block));
  writeFileSync(join(folder, "programs.test.ts"), programTests(programs));
  for (const block of blocks.filter(isTest))
    writeFileSync(join(folder, `${nameOf(block)}.test.ts`), block.text);
  const report = join(folder, "report.json");
  const args = ["run", "--reporter=json", `--outputFile=${report}`];
  const { stdout, stderr } = await runTool("vitest/vitest.mjs", args, folder);
  if (!existsSync(report)) throw new Error(`vitest wrote no report:\n${stdout}\n${stderr}`);
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
    readonly testResults: readonly TestFile[];
  };
  return new Map(blocks.map((block) => [nameOf(block), outcomeOf(block, testResults)]));
}

const isTest = ({ text }: PageBlock): boolean => text.includes('from "vitest"');

interface TestFile {
  readonly name: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly title: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
}

function outcomeOf(block: PageBlock, files: readonly TestFile[]): Outcome {
  const name = `/${isTest(block) ? nameOf(block) : "programs"}.test.ts`;
  const file = files.find((candidate) => candidate.name.endsWith(name));
  if (file === undefined) return { passed: false, told: "it was not run" };
  const results = file.assertionResults.filter(({ title }) => isTest(block) || title === nameOf(block));
  const told = [file.message, ...results.flatMap(({ failureMessages }) => failureMessages)].join("\n");
  return { passed: results.length > 0 && results.every(({ status }) => status === "passed"), told };
}

/** The block with a client that speaks to the emulator, whatever way it is made. */
function asProgram(block: PageBlock): string {
  return complete(block).replaceAll(
    /from "footbridge\/(saagie|descartes|agave)"/g,
    (_, name: string) => `from ${JSON.stringify(join(here, `${name}-on-emulator.ts`))}`,
  );
}

/** Tests that run programs and hold what they print against their own comments: `console.log(x); // → what comes`. */
function programTests(programs: readonly PageBlock[]): string {
  const table = programs.map((block) => ({
    file: nameOf(block),
    promised: [...block.text.matchAll(/\/\/ → (.+)$/gm)].map(([, text = ""]) => text),
    // The first program makes what the others talk about.
    hasJob: !block.text.includes("fromEnvironment"),
    isReal: /footbridge\/descartes[\s\S]*footbridge\/saagie/.test(block.text),
  }));
  return `
import { expect, test, vi } from "vitest";
import { renew } from ${JSON.stringify(join(here, "prelude.ts"))};

for (const { file, promised, hasJob, isReal } of ${JSON.stringify(table)}) test(file, async () => {
  const printed: string[] = [];
  vi.spyOn(console, "log").mockImplementation((...values) => void printed.push(values.map(String).join(" ")));
  await renew({ hasJob, isReal });
  await import(\`./\${file}.ts\`);
  let from = 0;
  for (const text of promised) {
    const found = printed.findIndex((line, at) => at >= from && line.trim().includes(text));
    expect(found, '"' + text + '" in what was printed: ' + printed.join(" | ")).toBeGreaterThanOrEqual(from);
    from = found + 1;
  }
});
`;
}

function configuration(): string {
  const aliases = Object.entries(doors).map(([name, path]) => ({ find: `^${name}$`, path }));
  return `
import { defineConfig } from "vitest/config";
const doors = ${JSON.stringify(aliases)}.map(({ find, path }) => ({ find: new RegExp(find), replacement: path }));
export default defineConfig({
  resolve: { alias: [...doors, { find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: { include: ["*.test.ts"], testTimeout: 60_000 },
});
`;
}

/** Runs a tool to its end, however it ends: what it says is looked at, not its exit code. */
function runTool(
  path: string,
  args: readonly string[],
  cwd: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  // A vitest inside a vitest must not take itself for a worker of the outer one; nor may these blocks reach a live platform.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:VITEST|SAAGIE_|DESCARTESLABS_|TAPIS_|AGAVE_)/.test(name),
    ),
  );
  const tool = join(project, "node_modules", path);
  return new Promise((resolve) => {
    execFile(process.execPath, [tool, ...args], { cwd, env }, (_, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
  });
}
