import type { ArchiveEntry, WritableArchive, WrittenFile } from "../../core/archive.ts";
import { JsonReader } from "../../core/json-reader.ts";
import { nodeDoor } from "../../core/runtime.ts";
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

/** Writes files and remembers what they amount to. */
export class ManifestWriter {
  readonly #archive: WritableArchive;
  readonly #files = new Map<string, WrittenFile>();
  readonly #signal: AbortSignal | undefined;
  #bytes = 0;

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
  }

  /** Files written so far. */
  get files(): number {
    return this.#files.size;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes the manifest itself, at the end of an export. */
  async finish(source: ExportSource, exportedAt: number): Promise<void> {
    this.#signal?.throwIfAborted();
    const paths = [...this.#files.keys()].toSorted();
    const files = Object.fromEntries(paths.map((path) => [path, this.#files.get(path)]));
    const { url, realm, platform } = source;
    const head = {
      format: FORMAT,
      exportedAt: new Date(exportedAt).toISOString(),
      source: { url, realm, platform },
    };
    await this.#archive.write(MANIFEST_FILE, toJson({ ...head, files }));
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

/**
 * Tells how a file differs from what was written; `undefined` when it does not.
 *
 * @remarks Checksums are compared on Node, which computes them piece by piece; elsewhere the size has to do.
 */
export async function differenceFrom(
  { size, sha256 }: WrittenFile,
  content: Blob,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (content.size !== size) return `it has ${content.size} bytes instead of ${size}`;
  const node = await nodeDoor();
  if (node === undefined || (await node.sha256Of(content, signal)) === sha256) return undefined;
  return "its checksum is another";
}
