import type { Archive } from "../../archive/index.ts";

/** A folder of this machine as an archive. What reads and writes it is loaded when a command needs it. */
export async function localFolder(path: string): Promise<Archive> {
  const { folderArchive } = await import("../../archive/index.ts");
  return folderArchive(path);
}
