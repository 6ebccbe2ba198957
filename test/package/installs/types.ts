import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun, run, type Ended } from "./command.ts";
import type { Program } from "./program.ts";

const PROGRAM = `
import { isFootbridgeError, traceFootbridge, type CallMessage, type Logger } from "footbridge";
import { Agave } from "footbridge/agave";
import { memoryArchive } from "footbridge/archive";
import { DescartesStorage } from "footbridge/descartes";
import { emulateAgave, emulateDescartes, emulateSaagie } from "footbridge/emulator";
import { Saagie } from "footbridge/saagie";
const { url, platform, user, password, fetch } = emulateSaagie();
const saagie = new Saagie({ url, platform, user, password, fetch });
export const ids: readonly string[] = (await saagie.projects.list()).map((project) => project.id);
export const where: string = memoryArchive().location;
export const code = (error: unknown): string => (isFootbridgeError(error) ? error.code : "");
export const log: Logger = console;
export const methodOf = ({ method }: CallMessage): string => method;
export const traced: () => void = traceFootbridge({
  trace: {
    getTracer: () => ({
      startSpan: () => ({ setAttributes: () => undefined, setStatus: () => undefined, end: () => undefined }),
    }),
    setSpan: (context: object) => context,
  },
  context: { active: () => ({}) },
});
export const others = [emulateAgave, emulateDescartes, Agave, DescartesStorage];
`;

/** Compiles a program of all doors with one TypeScript, our declarations included, with or without the types of Node. */
export async function compileWith(
  { folder, node }: Program,
  { version, types }: { readonly version: string; readonly types: readonly string[] },
): Promise<Ended> {
  const tools = join(folder, `../typescript-${version}`);
  mkdirSync(tools, { recursive: true });
  const packages = [`typescript@${version}`, "@types/node@20"];
  await mustRun([...node.npm, "install", "--no-save", "--loglevel=error", ...packages], { cwd: tools });
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    target: "es2022",
    lib: ["es2023", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
    module: "nodenext",
    moduleResolution: "nodenext",
    types,
    typeRoots: [join(tools, "node_modules/@types")],
  };
  writeFileSync(join(folder, "program.ts"), PROGRAM);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
  const compiler = join(tools, "node_modules/typescript/bin/tsc");
  return run([node.node, compiler, "--pretty", "false"], { cwd: folder });
}
