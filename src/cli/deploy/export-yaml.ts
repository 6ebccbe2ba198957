import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import { folderArchive } from "../../archive/index.ts";
import type { ExportOptions, Saagie } from "../../saagie/index.ts";
import { CliError } from "../cli-error.ts";
import { FILE_SCHEMA } from "./file-schema.ts";
import { fromArchive } from "./from-archive.ts";
import { readProjectFile } from "./read-project-file.ts";

/** What is written as a project file, and where. */
export interface YamlExport {
  readonly saagie: Saagie;
  readonly project: string;
  readonly path: string;
  readonly overwrite: boolean;
  readonly how: ExportOptions;
}

/** What was written. */
export interface YamlExportResult {
  readonly file: string;
  readonly packages: readonly string[];
}

/** What editors check the file by, beside it. */
const SCHEMA_FILE = "footbridge.schema.json";

/**
 * Writes a project as one readable file, with its packages beside it: the current versions alone. The file is written last, so
 * that one that is there is whole.
 *
 * @throws CliError when a file is there already.
 */
export async function exportYaml({
  saagie,
  project,
  path,
  overwrite,
  how,
}: YamlExport): Promise<YamlExportResult> {
  if (existsSync(path) && !overwrite)
    throw new CliError(`${path} exists already: choose another name, or replace it with --overwrite.`);
  const temporary = await mkdtemp(join(tmpdir(), "footbridge-export-"));
  try {
    const archive = folderArchive(temporary);
    await saagie.projects.export(project, archive, { ...how, versions: "current" });
    const { file, packages } = await fromArchive(archive);
    const text = `# yaml-language-server: $schema=./${SCHEMA_FILE}\n${stringify(file, { lineWidth: 0 })}`;
    // What is written is what is read: a file that would be refused is a fault of ours, and is not written.
    readProjectFile(text, path);
    const target = folderArchive(dirname(resolve(path)));
    for (const [place, entry] of packages) await target.write(place, await entry.open());
    await target.write(SCHEMA_FILE, `${JSON.stringify(FILE_SCHEMA, null, 2)}\n`);
    await target.write(basename(path), text);
    return { file: path, packages: [...packages.keys()] };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
