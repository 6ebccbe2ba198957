import { encodeText } from "../../bytes.ts";
import type { TenantWorld } from "../world.ts";

/** Writes a file on the storage of all, unless something is there: a folder of this machine may hold files of somebody. */
export function seedFile({ trees }: TenantWorld, path: string, text: string): void {
  const tree = trees.get("data");
  if (tree?.find(path) === undefined) tree?.write(path, encodeText(text));
}
