import type { StoredBlob } from "../world.ts";

/** Answers a blob's bytes: all of them, or the part that is asked for. */
export function byteAnswer({ content, tag }: StoredBlob, request: Request, ranges: boolean): Response {
  const head = { "content-type": "application/octet-stream" };
  const named = ranges ? { ...head, etag: tag, "accept-ranges": "bytes" } : head;
  const condition = request.headers.get("if-range");
  const asked = ranges && (condition === null || condition === tag) ? request.headers.get("range") : null;
  const part = asked === null ? undefined : partOf(asked, content.size);
  if (part === "none") {
    return new Response("The range cannot be satisfied", {
      status: 416,
      headers: { "content-range": `bytes */${content.size}` },
    });
  }
  const { start, end } = part ?? { start: 0, end: content.size };
  const told = { ...named, "content-length": String(end - start) };
  const body = request.method === "HEAD" ? null : content.read(start, end);
  if (part === undefined) return new Response(body, { headers: told });
  const range = `bytes ${start}-${end - 1}/${content.size}`;
  return new Response(body, { status: 206, headers: { ...told, "content-range": range } });
}

interface Part {
  readonly start: number;
  /** Before this byte. */
  readonly end: number;
}

/** One range of bytes; several, or what is none, count as not asked. */
function partOf(range: string, size: number): Part | "none" | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range.trim()) ?? [];
  if (from === "" && to === "") return undefined;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(size, Number(to) + 1);
  return start < end ? { start, end } : "none";
}
