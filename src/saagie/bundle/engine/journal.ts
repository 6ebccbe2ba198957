import type { Archive } from "../../../core/content/archive.ts";
import { JsonReader } from "../../../core/json/reader.ts";
import { readText } from "../format/json-text.ts";
import { toJson } from "../format/manifest.ts";

const JOURNALS = ".footbridge";
const IGNORE_FILE = `${JOURNALS}/.gitignore`;

/** How far the import of one thing has come. */
export interface JournalEntry {
  /** Its id in the target; absent while its creation is on its way. */
  readonly id?: string;
  /** The target's version number for each of the archive's. */
  readonly versions: Readonly<Record<string, number>>;
  readonly done: boolean;
}

/** Something in an archive, as far as the journal is concerned. */
export interface JournaledThing {
  /** The path of its file, e.g. `job.json`. */
  readonly path: string;
  readonly name: string;
}

/** The target an import's journal belongs to. */
export interface JournalTarget {
  readonly realm: string;
  readonly platform: number;
  readonly projectId: string;
}

/**
 * What imports of an archive into one project have done, so that the next one goes on after a crash.
 *
 * @remarks One small file for each thing: a write costs the same however many there are, and one that is broken concerns one
 * thing.
 */
export class Journal {
  /** The folder of its files. */
  readonly path: string;
  readonly #archive: Archive;
  #ignored: Promise<void> | undefined;

  constructor(archive: Archive, { realm, platform, projectId }: JournalTarget) {
    this.path = `${JOURNALS}/import-${realm}-${platform}-${projectId}`;
    this.#archive = archive;
  }

  /**
   * Where something stands; `undefined` when nothing was begun for it.
   *
   * @throws {@link InvalidInputError} naming the file when it is broken.
   */
  async entry({ path, name }: JournaledThing): Promise<JournalEntry | undefined> {
    const file = this.#fileOf(path);
    const found = await this.#archive.entry(file);
    if (found === undefined) return undefined;
    const json = JsonReader.parse(await readText(found, "a journal"), file);
    const id = json.text("id");
    const versions = json.object("versions");
    const numbers = (versions?.keys() ?? []).map((key) => [key, versions?.number(key) ?? 0] as const);
    if (numbers.some(([, number]) => !Number.isSafeInteger(number) || number < 1)) {
      throw json.invalid(
        `"versions" should hold version numbers`,
        "Delete the file to have it compared by its name.",
      );
    }
    // Another one has come to lie at this path since.
    if (json.requiredText("name") !== name) return undefined;
    return {
      ...(id ? { id } : {}),
      versions: Object.fromEntries(numbers),
      done: json.boolean("done") ?? false,
    };
  }

  /** Remembers where something stands; resolves when that is written. */
  async record({ path, name }: JournaledThing, { id, versions, done }: JournalEntry): Promise<void> {
    this.#ignored ??= this.#ignore();
    await this.#ignored;
    await this.#archive.write(this.#fileOf(path), toJson({ name, id, versions, done }));
  }

  /** What is done here is nobody else's: Git leaves the folder out, whoever wrote the archive. */
  async #ignore(): Promise<void> {
    if ((await this.#archive.entry(IGNORE_FILE)) === undefined) await this.#archive.write(IGNORE_FILE, "*\n");
  }

  // Not called job.json: readers of exports, the Python client too, look for such names everywhere.
  #fileOf(path: string): string {
    const own = path.replace(/(?<=^|\/)job\.json$/u, "journal.json");
    return `${this.path}/${own === path ? path.replace(/\.json$/u, ".journal.json") : own}`;
  }
}
