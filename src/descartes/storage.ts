import type { WrittenFile } from "../core/content/archive.ts";
import { connectionFromEnvironment } from "../core/transport/connection-options.ts";
import { processEnvironment, type Environment } from "../core/environment.ts";
import { omitUndefined } from "../core/omit-undefined.ts";
import { InvalidInputError } from "../core/errors.ts";
import { createGuard, type Guard } from "../core/guard/guarded.ts";
import type { Download } from "../core/http/download.ts";
import { checkOptions, settle, type CallOptions, type ClientOptions } from "../core/options.ts";
import { pooled } from "../core/concurrency/pool.ts";
import type { UploadSource } from "../core/content/upload.ts";
import { immediate } from "../../generated/descartes/immediate.ts";
import { BlobsMethods, blobsOperations } from "../../generated/descartes/methods.ts";
import type { BlobAddress, BlobOptions, TransferOptions } from "./blobs/options.ts";
import { blobAt, urlOfBlob } from "./blobs/urls.ts";
import { namespaceOf, type Claims } from "./log-in/claims.ts";
import { copyBlob, moveBlob, type CopyOptions } from "./blobs/copy.ts";
import { checkUrls, createContext, type Connected, type ServiceUrls } from "./create-context.ts";
import { credentialsFromEnvironment, type DescartesCredentials } from "./log-in/credentials.ts";
import { deleteBlob } from "./blobs/delete.ts";
import {
  KeyListing,
  readKeyPage,
  type KeyPage,
  type ListOptions,
  type ListPageOptions,
} from "./blobs/listing.ts";
import { openBlob, readBytes, readJson, readText, saveBlob } from "./blobs/read.ts";
import { readHead, type BlobFacts } from "./blobs/head.ts";
import { SignedUrl } from "./blobs/signed-url.ts";
import { planFolderSync, syncFolder } from "./sync/sync.ts";
import type { SyncOptions, SyncPlanOptions, SyncResult, SyncWay } from "./sync/options.ts";
import { toUploadSource, writeBlob, type BlobContent, type SetOptions } from "./blobs/write.ts";

/** Options of a {@link DescartesStorage} client. */
export interface DescartesStorageOptions extends ClientOptions, DescartesCredentials, Partial<ServiceUrls> {}

/** Options of asking for an upload URL. */
export interface UploadUrlOptions extends BlobOptions {
  /** Further parameters, passed on as they are: which of them the service heeds is not documented. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

/** Options of asking for many keys at once. */
export interface ExistingOptions extends BlobOptions {
  /** How many are asked for at the same time. @defaultValue 16 */
  readonly concurrency?: number;
}

const guarded: Guard = createGuard({
  platform: "descartes",
  load: () => import("../../generated/descartes/inputs.ts"),
  immediate,
});

/**
 * A client of Descartes Labs Storage: blobs under keys.
 *
 * @remarks Nothing is read or sent until the first call; the token is fetched then, renewed when it ends, and shared by all
 * calls. Keys are any texts without `.` and `..` between their slashes: what goes in comes out.
 * @example
 * ```ts
 * import { DescartesStorage } from "footbridge/descartes";
 *
 * const storage = new DescartesStorage(); // logs in with ~/.descarteslabs/token_info.json
 * await storage.set("notes/today", "Rain.");
 * console.log(await storage.getText("notes/today"));
 * ```
 */
export class DescartesStorage extends BlobsMethods {
  /** The storage service, version included, without a trailing slash. */
  readonly url: string;
  readonly #context: Connected;

  /**
   * @throws {@link InvalidInputError} naming an option that is wrong.
   */
  constructor(options: DescartesStorageOptions = {}) {
    const settings = settle(options);
    const urls = checkUrls(options, settings);
    const context = createContext(options, urls, settings);
    super(context.call);
    this.url = urls.url;
    this.#context = context;
    // What a subclass adds has to find its own private fields: it is not looked at from outside.
    if (new.target === DescartesStorage) return guarded("", this);
  }

