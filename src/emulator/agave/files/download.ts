import { ServiceError } from "../wire/service-error.ts";
import { nameOf, type FileTree, type TreeEntry } from "./file-tree.ts";
import { mimeTypeOf } from "./mime-types.ts";

interface Part {
  readonly start: number;
  /** Before this byte. */
  readonly end: number;
}

/** One range of a file; of several the first counts, and what is none counts as not asked. */
function partOf(range: string, size: number): Part | "none" | undefined {
  const [, from = "", to = ""] = /^bytes=\s*(\d*)-(\d*)\s*(,|$)/.exec(range.trim()) ?? [];
  if (from === "" && to === "") return undefined;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(size, Number(to) + 1);
  return start < end ? { start, end } : "none";
}

/** What a download is made of. */
export interface Download {
  readonly tree: FileTree;
  readonly entry: TreeEntry;
  readonly request: Request;
}

/**
 * Answers the bytes of a file, or the part that is asked for.
 *
 * @throws ServiceError 501 for a folder
 */
export function downloadAnswer({ tree, entry, request }: Download): Response {
  if (entry.isFolder) throw new ServiceError(501, "Folders cannot be downloaded");
  const bytes = tree.read(entry.path) ?? new Uint8Array();
  const asked = request.headers.get("range");
  const part = asked === null ? undefined : partOf(asked, bytes.byteLength);
  if (part === "none") {
    return new Response(null, {
      status: 416,
      statusText: "Specified range outside of file content",
      headers: { "content-range": `bytes */${String(bytes.byteLength)}` },
    });
  }
  const { start, end } = part ?? { start: 0, end: bytes.byteLength };
  const headers = { ...headOf(entry, request), "content-length": String(end - start) };
  const body = bytes.slice(start, end);
  if (part === undefined) return new Response(body, { headers });
  const range = `bytes ${String(start)}-${String(end - 1)}/${String(bytes.byteLength)}`;
  return new Response(body, { status: 206, headers: { ...headers, "content-range": range } });
}

function headOf({ path, modified }: TreeEntry, { url }: Request): Readonly<Record<string, string>> {
  const date = new Date(modified).toUTCString();
  const kind = new URL(url).searchParams.get("force") === "true" ? "attachment" : "inline";
  const name = nameOf(path);
  const ascii = name.replace(/[^\x20-\x7e]|["\\]/g, "_");
  const disposition = `${kind}; filename="${ascii}"; modification-date="${date}"`;
  return {
    "content-type": mimeTypeOf(name),
    "content-disposition": disposition,
    "last-modified": date,
    "accept-ranges": "bytes",
  };
}
