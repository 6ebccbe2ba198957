import type { ContentSource } from "../../core/http/read-content.ts";
import { filesOperations } from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import type { FilePlace } from "./address.ts";
import { callAt } from "./at-place.ts";

const OPEN = { named: filesOperations.open, byDefault: filesOperations.openOnDefault };

/** The bytes of a file, or a part of them. */
export function contentOf(
  { call, settings }: AgaveContext,
  place: FilePlace,
  part?: ByteRange,
): ContentSource {
  return {
    settings,
    open: (rest, signal) =>
      callAt(call, OPEN, {
        place,
        rest: rest ? { range: `bytes=${rest.offset}-`, ifRange: rest.validator } : rangeOf(part),
        options: { signal, transfer: true },
      }),
  };
}

/** The bytes of a file that is shared with everybody. */
export function publicContent(
  { call, settings }: AgaveContext,
  { owner, system, path }: { readonly owner: string; readonly system: string; readonly path: string },
): ContentSource {
  return {
    settings,
    open: (rest, signal) =>
      call(
        filesOperations.openPublic,
        {
          owner,
          systemId: system,
          filePath: path,
          ...(rest && { range: `bytes=${rest.offset}-`, ifRange: rest.validator }),
        },
        { signal, transfer: true },
      ),
  };
}

/** Some bytes of a file. */
export interface ByteRange {
  /** The first byte, counted from 0. */
  readonly start: number;
  /** The last byte. @defaultValue that of the file */
  readonly end?: number;
}

function rangeOf(part: ByteRange | undefined): { readonly range?: string } {
  return part === undefined ? {} : { range: `bytes=${part.start}-${part.end ?? ""}` };
}
