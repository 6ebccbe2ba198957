import type { Archive, ReadableArchive, WrittenFile } from "../../core/archive.ts";
import type { Download } from "../../core/http/download.ts";
import { lazily } from "../../core/lazily.ts";
import type { CallOptions } from "../../core/options.ts";
import type { FilePermissionInput } from "../../../generated/agave/api.ts";
import type { AgaveContext } from "../context.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";
import { placeOf, type FileAddress, type FilePlace } from "./address.ts";
import type { CopyOptions, FileHandle, ImportOptions } from "./changes.ts";
import type { ByteRange } from "./content.ts";
import { listFolder, type FileEntry, type WalkedEntry, type WalkOptions } from "./entries.ts";
import type { FolderOptions, FolderResult } from "./folder-options.ts";
import {
  fileHistory,
  filePermissions,
  type FileEvent,
  type FilePermission,
  type FilePermissionsOptions,
} from "./records.ts";
import type { StagingOptions } from "./staging.ts";
import type { FileContent, UploadOptions } from "./uploads.ts";

// Loaded when they are first asked for: who lists does not carry what sends, and who sends not what receives.
const reading = lazily(async () => ({
  ...(await import("../../core/http/read-content.ts")),
  ...(await import("./content.ts")),
}));
const changes = lazily(() => import("./changes.ts"));
const folders = lazily(() => import("./folders.ts"));
const rights = lazily(() => import("./permissions.ts"));
const staging = lazily(() => import("./staging.ts"));
const uploads = lazily(() => import("./uploads.ts"));
const walking = lazily(() => import("./walk.ts"));

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

/** Options of deleting permissions. */
export interface DeletePermissionsOptions extends CallOptions {
  /** Whether everything below loses them too. */
  readonly recursive?: boolean;
}

/**
 * Files on storage systems.
 *
 * @remarks Wherever a file is asked for, `agave://system/path`, `system/path`, `{ system, path }` or the URL of a listing will
 * do. A path is relative to the home folder of its system, or, with a leading slash (`agave://system//path`), to its root.
 */
