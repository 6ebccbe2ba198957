import type { Caller } from "../../core/client.ts";
import type { CallOptions } from "../../core/options.ts";
import { filesOperations, type FilesListResult } from "../../../generated/agave/methods.ts";
import { Listing, type ListingOptions, type PageRequest } from "../listing/listing.ts";
import type { FilePlace } from "./address.ts";
import { callAt } from "./at-place.ts";

/** A file or folder, as a listing shows it. */
export type FileEntry = FilesListResult[number];

/** A file or folder below another. */
export interface WalkedEntry extends FileEntry {
  /** The path from the folder that was walked through. */
  readonly relativePath: string;
}

/** Options of a walk. */
export interface WalkOptions extends CallOptions {
  /** Whether folders are told of, too. @defaultValue true */
  readonly folders?: boolean;
}

// The remote's own `.` and `..` are not shown, and count towards a page.
const HIDDEN_RECORDS = 2;

const LIST = { named: filesOperations.list, byDefault: filesOperations.listOnDefault };

/** Reads one page of a folder, or one file. */
export function readEntries(
  call: Caller,
  place: FilePlace,
  { limit, offset, ...options }: PageRequest & CallOptions,
): Promise<readonly FileEntry[]> {
  return callAt(call, LIST, { place, rest: { limit, offset }, options });
}

/** Lists a folder, or one file. */
export function listFolder(call: Caller, place: FilePlace, options: ListingOptions): Listing<FileEntry> {
  return new Listing(
    {
      read: (page, callOptions) => readEntries(call, place, { ...callOptions, ...page }),
      mark: ({ path, name }) => `${path}/${name}`,
      isEntry: ({ name }) => name !== ".",
      mayLack: HIDDEN_RECORDS,
    },
    options,
  );
}
