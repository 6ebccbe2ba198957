import { TransferError } from "../errors.ts";
import { nodeDoor } from "../runtime.ts";
import type { TransportResponse } from "../transport/transport.ts";

/** A checksum that is told with a content. */
interface ToldHash {
  readonly kind: "md5" | "crc32c";
  /** In Base64. */
  readonly value: string;
}

/** Takes bytes and gives their checksum in Base64. */
export interface RunningHash {
  update(bytes: Uint8Array): void;
  digest(): string;
}

/**
 * The checksum of what an answer's body holds, where the object store tells one: MD5 on Node, CRC-32C elsewhere or where it is
 * the only one.
 *
 * @remarks It is that of the stored bytes: told with bytes that are decoded on the way, it says nothing of them.
 */
export class ContentCheck {
  readonly #told: readonly ToldHash[];
  #digest: string | undefined;
  #running: { readonly hash: RunningHash; readonly told: ToldHash } | undefined;

  private constructor(told: readonly ToldHash[]) {
    this.#told = told;
  }

  static of(response: TransportResponse): ContentCheck | undefined {
    const codings = ["content-encoding", "x-goog-stored-content-encoding"].map((name) =>
      response.header(name),
    );
    if (codings.some((coding) => coding !== null && !/^\s*(?:identity)?\s*$/iu.test(coding)))
      return undefined;
    const told = [...(response.header("x-goog-hash") ?? "").matchAll(/(md5|crc32c)=([\w+/]+=*)/giu)].map(
      ([, kind = "", value = ""]) => ({ kind: kind.toLowerCase() as ToldHash["kind"], value }),
    );
    return told.length === 0 ? undefined : new ContentCheck(told);
  }

  /** Takes the next bytes of the whole. */
  async update(bytes: Uint8Array): Promise<void> {
    this.#running ??= await this.#begin();
    this.#running?.hash.update(bytes);
  }

  /** @throws {@link TransferError} when the bytes taken are not those that the checksum was told of. */
  async verify(): Promise<void> {
    this.#running ??= await this.#begin();
    if (this.#running === undefined) return;
    const { hash, told } = this.#running;
    // Asked for again where the end itself is in doubt; a digest can be had once.
    this.#digest ??= hash.digest();
    if (this.#digest === told.value) return;
    throw new TransferError(`The content differs from the ${told.kind} checksum that the platform tells.`);
  }

  async #begin(): Promise<{ readonly hash: RunningHash; readonly told: ToldHash } | undefined> {
    const md5 = this.#told.find(({ kind }) => kind === "md5");
    const node = md5 && (await nodeDoor());
    if (md5 !== undefined && node !== undefined) return { hash: node.md5(), told: md5 };
    const crc = this.#told.find(({ kind }) => kind === "crc32c");
    return crc && { hash: new Crc32c(), told: crc };
  }
}

/** The CRC-32 of Castagnoli, which no runtime offers. */
class Crc32c implements RunningHash {
  #state = 0xffffffff;

  update(bytes: Uint8Array): void {
    const table = crcTable();
    let state = this.#state;
    for (const byte of bytes) state = (table[(state ^ byte) & 0xff] ?? 0) ^ (state >>> 8);
    this.#state = state;
  }

  digest(): string {
    const value = (this.#state ^ 0xffffffff) >>> 0;
    return btoa(String.fromCharCode(...[24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff)));
  }
}

let table: Uint32Array | undefined;

function crcTable(): Uint32Array {
  table ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    return value >>> 0;
  });
  return table;
}
