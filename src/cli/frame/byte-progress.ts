import { bytes } from "../printable.ts";
import type { Tell } from "./status-line.ts";

/** Tells of bytes on their way, as clients report them: e.g. `1.2 MB of 5.0 MB`. */
export function byteProgress(tell: Tell): (moved: number, total: number | undefined) => void {
  return (moved, total) => tell(total === undefined ? bytes(moved) : `${bytes(moved)} of ${bytes(total)}`);
}