  /**
   * Connects with what the environment tells.
   *
   * @remarks Reads `DESCARTESLABS_CLIENT_ID`, `DESCARTESLABS_CLIENT_SECRET`, `DESCARTESLABS_REFRESH_TOKEN`,
   * `DESCARTESLABS_TOKEN`, `DESCARTESLABS_TOKEN_INFO_PATH`, `DESCARTESLABS_STORAGE_URL` and `DESCARTESLABS_IAM_URL`. Options
   * win. Without credentials in either, the log-in file is used. Tokens are kept in the folder `.descarteslabs` of the home
   * folder, unless `DESCARTESLABS_NO_JWT_CACHE` is `true`. Of connections, the variables `FOOTBRIDGE_…` are read that
   * `Saagie.fromEnvironment` reads.
   */
  static fromEnvironment(
    options: DescartesStorageOptions = {},
    environment: Environment = processEnvironment(),
  ): DescartesStorage {
    checkOptions(options);
    const url = environment["DESCARTESLABS_STORAGE_URL"];
    // Under this name a setting was read from the environment by convention; no document states it.
    const iamUrl = environment["DESCARTESLABS_IAM_URL"];
    return new DescartesStorage({
      ...omitUndefined({ url: url || undefined, iamUrl: iamUrl || undefined }),
      ...credentialsFromEnvironment(environment, options),
      ...connectionFromEnvironment(environment, options),
      ...options,
    });
  }

  /**
   * Reads a blob's bytes into memory: the same as {@link DescartesStorage.getBytes}, under the name that it had.
   *
   * @throws NotFoundError when there is no such blob.
   */
  get(key: string, options: TransferOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.getBytes(key, options);
  }

