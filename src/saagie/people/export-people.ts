import type { WritableArchive } from "../../core/content/archive.ts";
import { toJson } from "../bundle/format/manifest.ts";
import { PEOPLE_FILES } from "./people-files.ts";
import type { PeopleExportOptions, PeopleExportResult } from "./people-plan.ts";

/** A list of users or profiles, and where it goes. */
export interface PeopleExport {
  readonly what: "user" | "profile";
  readonly list: readonly { readonly login: string }[];
  readonly archive: WritableArchive;
}

/** Writes users or profiles as one file, as the Python client does. */
export async function exportPeople(
  { what, list, archive }: PeopleExport,
  { onProgress, signal }: PeopleExportOptions,
): Promise<PeopleExportResult> {
  signal?.throwIfAborted();
  const name = PEOPLE_FILES[what];
  const { size } = await archive.write(name, toJson(list));
  const total = list.length;
  onProgress?.({ phase: "done", what, name, done: total, total, bytes: size });
  return { names: list.map(({ login }) => login), files: 1, bytes: size, warnings: [] };
}
