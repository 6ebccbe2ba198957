import type { ArchiveEntry } from "../../core/content/archive.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { JsonReader } from "../../core/json/reader.ts";
import type { PoolOptions } from "../../core/concurrency/pool.ts";
import { BundleFiles, type LocatedArchive } from "../bundle/format/files.ts";
import { readText } from "../bundle/format/json-text.ts";

/** The files that people are kept in, as the Python client calls them. */
export const PEOPLE_FILES = {
  user: "users.json",
  group: "groups.json",
  profile: "profiles.json",
} as const;

/** A list of people in an archive. */
export interface PeopleList {
  readonly files: BundleFiles;
  readonly path: string;
  readonly entries: readonly JsonReader[];
}

/**
 * Reads the one file of an archive that lists users, groups or profiles, at any depth.
 *
 * @throws {@link InvalidInputError} when there is none, or several, or when it holds no list of objects.
 */
export async function readPeople(
  archive: LocatedArchive,
  what: keyof typeof PEOPLE_FILES,
  options: Pick<PoolOptions, "signal">,
): Promise<PeopleList> {
  const name = PEOPLE_FILES[what];
  const files = await BundleFiles.list(archive, options);
  const [entry, other] = files.named(name);
  if (entry === undefined) {
    throw new InvalidInputError(`${archive.location} holds no ${name}.`, {
      hint: `Give the folder that an export of ${what}s wrote, or one above it.`,
    });
  }
  if (other !== undefined) {
    throw new InvalidInputError(
      `${archive.location} holds several ${name}: ${entry.path} and ${other.path}.`,
      { hint: "Give the folder of one of them." },
    );
  }
  return { files, path: entry.path, entries: await readList(entry, `a list of ${what}s`) };
}

async function readList(entry: ArchiveEntry, what: string): Promise<readonly JsonReader[]> {
  const list = parse(await readText(entry, what), entry.path);
  if (!Array.isArray(list)) throw new InvalidInputError(`${entry.path} should be a JSON list.`);
  return list.map((item: unknown, at) => JsonReader.of(item, `${entry.path}[${at}]`));
}

function parse(text: string, file: string): unknown {
  try {
    // A byte order mark is no JSON, but editors write it.
    return JSON.parse(text.replace(/^\uFEFF/u, ""));
  } catch {
    // It refuses what cannot be parsed, in the words of all readers.
    return JsonReader.parse(text, file);
  }
}

/**
 * Refuses a list that names somebody twice: which one counts would be a guess.
 *
 * @throws {@link InvalidInputError} naming the file and the name.
 */
export function refuseTwice(path: string, people: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of people) {
    if (seen.has(name))
      throw new InvalidInputError(`${path} holds "${name}" twice.`, { hint: "Remove one." });
    seen.add(name);
  }
}
