import {
  filesOperations,
  type FilesListHistoryResult,
  type FilesListPermissionsResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { Listing, type ListingOptions } from "../listing/listing.ts";
import type { FilePlace } from "./address.ts";
import { callAt } from "./at-place.ts";

/** Something that happened to a file. */
export type FileEvent = FilesListHistoryResult[number];

/** What a user may do with a file. */
export type FilePermission = FilesListPermissionsResult[number];

/** Which rights to list. */
export interface FilePermissionsOptions extends ListingOptions {
  /** Only those of this user. */
  readonly username?: string;
}

const HISTORY = { named: filesOperations.listHistory, byDefault: filesOperations.listHistoryOnDefault };

const PERMISSIONS = {
  named: filesOperations.listPermissions,
  byDefault: filesOperations.listPermissionsOnDefault,
};
/** Lists what happened to a file. */
export function fileHistory(
  { call }: AgaveContext,
  place: FilePlace,
  options: ListingOptions,
): Listing<FileEvent> {
  return new Listing(
    {
      read: (rest, callOptions) => callAt(call, HISTORY, { place, rest, options: callOptions }),
      mark: ({ status, created }) => `${status} ${created ?? ""}`,
    },
    options,
  );
}

/** Lists who may do what with a file. */
export function filePermissions(
  { call }: AgaveContext,
  place: FilePlace,
  { username, ...options }: FilePermissionsOptions,
): Listing<FilePermission> {
  return new Listing(
    {
      read: (page, callOptions) =>
        callAt(call, PERMISSIONS, {
          place,
          rest: { ...page, ...(username === undefined ? {} : { username }) },
          options: callOptions,
        }),
      mark: (permission) => permission.username,
    },
    options,
  );
}
