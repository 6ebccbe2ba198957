import type { Archive, ReadableArchive, WrittenFile } from "../../core/content/archive.ts";
import type { Download } from "../../core/http/download.ts";
import { lazy } from "../../core/concurrency/lazy.ts";
import type { CallOptions } from "../../core/options.ts";
import type { AgaveContext } from "../context.ts";
import { placeOf, type FileAddress } from "./address.ts";
import type { FileHandle } from "./changes.ts";
import type { ByteRange } from "./content.ts";
import type { FolderOptions, FolderResult } from "./folder-options.ts";
import type { FileContent, UploadOptions } from "./uploads.ts";

// Loaded when they are first asked for: who sends does not carry what receives.
const reading = lazy(async () => ({
  ...(await import("../../core/http/read-content.ts")),
  ...(await import("./content.ts")),
}));
const folders = lazy(() => import("./folders.ts"));
const uploads = lazy(() => import("./uploads.ts"));

/** Options of a download. */
export interface DownloadOptions extends CallOptions {
  /**
   * Called after every piece, with the size of the whole where that is known.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
}

/** Options of opening a file. */
export interface OpenFileOptions extends CallOptions {
  /** Only these bytes. @defaultValue all of them */
  readonly range?: ByteRange;
}

/** What files hold: how it is sent and received. */
export class FileContents {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    this.#context = context;
  }

  /**
   * Opens a file as a stream, in constant memory; read it to its end, or cancel it.
   *
   * @remarks Remote call: `GET /files/v2/media/…`. After a cut the stream goes on where it was, if the service allows it.
   * @throws NotFoundError when there is no such file.
   */
  async open(address: FileAddress, { range, ...options }: OpenFileOptions = {}): Promise<Download> {
    const { contentOf, openContent } = await reading();
    const source = contentOf(this.#context, placeOf(address), range);
    if (range === undefined) return openContent(source, options);
    // A part is not gone on from: it would begin at another place.
    return source.open(undefined, options.signal ?? new AbortController().signal);
  }

  /**
   * Reads a file's bytes into memory.
   *
   * @remarks Remote call: `GET /files/v2/media/…`. A cut connection is mended, or the reading begins again.
   * @throws NotFoundError when there is no such file; TransferError when it cannot be read to its end.
   */
  async getBytes(address: FileAddress, options: DownloadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { contentOf, readBytes } = await reading();
    return readBytes(contentOf(this.#context, placeOf(address)), options);
  }

  /**
   * Reads a file as UTF-8 text.
   *
   * @remarks Remote call: as {@link FileContents.getBytes}.
   * @throws ProtocolError when it is not UTF-8.
   */
  async getText(address: FileAddress, options: DownloadOptions = {}): Promise<string> {
    const { contentOf, readText } = await reading();
    return readText(contentOf(this.#context, placeOf(address)), options);
  }

  /**
   * Saves a file on disk, on Node: under a temporary name first, so that a failure leaves what was there.
   *
   * @remarks Remote call: as {@link FileContents.getBytes}; constant memory.
   * @example
   * ```ts
   * const { size, sha256 } = await agave.files.download("data/results/all.csv", "all.csv");
   * ```
   */
  async download(address: FileAddress, path: string, options: DownloadOptions = {}): Promise<WrittenFile> {
    const { contentOf, saveContent } = await reading();
    return saveContent(contentOf(this.#context, placeOf(address)), path, options);
  }

  /**
   * Opens a file that its owner shares with everybody, without a log-in.
   *
   * @remarks Remote call: `GET /files/v2/download/{owner}/system/{system}/{path}`.
   */
  async openPublic(owner: string, address: FileAddress, options: CallOptions = {}): Promise<Download> {
    const { system = "", path } = placeOf(address);
    const { openContent, publicContent } = await reading();
    return openContent(publicContent(this.#context, { owner, system, path }), options);
  }

  /**
   * Sends a file to where the address says. An address that ends in a slash is the folder that it goes into, under its own
   * name. What is there is replaced.
   *
   * @remarks Remote call: `POST /files/v2/media/…`; where the folder is missing, `PUT /files/v2/media/…` first.
   * @throws InvalidInputError when the content cannot be read.
   * @example
   * ```ts
   * await agave.files.upload("genome.fa", "agave://data/genomes/human.fa", { wait: true });
   * ```
   */
  async upload(content: FileContent, address: FileAddress, options: UploadOptions = {}): Promise<FileHandle> {
    return (await uploads()).uploadFile(this.#context, { content, address }, options);
  }

  /**
   * Sends all files of a local folder (or a zip, or memory) to a folder.
   *
   * @remarks Remote calls: those of `mkdir` and {@link FileContents.upload}, some at the same time, then
   * `walk`, to compare what has arrived.
   * @throws TransferError naming the files that could not be sent.
   * @example
   * ```ts
   * import { folderArchive } from "footbridge/archive";
   *
   * await agave.files.uploadFolder(folderArchive("inputs"), "agave://data/inputs");
   * ```
   */
  async uploadFolder(
    from: ReadableArchive,
    to: FileAddress,
    options: FolderOptions = {},
  ): Promise<FolderResult> {
    return (await folders()).uploadFolder(this.#context, { from, to: placeOf(to) }, options);
  }

  /**
   * Saves all that is below a folder in a local folder (or a zip, or memory).
   *
   * @remarks Remote calls: those of `walk` and {@link FileContents.open}, some at the same time.
   * @throws TransferError naming the files that could not be saved.
   */
  async downloadFolder(
    from: FileAddress,
    to: Pick<Archive, "write">,
    options: FolderOptions = {},
  ): Promise<FolderResult> {
    return (await folders()).downloadFolder(this.#context, { from: placeOf(from), to }, options);
  }
}
