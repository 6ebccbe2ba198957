import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

// As tsc prints them: one statement to a line, or a list in braces over several.
const STATIC = /^(?:import|export)\b\s*(?:[^;"']*?\bfrom\s*)?["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** What one file imports, by specifier. */
export interface Imports {
  /** Loaded together with the file. */
  readonly static: readonly string[];
  /** Loaded when a line of the file asks for it, or only read by the compiler. */
  readonly dynamic: readonly string[];
}

/** Reads the imports of a built JavaScript or declaration file. */
export function importsOf(file: string): Imports {
  const text = readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const found = (pattern: RegExp): readonly string[] =>
    [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []);
  return { static: found(STATIC), dynamic: found(DYNAMIC) };
}

/** Whether a specifier names a package or a module of Node rather than a file. */
export function isBare(specifier: string): boolean {
  return !specifier.startsWith(".");
}

/** What is loaded at once when `entry` is imported: its own files, and what it asks of others. */
export interface Eager {
  readonly files: ReadonlySet<string>;
  readonly bare: ReadonlySet<string>;
}

/** Follows the static imports from a built file on, through the files of its package. */
export function loadedBy(folder: string, entry: string): Eager {
  const files = new Set<string>();
  const bare = new Set<string>();
  const visit = (path: string): void => {
    if (files.has(path)) return;
    const file = join(folder, path);
    if (!existsSync(file)) throw new Error(`${path} is imported, and not there`);
    files.add(path);
    for (const specifier of importsOf(file).static) {
      if (isBare(specifier)) bare.add(specifier);
      else visit(resolve("/", dirname(path), specifier).slice(1));
    }
  };
  visit(entry);
  return { files, bare };
}
