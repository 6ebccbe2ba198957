import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** What `npm pack` is run on. */
const SOURCES = [".github", "src", "generated", "schema", "operations", "test/setup.ts", "codegen.ts"];
const FILES = [
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  ".npmrc",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
];

/** What package.json says that these tests go by. */
export interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** This package as `npm pack` makes it, unpacked where two programs of a user would have it. */
export interface InstalledPackage {
  readonly manifest: Manifest;
  /** The packed files, with `/`, from the root of the package. */
  readonly files: readonly string[];
  /** The folder of the package in the first program. */
  readonly folder: string;
  /** The folder of its copy in the second program. */
  readonly copy: string;
  /** Compiles a module of the first program, as strictly as can be or with other options, and hands back what the compiler says. */
  compile(source: string, compilerOptions?: object): string;
  /** Runs a file of the first program, and hands back its exit code with what it printed on standard error. */
  runFile(name: string, source: string): { readonly code: number | null; readonly stderr: string };
  /** Runs a module of the first program in a process of its own, and hands back what it printed, as JSON. */
  run(source: string): unknown;
  remove(): void;
}

/** Builds and packs a copy of the sources, so that nothing in the project changes, and installs the result twice. */
export function installPackage(): InstalledPackage {
  const root = mkdtempSync(join(tmpdir(), "footbridge-package-"));
  const stage = join(root, "stage");
  for (const name of [...SOURCES, ...FILES]) {
    if (existsSync(join(project, name))) cpSync(join(project, name), join(stage, name), { recursive: true });
  }
  // Above the stage and both programs, where Node and npm find it for all three.
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"), "junction");
  const files = pack(stage);
  const [folder, copy] = ["one", "two"].map((program) => join(root, program, "node_modules/footbridge"));
  if (folder === undefined || copy === undefined) throw new Error("two programs were asked for");
  for (const target of [folder, copy]) {
    for (const file of files) {
      mkdirSync(dirname(join(target, file)), { recursive: true });
      cpSync(join(stage, file), join(target, file));
    }
  }
  return {
    manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest,
    files,
    folder,
    copy,
    compile: (source, compilerOptions = STRICT) =>
      compileModule(source, { folder: join(root, "one"), compilerOptions }),
    runFile: (name, source) => runFile(join(root, "one"), name, source),
    run: (source) => runModule(source, join(root, "one")),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Lists what `npm pack` would pack, after it has run the scripts that go before. */
function pack(folder: string): readonly string[] {
  const cli = process.env["npm_execpath"];
  const [command, before] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  const { status, stdout, stderr } = spawnSync(command, [...before, "pack", "--dry-run", "--json"], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32" && command === "npm",
  });
  if (status !== 0) throw new Error(`npm pack ended with ${String(status)}: ${stdout}${stderr}`);
  const [tarball] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return (tarball?.files ?? []).map(({ path }) => path);
}

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ["node"],
  target: "es2022",
  module: "nodenext",
};

function compileModule(
  source: string,
  { folder, compilerOptions }: { readonly folder: string; readonly compilerOptions: object },
): string {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "program.ts"), source);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { noEmit: true, ...compilerOptions }, files: ["program.ts"] }),
  );
  const tsc = join(project, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "--pretty", "false"], { cwd: folder, encoding: "utf8" }).stdout;
}

function runFile(folder: string, name: string, source: string): ReturnType<InstalledPackage["runFile"]> {
  writeFileSync(join(folder, name), source);
  const { status, stderr } = spawnSync(process.execPath, [name], {
    cwd: folder,
    encoding: "utf8",
    timeout: 20_000,
  });
  return { code: status, stderr };
}

function runModule(source: string, folder: string): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
    cwd: folder,
    encoding: "utf8",
    // A program that does not end by itself has something left running.
    timeout: 20_000,
  });
  if (status !== 0) throw new Error(`the program ended with ${String(status)}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as unknown;
}
