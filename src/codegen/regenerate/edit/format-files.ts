import { basename, join } from "node:path";
import { check, format, resolveConfig } from "prettier";

/** How schema files are formatted: where they lie, and their text before. */
export interface FormatOptions {
  /** The folder that names of files are relative to. */
  readonly project: string;
  readonly before: ReadonlyMap<string, string>;
}

/** Formats edited schema files as the project has them. A file that was laid out by hand before is left so. */
export async function formatFiles(
  files: ReadonlyMap<string, string>,
  { project, before }: FormatOptions,
): Promise<ReadonlyMap<string, string>> {
  const formatted = [...files].map(async ([name, text]) => {
    const config = await resolveConfig(join(project, name));
    const options = { ...config, filepath: basename(name) };
    const old = before.get(name);
    const isOurs = old === undefined || (await check(old, options));
    return [name, isOurs ? await format(text, options) : text] as const;
  });
  return new Map(await Promise.all(formatted));
}
