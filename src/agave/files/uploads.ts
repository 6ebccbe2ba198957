import { InvalidInputError, isFootbridgeError, RefusedError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { prepareUpload, type UploadSource } from "../../core/content/upload.ts";
import type { UploadContent } from "../../core/content/upload-content.ts";
import { filesOperations } from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import type { FileNotification } from "../notifications/events.ts";
import { childOf, parentOf, placeOf, type FileAddress, type FilePlace } from "./address.ts";
import { callAt } from "./at-place.ts";
import { makeFolder, type FileHandle } from "./changes.ts";
import { fileExists } from "./walk.ts";
import { waitUntilStaged, type StagingOptions } from "./staging.ts";

/** Options of an upload. */
export interface UploadOptions extends CallOptions {
  /** What happens to a file that is there: it is replaced, or the upload is refused. @defaultValue "replace" */
  readonly existing?: "replace" | "refuse";
  /** Whether folders that are missing are made. @defaultValue true */
  readonly makeFolders?: boolean;
  /** Waits until the file is in its place. @defaultValue false */
  readonly wait?: boolean | StagingOptions;
  /** Who is told about it. */
  readonly notifications?: readonly FileNotification[];
  /** What the file is. @defaultValue "raw" */
  readonly fileType?: string;
}

/** What is uploaded: a path or `file:` URL on Node, a `File`, named content, or content alone where the address has a name. */
export type FileContent = UploadSource | Exclude<UploadContent, string>;

const UPLOAD = { named: filesOperations.upload, byDefault: filesOperations.uploadOnDefault };

/** Sends a file to where the address says; one that ends in a slash is the folder it goes into, under its own name. */
export async function uploadFile(
  context: AgaveContext,
  { content, address }: { readonly content: FileContent; readonly address: FileAddress },
  options: UploadOptions,
): Promise<FileHandle> {
  const target = targetOf(address);
  const prepared = await prepareUpload(named(content, target.name), options.signal);
  try {
    const name = target.name ?? prepared.file.name;
    const place = childOf(target.parent, name);
    if (options.existing === "refuse" && (await fileExists(context.call, place, only(options))))
      throw new RefusedError("There is a file of this name already.", { platform: "agave" });
    const sent = { file: prepared.file, name, parent: target.parent };
    const handle = await send(context, sent, options);
    if (options.wait) {
      const staging = options.wait === true ? {} : options.wait;
      await waitUntilStaged(context, place, { ...only(options), ...staging });
    }
    return handle;
  } finally {
    await prepared.release();
  }
}

interface Target {
  readonly parent: FilePlace;
  readonly name: string | undefined;
}

function targetOf(address: FileAddress): Target {
  const place = placeOf(address);
  const text =
    typeof address === "string" ? address : address instanceof URL ? address.href : (address.path ?? "");
  const isFolder = text.endsWith("/") || /^\/*$/u.test(place.path);
  return isFolder ? { parent: place, name: undefined } : parentOf(place);
}

/** Content without a name gets that of the address. */
function named(content: FileContent, name: string | undefined): UploadSource {
  if (typeof content === "string" || isUploadSource(content)) return content;
  if (name !== undefined) return { name, content };
  throw new InvalidInputError("The content has no name, and its address is that of a folder.", {
    hint: "Give an address with a name, or { name, content }.",
  });
}

function isUploadSource(content: object): content is Exclude<UploadSource, string> {
  return (
    content instanceof URL ||
    content instanceof File ||
    ("name" in content && typeof content.name === "string" && "content" in content)
  );
}

interface Sent {
  readonly file: File;
  readonly name: string;
  readonly parent: FilePlace;
}

/** Sends the file; where its folder is missing, makes that first. */
async function send(
  context: AgaveContext,
  { file, name, parent }: Sent,
  options: UploadOptions,
): Promise<FileHandle> {
  const { makeFolders = true, notifications, fileType } = options;
  const rest = {
    fileToUpload: file,
    fileName: name,
    ...(fileType === undefined ? {} : { fileType }),
    ...(notifications === undefined ? {} : { notifications: JSON.stringify(notifications) }),
  };
  const once = (): Promise<FileHandle> =>
    callAt(context.call, UPLOAD, { place: parent, rest, options: { ...only(options), transfer: true } });
  try {
    return await once();
  } catch (error) {
    if (!makeFolders || !isFootbridgeError(error, "NOT_FOUND")) throw error;
    await makeFolder(context, parent, only(options));
    return once();
  }
}

/** What belongs to each call. */
function only({ signal, timeoutMs }: CallOptions): CallOptions {
  return { ...(signal ? { signal } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}
