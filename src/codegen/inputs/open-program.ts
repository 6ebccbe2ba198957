import { dirname, join } from "node:path";
import { getLibFiles, libFolderInMemoryPath, ts } from "@ts-morph/common";
import type { GeneratedFiles } from "../generated-files.ts";

/**
 * Compiles modules of the project with generated files that are not on disk yet.
 *
 * @remarks By the last TypeScript whose compiler is a library, as ts-morph brings it; only types are read, and mistakes in
 * them are the business of `npm run check`.
 * @throws Error when the types of the language itself are not found: everything read would be wrong
 */
export function openProgram(
  project: string,
  modules: readonly string[],
  generated: GeneratedFiles,
): ts.Program {
  const { config } = ts.readConfigFile(join(project, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    readonly config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: modules, include: [] },
    ts.sys,
    project,
  );
  const language = getLibFiles().map(
    ({ fileName, text }) => [`${libFolderInMemoryPath}/${fileName}`, text] as const,
  );
  const overlay = new Map([...language, ...generated]);
  const folders = new Set([...overlay.keys()].map((path) => dirname(path)));
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram(
    modules.map((module) => join(project, module)),
    options,
    {
      ...host,
      getDefaultLibLocation: () => libFolderInMemoryPath,
      getDefaultLibFileName: () => `${libFolderInMemoryPath}/${ts.getDefaultLibFileName(options)}`,
      fileExists: (path) => overlay.has(path) || host.fileExists(path),
      readFile: (path) => overlay.get(path) ?? host.readFile(path),
      directoryExists: (path) => folders.has(path) || ts.sys.directoryExists(path),
      getSourceFile: (path, version, ...others) => {
        const text = overlay.get(path);
        return text === undefined
          ? host.getSourceFile(path, version, ...others)
          : ts.createSourceFile(path, text, version, true);
      },
    },
  );
  const [fault] = program.getGlobalDiagnostics();
  if (fault !== undefined) throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, " "));
  return program;
}
