import type { Archive } from "../../archive/index.ts";

/** An archive that tells when something is about to be written to it. */
export function observed(archive: Archive, onWrite: () => void): Archive {
  return {
    location: archive.location,
    entries: (prefix, onRefused) => archive.entries(prefix, onRefused),
    entry: (path) => archive.entry(path),
    write: (path, content) => {
      onWrite();
      return archive.write(path, content);
    },
  };
}
