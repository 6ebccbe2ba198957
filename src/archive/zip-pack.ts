import { BlobReader, ZipWriter } from "@zip.js/zip.js/lib/zip-core-native.js";
import type { ReadableArchive } from "../core/content/archive.ts";
import { saveStream } from "../node/files/save-stream.ts";
import { isTooDense, ZipTally, type ZipLimits } from "./zip-limits.ts";
import { zipPipe } from "./zip-pipe.ts";

/** How a zip is packed. */
export interface PackZipOptions {
  /** Where the zip is to lie; a file that is there is replaced. */
  readonly place: string;
  readonly limits: Required<ZipLimits>;
  /** Called when all is packed, before the zip takes its name; when it rejects, no zip is made. */
  readonly beforeNaming: () => Promise<void>;
}

/**
 * Packs all files of an archive into a zip that takes its name when it is whole, in constant memory.
 *
 * @throws {@link InvalidInputError} when the zip would exceed its limits; {@link TransferError} when the disk refuses.
 */
export async function packZip(files: ReadableArchive, options: PackZipOptions): Promise<void> {
  const dense = await tryToPack(files, new Set(), options);
  // What packs too well would be taken for a bomb by readers: it is stored as it is.
  if (dense.size > 0) await tryToPack(files, dense, options);
}

// The same for every file of every zip: two exports of one content are the same bytes. It is the first that a zip can tell.
const WRITTEN_AT = new Date(1980, 0, 1);
const STORE = 0;
const DEFLATE = 6;

/** Makes the zip, or answers which files have to be stored instead of packed. */
async function tryToPack(
  files: ReadableArchive,
  stored: ReadonlySet<string>,
  { place, limits, beforeNaming }: PackZipOptions,
): Promise<ReadonlySet<string>> {
  const { readable, writable, fail } = zipPipe(Infinity);
  const saved = saveStream(readable, place).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const dense = new Set<string>();
  try {
    const tally = new ZipTally(place, limits);
    const zip = new ZipWriter<unknown>(writable, { useWebWorkers: false });
    for await (const entry of files.entries()) {
      const content = await entry.open();
      tally.add(entry.path, content.size);
      const level = stored.has(entry.path) ? STORE : DEFLATE;
      const sizes = await zip.add(entry.path, new BlobReader(content), {
        level,
        lastModDate: WRITTEN_AT,
        extendedTimestamp: false,
      });
      if (isTooDense(sizes, limits.maxRatio)) dense.add(entry.path);
    }
    if (dense.size > 0 && stored.size === 0) {
      fail(new Error("packed once more"));
      await saved;
      return dense;
    }
    await beforeNaming();
    await zip.close();
  } catch (error) {
    fail(error);
    throw (await saved)?.error ?? error;
  }
  const failure = await saved;
  if (failure) throw failure.error;
  return new Set();
}