  /**
   * Reads a blob's bytes into memory, in one copy where the service tells their number.
   *
   * @remarks Remote call: `GET /{type}/get/{key}`. A cut connection is mended, or the reading begins again.
   * @throws NotFoundError when there is no such blob; {@link TransferError} when it cannot be read to its end.
   */
  getBytes(key: string, options: TransferOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return readBytes(this.#context, key, options);
  }

  /**
   * Reads a blob as a UTF-8 text; a byte order mark stays.
   *
   * @remarks Remote call: as {@link DescartesStorage.getBytes}.
   * @throws NotFoundError when there is no such blob; {@link ProtocolError} when it is no UTF-8.
   */
  getText(key: string, options: TransferOptions = {}): Promise<string> {
    return readText(this.#context, key, options);
  }

  /**
   * Reads a blob as JSON.
   *
   * @remarks Remote call: as {@link DescartesStorage.getBytes}. What it holds is for the caller to check.
   * @throws NotFoundError when there is no such blob; {@link ProtocolError} when it is no JSON.
   */
  getJson(key: string, options: TransferOptions = {}): Promise<unknown> {
    return readJson(this.#context, key, options);
  }

  /**
   * Opens a blob as a stream, in constant memory. After a cut the stream goes on where it was, if the service names the
   * content and gives parts of it; otherwise it fails.
   *
   * @remarks Remote call: `GET /{type}/get/{key}`. Read the stream to its end, or cancel it.
   * @throws NotFoundError when there is no such blob.
   */
  getStream(key: string, { type, ...options }: BlobOptions = {}): Promise<Download> {
    return openBlob(this.#context, { key, type }, options);
  }

  /**
   * Saves a blob as a file, on Node: under a temporary name first, so that a failure leaves what was there.
   *
   * @remarks Remote call: `GET /{type}/get/{key}`; constant memory. A cut connection is mended, or the reading begins again.
   * @throws NotFoundError when there is no such blob; {@link InvalidInputError} when no file can be made there;
   * {@link TransferError} when it cannot be read or written to its end.
   * @example
   * ```ts
   * const { size, sha256 } = await storage.getFile("maps/field.tif", "./field.tif");
   * ```
   */
  getFile(key: string, path: string, options: TransferOptions = {}): Promise<WrittenFile> {
    return saveBlob(this.#context, { key, path }, options);
  }

  /**
   * Stores content under a key; what was there is replaced. A string is stored as UTF-8; bytes are read while they are sent,
   * and must not change until then.
   *
   * @remarks Remote calls: `GET /{type}/new_resumable_url/{key}`, then `PUT` to the object store, without the log-in: part by
   * part, from where the store says it is after a cut, and to a new URL when the old one has expired. A stream is first
   * written to a temporary file on Node, to memory elsewhere, since parts may have to be sent again.
   * @throws {@link InvalidInputError} for a key or content that cannot be stored, e.g. a stream of texts; {@link ProtocolError}
   * when the store says that it is done and has not all of it; {@link PermissionError} when this type
   * cannot be written.
   * @example
   * ```ts
   * await storage.set("notes/today", "Rain.");
   * await storage.set("maps/field", createReadStream("field.tif"), { type: "tmp" });
   * ```
   */
  async set(key: string, content: BlobContent, { type, ...options }: SetOptions = {}): Promise<void> {
    await writeBlob(this.#context, { key, type }, { ...options, source: toUploadSource(content) });
  }

  /**
   * Stores a value as JSON.
   *
   * @remarks Remote calls: as {@link DescartesStorage.set}.
   * @throws {@link InvalidInputError} when JSON cannot hold the value.
   */
  async setJson(key: string, value: unknown, options: SetOptions = {}): Promise<void> {
    await this.set(key, jsonOf(value), options);
  }

  /**
   * Stores a file under a key: a path (on Node), a `File`, or named content. What was there is replaced.
   *
   * @remarks Remote calls: as {@link DescartesStorage.set}; constant memory.
   * @throws {@link InvalidInputError} when there is no such file, or it cannot be read.
   */
  async setFile(key: string, file: UploadSource, { type, ...options }: SetOptions = {}): Promise<void> {
    await writeBlob(this.#context, { key, type }, { ...options, source: file });
  }

  /**
   * Tells a blob's size, media type, entity tag and checksums, as far as the service does.
   *
   * @remarks Remote call: `HEAD /{type}/get/{key}`.
   * @throws NotFoundError when there is no such blob.
   */
  stat(key: string, { type, ...options }: BlobOptions = {}): Promise<BlobFacts> {
    return readHead(this.#context, { key, type }, options);
  }

  /**
   * Tells which of many keys have a blob.
   *
   * @remarks Remote calls: `HEAD /{type}/get/{key}`, one for each key, some at the same time.
   */
  async existing(keys: Iterable<string>, options: ExistingOptions = {}): Promise<ReadonlySet<string>> {
    const { concurrency = 16, signal, ...more } = options;
    const asked = [...new Set(keys)];
    const answers = await pooled(asked, (key, inner) => this.exists(key, { ...more, signal: inner }), {
      concurrency,
      signal,
    });
    return new Set(asked.filter((_, at) => answers[at]));
  }

  /**
   * Deletes a blob.
   *
   * @remarks Remote call: `DELETE /{type}/{key}`. Products are deleted through the platform's catalogue, not here.
   * @throws NotFoundError when there is no such blob; {@link PermissionError} when this type cannot be deleted.
   */
  async delete(key: string, { type, ...options }: BlobOptions = {}): Promise<void> {
    await deleteBlob(this.#context, { key, type }, options);
  }

  /**
   * Reads one page of keys: 1000 at most.
   *
   * @remarks Remote call: `GET /{type}/list`. For all keys see {@link DescartesStorage.iterList}.
   */
  list(options: ListPageOptions = {}): Promise<KeyPage> {
    return readKeyPage(this.#context, options);
  }

  /**
   * Lists keys as they are asked for: walk through it, or take the first ones.
   *
   * @remarks Remote calls: `GET /{type}/list`, one for each page.
   * @throws {@link ProtocolError} while it is walked through, when the service leads in a circle.
   * @example
   * ```ts
   * for await (const key of storage.iterList({ prefix: "maps/" })) console.log(key);
   * const ten = await storage.iterList().first(10);
   * ```
   */
  iterList(options: ListOptions = {}): KeyListing {
    return new KeyListing(this.#context, options);
  }

  /**
   * Asks for a URL that reads a blob without a log-in. How long it serves is not stated.
   *
   * @remarks Remote call: `GET /{type}/get_signed_url/{key}`.
   * @throws NotFoundError when there is no such blob, if the service looks.
   */
  async getSignedUrl(key: string, { type, ...options }: BlobOptions = {}): Promise<SignedUrl> {
    return new SignedUrl(await this.call(blobsOperations.signedUrl, { key, type }, options));
  }

  /**
   * Asks for a URL that writes a blob without a log-in: that of a resumable upload, where it serves a week.
   *
   * @remarks Remote call: `GET /{type}/new_resumable_url/{key}`. {@link DescartesStorage.set} does all of it.
   */
  async getUploadUrl(key: string, options: UploadUrlOptions = {}): Promise<SignedUrl> {
    const { type, parameters, ...limits } = options;
    return new SignedUrl(await this.call(blobsOperations.uploadUrl, { key, type, parameters }, limits));
  }

  /**
   * Copies a blob, through this machine: the service has no call for it.
   *
   * @remarks Remote calls: those of {@link DescartesStorage.getStream} and {@link DescartesStorage.set}. On Node it is kept in
   * a temporary file on its way; where a cut cannot be mended, it is read again from its beginning.
   * @throws NotFoundError when there is no such blob; {@link InvalidInputError} when both are the same.
   */
  async copy(from: string, to: string, options: CopyOptions = {}): Promise<void> {
    await copyBlob(this.#context, { from, to }, options);
  }

  /**
   * Copies a blob, then deletes the original: after a failure, and in any doubt, there are two, never none.
   *
   * @remarks Remote calls: those of {@link DescartesStorage.copy}, {@link DescartesStorage.stat} of both, and
   * {@link DescartesStorage.delete}. Where the service tells no lengths, both are read once more.
   * @throws {@link TransferError} when the copy is not seen to be the same; otherwise as these do.
   */
  async move(from: string, to: string, options: CopyOptions = {}): Promise<void> {
    await moveBlob(this.#context, { from, to }, options);
  }

  /**
   * Tells what {@link DescartesStorage.sync} would do; changes nothing.
   *
   * @throws as `sync` does, but not for what cannot be done: the plan tells it.
   */
  planSync(way: SyncWay, options: SyncPlanOptions = {}): Promise<SyncResult> {
    return planFolderSync(this.#context, way, options);
  }

  /**
   * Brings a prefix in step with a folder (or a zip, or memory), or the other way round. What is the same is left alone;
   * after a failure the same call goes on where it was.
   *
   * @remarks On Node. Remote calls: those of {@link DescartesStorage.iterList}, {@link DescartesStorage.stat},
   * {@link DescartesStorage.set} or {@link DescartesStorage.getStream}, and {@link DescartesStorage.delete}. Uploads leave a
   * record of checksums in the blob `.footbridge-sync.json` below the prefix; downloads leave one in a file of that name, of
   * what the blob does not tell. Both are written as the work goes on, and neither is ever content. A blob that is gone
   * meanwhile, or only marks a folder, is passed over.
   * @throws {@link InvalidInputError} before anything is done, when a key can be no file, a file no key, the folder to upload
   * does not exist, or `delete` would delete everything; naming the file, when one turns out to be unreadable.
   * @example
   * ```ts
   * import { folderArchive } from "footbridge/archive";
   *
   * await storage.sync({ from: folderArchive("maps"), to: { prefix: "maps/" } });
   * await storage.sync({ from: { prefix: "maps/" }, to: folderArchive("copy-of-maps") });
   * ```
   */
  sync(way: SyncWay, options: SyncOptions = {}): Promise<SyncResult> {
    return syncFolder(this.#context, way, options);
  }

  /** The URL of a blob at the service; reading it needs a log-in. Nothing is sent. */
  urlOf(key: string, { type }: Pick<BlobOptions, "type"> = {}): string {
    return urlOfBlob(this.url, { key, type });
  }

  /**
   * Reads type and key off a URL of a blob at this service. Nothing is sent.
   *
   * @throws {@link InvalidInputError} when it is no such URL.
   */
  keyFromUrl(url: string | URL): Required<BlobAddress> {
    return blobAt(this.url, url);
  }

  /**
   * Tells whom the token is for, as it says itself: nobody has verified it.
   *
   * @remarks Remote call: none but a log-in where there is no token yet.
   */
  claims(options: Pick<CallOptions, "signal"> = {}): Promise<Claims> {
    return this.#context.session.claims(options.signal);
  }

  /** Tells the namespace that the user's blobs live in: the SHA-1 of the token's `sub`, in lower-case hexadecimal. */
  async namespace(options: Pick<CallOptions, "signal"> = {}): Promise<string> {
    return namespaceOf(await this.claims(options));
  }
}

function jsonOf(value: unknown): string {
  try {
    const text: unknown = JSON.stringify(value);
    if (typeof text === "string") return text;
  } catch {
    // A circle or a bigint: told below, without what it holds.
  }
  throw new InvalidInputError("JSON cannot hold this value.");
}
