import { crc32, deflateRawSync } from "node:zlib";

/** One entry of a zip made by hand: usual unless told otherwise, and as wrong as a test wants it. */
export interface ZipPart {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** @defaultValue 8 (deflate) */
  readonly method?: number;
  /** General purpose flags; 0x800 marks UTF-8. @defaultValue 0x800 */
  readonly flags?: number;
  /** The file type and permissions of Unix. */
  readonly mode?: number;
  /** Write sizes and checksum behind the content. */
  readonly descriptor?: boolean;
  /** Write sizes as ZIP64. */
  readonly zip64?: boolean;
  /** Announce another size or checksum, or point to another entry. */
  readonly size?: number;
  readonly crc?: number;
  readonly offset?: number;
}

interface Placed {
  readonly part: ZipPart;
  readonly name: Buffer;
  readonly packed: Buffer;
  readonly size: number;
  readonly crc: number;
  readonly offset: number;
}

const FULL_32 = 0xffffffff;

/** Builds a zip byte for byte. */
export function buildZip(parts: readonly ZipPart[]): Buffer {
  const chunks: Buffer[] = [];
  const placed: Placed[] = [];
  let offset = 0;
  const push = (chunk: Buffer): void => {
    chunks.push(chunk);
    offset += chunk.length;
  };
  for (const part of parts) {
    const entry = place(part, offset);
    placed.push(entry);
    push(localHeader(entry));
    push(entry.packed);
    if (part.descriptor) push(words([0x08074b50, entry.crc, entry.packed.length, entry.size]));
  }
  const start = offset;
  for (const entry of placed) push(centralHeader(entry));
  const counts = Buffer.alloc(8);
  counts.writeUInt16LE(parts.length, 4);
  counts.writeUInt16LE(parts.length, 6);
  push(Buffer.concat([words([0x06054b50]), counts, words([offset - start, start]), Buffer.alloc(2)]));
  return Buffer.concat(chunks);
}

function place(part: ZipPart, offset: number): Placed {
  const content = Buffer.from(part.content ?? "");
  const packed = (part.method ?? 8) === 8 ? deflateRawSync(content) : content;
  return {
    part,
    name: Buffer.from(part.name),
    packed,
    size: part.size ?? content.length,
    crc: part.crc ?? crc32(content),
    offset: part.offset ?? offset,
  };
}

function localHeader({ part, name, packed, size, crc }: Placed): Buffer {
  const extra = part.zip64 ? longs([size, packed.length]) : Buffer.alloc(0);
  const hidden = part.zip64 ? FULL_32 : undefined;
  const sizes = part.descriptor ? [0, 0, 0] : [crc, hidden ?? packed.length, hidden ?? size];
  return Buffer.concat([words([0x04034b50]), common(part), words(sizes), lengths(name, extra), name, extra]);
}

function centralHeader({ part, name, packed, size, crc, offset }: Placed): Buffer {
  const extra = part.zip64 ? longs([size, packed.length, offset]) : Buffer.alloc(0);
  const hidden = part.zip64 ? FULL_32 : undefined;
  const madeBy = Buffer.from([45, part.mode === undefined ? 0 : 3]);
  return Buffer.concat([
    words([0x02014b50]),
    madeBy,
    common(part),
    words([crc, hidden ?? packed.length, hidden ?? size]),
    lengths(name, extra),
    // No comment, first disk, no internal attributes.
    Buffer.alloc(6),
    words([((part.mode ?? 0) << 16) >>> 0, hidden ?? offset]),
    name,
    extra,
  ]);
}

/** Version, flags, method, time and date. */
function common({ flags = 0x800, method = 8, descriptor }: ZipPart): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt16LE(45, 0);
  bytes.writeUInt16LE(flags | (descriptor ? 8 : 0), 2);
  bytes.writeUInt16LE(method, 4);
  bytes.writeUInt16LE(0x21, 8);
  return bytes;
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  // What does not fit is cut off, as by a careless tool.
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value % 2 ** 32, index * 4);
  return bytes;
}

function lengths(name: Buffer, extra: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(name.length, 0);
  bytes.writeUInt16LE(extra.length, 2);
  return bytes;
}

/** The extra field of ZIP64. */
function longs(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + values.length * 8);
  bytes.writeUInt16LE(1, 0);
  bytes.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return bytes;
}
