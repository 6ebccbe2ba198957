import { wordsOf } from "../../plugins/methods/names.ts";

/** The words that an endpoint's files are about: a new root field goes where its own words are at home. */
export class FileWords {
  readonly #folder: string;
  readonly #scalars: string;
  /** By file: the words of its own name. */
  readonly #titles = new Map<string, readonly string[]>();
  readonly #files = new Map<string, Set<string>>();

  /**
   * @param folder - of the endpoint's own files, as their names begin: others are a clue to nothing
   * @param scalars - the file that has something of every resource
   */
  constructor(folder: string, scalars: string) {
    this.#folder = folder;
    this.#scalars = scalars;
  }

  /** Says that something of a name is in a file. */
  add(file: string, name: string): void {
    if (!file.startsWith(this.#folder) || file === this.#scalars) return;
    if (!this.#titles.has(file)) {
      const title = stems(file.slice(this.#folder.length).replace(/\.\w+$/, ""));
      this.#titles.set(file, title);
      for (const word of title) this.#note(word, file);
    }
    for (const word of stems(name)) this.#note(word, file);
  }

  /** The file that a name names, or else the one that shares the rarest words with it. */
  fileOf(name: string): string | undefined {
    const own = new Set(stems(name));
    const scores = new Map<string, number>();
    for (const word of own) {
      const files = this.#files.get(word) ?? new Set();
      for (const file of files) scores.set(file, (scores.get(file) ?? 0) + 1 / files.size);
    }
    let named: readonly string[] = [];
    let namedFile: string | undefined;
    let best = 0;
    let bestFile: string | undefined;
    // In the order of the files: of several equals the first.
    for (const [file, title] of scores.size === 0 ? [] : this.#titles) {
      const score = scores.get(file) ?? 0;
      if (score > best) [best, bestFile] = [score, file];
      if (title.length > named.length && title.every((word) => own.has(word)))
        [named, namedFile] = [title, file];
    }
    // A verb that half of all files know says nothing.
    return namedFile ?? (best >= 2 / this.#titles.size ? bestFile : undefined);
  }

  #note(word: string, file: string): void {
    const files = this.#files.get(word);
    if (files === undefined) this.#files.set(word, new Set([file]));
    else files.add(file);
  }
}

function stems(name: string): readonly string[] {
  return wordsOf(name).map((word) => word.replace(/ies$/, "y").replace(/s$/, ""));
}