export class Files {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    this.#context = context;
  }

  /**
   * Lists a folder, or one file.
   *
   * @remarks Remote call: `GET /files/v2/listings/…`, one for each page.
   * @example
   * ```ts
   * for await (const { name, length } of agave.files.list("data/results")) console.log(name, length);
   * ```
   */
  list(address: FileAddress, options: ListingOptions = {}): Listing<FileEntry> {
    return listFolder(this.#context.call, placeOf(address), options);
  }

  /**
   * Walks through all that is below a folder: each folder before what it holds.
   *
   * @remarks Remote call: `GET /files/v2/listings/…`, for each folder and page.
   */
  walk(address: FileAddress, options: WalkOptions = {}): AsyncGenerator<WalkedEntry, void, undefined> {
    return this.#walk(placeOf(address), options);
  }

  /**
   * Tells what a file or folder is.
   *
   * @remarks Remote call: `GET /files/v2/listings/…`.
   * @throws NotFoundError when there is none.
   */
  async stat(address: FileAddress, options: CallOptions = {}): Promise<FileEntry> {
    return (await walking()).statFile(this.#context.call, placeOf(address), options);
  }

  /**
   * Tells whether there is such a file or folder.
   *
   * @remarks Remote call: `GET /files/v2/listings/…`.
   */
  async exists(address: FileAddress, options: CallOptions = {}): Promise<boolean> {
    return (await walking()).fileExists(this.#context.call, placeOf(address), options);
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
   * @remarks Remote call: as {@link Files.getBytes}.
   * @throws ProtocolError when it is not UTF-8.
   */
  async getText(address: FileAddress, options: DownloadOptions = {}): Promise<string> {
    const { contentOf, readText } = await reading();
    return readText(contentOf(this.#context, placeOf(address)), options);
  }

  /**
   * Saves a file on disk, on Node: under a temporary name first, so that a failure leaves what was there.
   *
   * @remarks Remote call: as {@link Files.getBytes}; constant memory.
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
   * Lets the service fetch a file from a URL, or from another system, to where the address says; it goes on after the call.
   *
   * @remarks Remote call: `POST /files/v2/media/…`. {@link Files.waitUntilStaged} waits for it.
   */
  async import(url: string | URL, address: FileAddress, options: ImportOptions = {}): Promise<FileHandle> {
    return (await changes()).importFile(this.#context, { url: String(url), to: placeOf(address) }, options);
  }

  /**
   * Waits until a file that was sent, fetched or copied to another system is in its place.
   *
   * @remarks Remote call: `GET /files/v2/history/…`, again and again.
   * @throws TransferError when the service could not put it there.
   */
  async waitUntilStaged(address: FileAddress, options: StagingOptions = {}): Promise<void> {
    return (await staging()).waitUntilStaged(this.#context, placeOf(address), options);
  }

  /**
   * Makes a folder, with those above it; one that is there is left as it is.
   *
   * @remarks Remote call: `PUT /files/v2/media/…`.
   * @throws RefusedError when a file is in its place.
   */
  async mkdir(address: FileAddress, options: CallOptions = {}): Promise<void> {
    return (await changes()).makeFolder(this.#context, placeOf(address), options);
  }

  /**
   * Copies a file or folder; what is there is replaced, and folders are merged.
   *
   * @remarks Remote call: `PUT /files/v2/media/…`; to another system `POST /files/v2/media/…`, which goes on after the call.
   */
  async copy(from: FileAddress, to: FileAddress, options: CopyOptions = {}): Promise<FileHandle> {
    return (await changes()).copyFile(this.#context, { from: placeOf(from), to: placeOf(to) }, options);
  }

  /**
   * Moves a file or folder within its system; what is there is replaced.
   *
   * @remarks Remote call: `PUT /files/v2/media/…`.
   */
  async move(from: FileAddress, to: FileAddress, options: CallOptions = {}): Promise<FileHandle> {
    return (await changes()).moveFile(this.#context, { from: placeOf(from), to: placeOf(to) }, options);
  }

  /**
   * Gives a file or folder another name in its folder.
   *
   * @remarks Remote call: `PUT /files/v2/media/…`.
   */
  async rename(address: FileAddress, name: string, options: CallOptions = {}): Promise<FileHandle> {
    return (await changes()).renameFile(this.#context, { place: placeOf(address), name }, options);
  }

  /**
   * Deletes a file, or a folder with all in it.
   *
   * @remarks Remote call: `DELETE /files/v2/media/…`.
   */
  async delete(address: FileAddress, options: CallOptions = {}): Promise<void> {
    return (await changes()).deleteFile(this.#context, placeOf(address), options);
  }

  /**
   * Lists what happened to a file.
   *
   * @remarks Remote call: `GET /files/v2/history/…`, one for each page.
   */
  history(address: FileAddress, options: ListingOptions = {}): Listing<FileEvent> {
    return fileHistory(this.#context, placeOf(address), options);
  }

  /**
   * Lists who may do what with a file.
   *
   * @remarks Remote call: `GET /files/v2/pems/…`, one for each page.
   */
  listPermissions(address: FileAddress, options: FilePermissionsOptions = {}): Listing<FilePermission> {
    return filePermissions(this.#context, placeOf(address), options);
  }

  /**
   * Sets the rights of a user; they replace what the user had.
   *
   * @remarks Remote call: `POST /files/v2/pems/…`. Where the answer is lost, what became of it is looked up; it is never sent
   * twice.
   * @throws OutcomeUnknownError when that does not tell.
   */
  async setPermission(
    address: FileAddress,
    permission: FilePermissionInput,
    options: CallOptions = {},
  ): Promise<void> {
    return (await rights()).setFilePermission(
      this.#context,
      { place: placeOf(address), permission },
      options,
    );
  }

  /**
   * Takes away all rights to a file but the owner's.
   *
   * @remarks Remote call: `DELETE /files/v2/pems/…`.
   */
  async deletePermissions(
    address: FileAddress,
    { recursive, ...options }: DeletePermissionsOptions = {},
  ): Promise<void> {
    return (await rights()).deleteFilePermissions(
      this.#context,
      { place: placeOf(address), recursive },
      options,
    );
  }

  /**
   * Sends all files of a local folder (or a zip, or memory) to a folder.
   *
   * @remarks Remote calls: those of {@link Files.mkdir} and {@link Files.upload}, some at the same time, then
   * {@link Files.walk}, to compare what has arrived.
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
   * @remarks Remote calls: those of {@link Files.walk} and {@link Files.open}, some at the same time.
   * @throws TransferError naming the files that could not be saved.
   */
  async downloadFolder(
    from: FileAddress,
    to: Pick<Archive, "write">,
    options: FolderOptions = {},
  ): Promise<FolderResult> {
    return (await folders()).downloadFolder(this.#context, { from: placeOf(from), to }, options);
  }

  async *#walk(place: FilePlace, options: WalkOptions): AsyncGenerator<WalkedEntry, void, undefined> {
    const { walkFolder } = await walking();
    yield* walkFolder(this.#context.call, place, options);
  }
}
