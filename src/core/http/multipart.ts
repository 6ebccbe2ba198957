/** A form, encoded: short texts between the files, and the files themselves still unread. */
export interface Multipart {
  /** The `content-type` header, boundary included. */
  readonly contentType: string;
  /** Length of the whole body in bytes. */
  readonly length: number;
  /** The body in order; a `Blob` is read only when its turn comes. */
  readonly pieces: readonly (Uint8Array | Blob)[];
}

/**
 * Encodes a form as `multipart/form-data` by the rules of the WHATWG, without opening its files.
 *
 * @remarks Fields keep their order. A file is announced by its base name only: folders of this machine are not told.
 */
export function encodeMultipart(form: FormData): Multipart {
  const boundary = `footbridge-${crypto.randomUUID()}`;
  const pieces: (Uint8Array | Blob)[] = [];
  let text = "";
  for (const [name, value] of form) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(withCrlf(name))}"`;
    if (typeof value === "string") {
      text += `${head}\r\n\r\n${withCrlf(value)}\r\n`;
      continue;
    }
    const type = value.type || "application/octet-stream";
    text += `${head}; filename="${quoted(baseName(value.name))}"\r\nContent-Type: ${type}\r\n\r\n`;
    pieces.push(encoder.encode(text), value);
    text = "\r\n";
  }
  pieces.push(encoder.encode(`${text}--${boundary}--\r\n`));
  const length = pieces.reduce(
    (sum, piece) => sum + (piece instanceof Blob ? piece.size : piece.byteLength),
    0,
  );
  return { contentType: `multipart/form-data; boundary=${boundary}`, length, pieces };
}

const encoder = new TextEncoder();

/** Line ends of names and values as the standard wants them. */
function withCrlf(text: string): string {
  return text.replace(/\r\n|\r|\n/gu, "\r\n");
}

const QUOTED: Readonly<Record<string, string>> = { "\n": "%0A", "\r": "%0D", '"': "%22" };

/** The three characters that would end a quoted name or its line. */
function quoted(name: string): string {
  return name.replace(/[\n\r"]/gu, (character) => QUOTED[character] ?? character);
}

/** The part after the last separator of any system: a name may come from another machine than this one. */
function baseName(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  return base === "" || base === "." || base === ".." ? "blob" : base;
}
