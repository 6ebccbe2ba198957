import { lazy } from "../../core/concurrency/lazy.ts";
import type { CallOptions } from "../../core/options.ts";
import type { FilePermissionInput } from "../../../generated/agave/api.ts";
import type { AgaveContext } from "../context.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";
import { placeOf, type FileAddress, type FilePlace } from "./address.ts";
import type { CopyOptions, FileHandle, ImportOptions } from "./changes.ts";
import { listFolder, type FileEntry, type WalkedEntry, type WalkOptions } from "./entries.ts";
import { FileContents } from "./file-contents.ts";
import {
  fileHistory,
  filePermissions,
  type FileEvent,
  type FilePermission,
  type FilePermissionsOptions,
} from "./records.ts";
import type { StagingOptions } from "./staging.ts";

// Loaded when they are first asked for: who lists does not carry what changes.
const changes = lazy(() => import("./changes.ts"));
const rights = lazy(() => import("./permissions.ts"));
const staging = lazy(() => import("./staging.ts"));
const walking = lazy(() => import("./walk.ts"));

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
export class Files extends FileContents {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context);
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

  async *#walk(place: FilePlace, options: WalkOptions): AsyncGenerator<WalkedEntry, void, undefined> {
    const { walkFolder } = await walking();
    yield* walkFolder(this.#context.call, place, options);
  }
}
