import type { ArchiveEntry, WritableArchive, WrittenFile } from "../../../core/content/archive.ts";
import { JsonReader } from "../../../core/json/reader.ts";
import { nodeDoor } from "../../../core/runtime.ts";
import { readText } from "./json-text.ts";

/** The manifest's name. It is written last: an export without it did not come to its end. */
export const MANIFEST_FILE = "footbridge.json";

const FORMAT = 1;

/** What exports wrote. */
export interface Manifest {
  /** By path in the archive. */
  readonly files: ReadonlyMap<string, WrittenFile>;
  /** The folders that manifests lie in, each with a slash at its end; `""` is the root. */
  readonly folders: readonly string[];
}

/** Where an export comes from. */
export interface ExportSource {
  readonly url: string;
  readonly realm: string;
  readonly platform: number;
}

/**
 * Writes files and remembers what they amount to.
 *
 * @remarks Each thing has a manifest in its own folder, so that in Git a change of one touches no file of another; that of
 * the archive lists what lies outside them.
 */
export class ManifestWriter {
  readonly #archive: WritableArchive;
  readonly #files = new Map<string, WrittenFile>();
  readonly #signal: AbortSignal | undefined;
  #bytes = 0;
  #count = 0;

  constructor(archive: WritableArchive, signal: AbortSignal | undefined) {
    this.#archive = archive;
    this.#signal = signal;
  }

  /**
   * Writes one file.
   *
   * @throws the signal's reason when it is aborted: nothing is begun behind a caller who has left.
   */
  async write(path: string, content: string | ReadableStream<Uint8Array>): Promise<void> {
    this.#signal?.throwIfAborted();
    const written = await this.#archive.write(path, content);
    this.#files.set(path, written);
    this.#bytes += written.size;
    this.#count += 1;
  }

  /** Files written so far, without manifests. */
  get files(): number {
    return this.#count;
  }

  /** Bytes written so far, without manifests. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes the manifest of a folder, which ends in a slash, when all of it is written. */
  async finishFolder(folder: string): Promise<void> {
    await this.#writeManifest(folder, {});
  }

  /** Writes the manifest of the archive, at the end of an export. */
  async finish({ url, realm, platform }: ExportSource): Promise<void> {
    await this.#writeManifest("", { source: { url, realm, platform } });
  }

  async #writeManifest(folder: string, head: object): Promise<void> {
    this.#signal?.throwIfAborted();
    const paths = [...this.#files.keys()].filter((path) => path.startsWith(folder)).toSorted();
    const files = paths.map((path) => [path.slice(folder.length), this.#files.get(path)]);
    for (const path of paths) this.#files.delete(path);
    const manifest = { format: FORMAT, ...head, files: Object.fromEntries(files) as object };
    await this.#archive.write(folder + MANIFEST_FILE, toJson(manifest));
  }
}

/**
 * JSON as the Python client writes it, so that a folder kept in Git shows what has changed and nothing else: four spaces,
 * and ASCII alone. The newline at the end is ours.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, null, 4);
  const ascii = text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${ascii}\n`;
}

/**
 * Reads manifests as one; where there are none, as in folders of other clients, it is empty.
 *
 * @throws {@link InvalidInputError} when one is broken, or was written by a version that does more than this one knows.
 */
export async function readManifests(entries: readonly ArchiveEntry[]): Promise<Manifest> {
  const files = new Map<string, WrittenFile>();
  const folders: string[] = [];
  for (const entry of entries) {
    const json = JsonReader.parse(await readText(entry, "a manifest"), entry.path);
    const format = json.number("format");
    if (format !== FORMAT) {
      throw json.invalid(
        `"format" should be ${FORMAT}, not ${format}`,
        "A newer version of this library may have written it.",
      );
    }
    const folder = entry.path.slice(0, -MANIFEST_FILE.length);
    folders.push(folder);
    const listed = json.object("files");
    for (const path of listed?.keys() ?? []) {
      const file = listed?.object(path);
      files.set(folder + path, {
        size: file?.number("size") ?? 0,
        sha256: file?.requiredText("sha256") ?? "",
      });
    }
  }
  return { files, folders };
}

/** How a file differs from what was written. */
export interface FileDifference {
  /** In words, e.g. `it has 11 bytes instead of 9`. */
  readonly what: string;
  /** Whether a text is the same but for the ends of its lines, as Git leaves it with `core.autocrlf`. */
  readonly isInLineEnds: boolean;
}

/**
 * Tells how a file differs from what was written; `undefined` when it does not.
 *
 * @remarks Checksums are compared on Node, which computes them piece by piece; elsewhere the size has to do.
 */
export async function differenceFrom(
  { size, sha256 }: WrittenFile,
  content: Blob,
  signal: AbortSignal,
): Promise<FileDifference | undefined> {
  const node = await nodeDoor();
  if (content.size === size) {
    if (node === undefined || (await node.sha256Of(content, signal)) === sha256) return undefined;
    return { what: "its checksum is another", isInLineEnds: false };
  }
  const [was, is] = content.size > size ? (["LF", "CRLF"] as const) : (["CRLF", "LF"] as const);
  if ((await node?.sha256Of(content, signal, was)) === sha256) {
    return {
      what: `its lines end in ${is} instead of ${was}, and nothing else is changed (Git's core.autocrlf does that)`,
      isInLineEnds: true,
    };
  }
  return { what: `it has ${content.size} bytes instead of ${size}`, isInLineEnds: false };
}
