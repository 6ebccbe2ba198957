// What stands for the parts that only Node has where the package is bundled for a page: see `browser` in package.json.

/** Jobs of Saagie that really run. */
export function ProcessExecutor(): never {
  throw needsNode('The executor "process"', 'Leave it at "scripted"');
}

/** Jobs of Agave that really run. */
export function runProcess(): never {
  throw needsNode('The executor "process"', 'Leave it at "scripted"');
}

/** Folders of this machine as systems of Agave. */
export function DiskTree(): never {
  throw needsNode("A folder as a system's storage", "Leave it out: the files are kept in memory");
}

/** A socket to listen on. */
export function listen(): never {
  throw needsNode("listen()", "Hand the emulator's fetch to the client instead");
}

/** What the control API tells of a Saagie. */
export function saagieInventory(): never {
  throw needsNode("The control API", "Look at the emulator by its own members");
}

/** What the control API tells of a Descartes Labs Storage. */
export function descartesInventory(): never {
  return saagieInventory();
}

/** What the control API tells of an Agave. */
export function agaveInventory(): never {
  return saagieInventory();
}

/** The module `msw`, which bundlers look for at once, and warn of where it is not installed. */
export async function loadMsw(): Promise<never> {
  throw needsNode(
    "handlers() without an argument",
    'Hand the module in: `import * as msw from "msw"`, then `emulator.handlers(msw)`',
  );
}

/** States in files. */
export function readStateFile(): never {
  throw needsNode("loadFile()", "Use load() with the state itself");
}

/** States in files. */
export function writeStateFile(): never {
  throw needsNode("saveFile()", "Use save(), which hands out the state itself");
}

/** Where large blobs lie: in memory. */
export async function makeSpillFolder(): Promise<string> {
  return "";
}

/** There is nothing to remove. */
export async function removeSpillFolder(): Promise<void> {
  return undefined;
}

/** A large blob. */
export class SpillFile {
  #content = new Blob([]);

  static async make(): Promise<SpillFile> {
    return new SpillFile();
  }

  async write(bytes: Uint8Array, at: number): Promise<void> {
    const { size } = this.#content;
    const rest = this.#content.slice(Math.min(size, at + bytes.byteLength));
    this.#content = new Blob([this.#content.slice(0, at), bytes.slice(), rest]);
  }

  async truncate(size: number): Promise<void> {
    this.#content = this.#content.slice(0, size);
  }

  async close(): Promise<void> {
    return undefined;
  }

  read(start: number, end: number): ReadableStream<Uint8Array> {
    return this.#content.slice(start, end).stream();
  }

  async remove(): Promise<void> {
    this.#content = new Blob([]);
  }
}

/** What seals tokens: nobody can forge one who is not in the page already. */
export function mac(secret: string, text: string): string {
  const words = [
    0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1, 0xd3a2646c,
  ];
  for (const character of `${secret}\n${text}`) {
    for (const [index, word] of words.entries())
      words[index] = Math.imul(word ^ (character.codePointAt(0) ?? 0), 0x01000193 + 2 * index);
  }
  return words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function needsNode(what: string, instead: string): Error {
  return new Error(`${what} needs Node, and this emulator was bundled for a page. ${instead}.`);
}
