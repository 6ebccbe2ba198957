import type { IncomingMessage } from "node:http";
import type { Readable, Transform } from "node:stream";
import { TransferError } from "../../core/errors.ts";
import type { TransportResponse } from "../../core/transport/transport.ts";
import { decodersOf } from "./decoders.ts";
import type { RequestLifecycle } from "./request-lifecycle.ts";

// What lies ready between the wire and a slow reader, at most.
const BUFFERED_BYTES = 256 * 1024;

/** What is done with a body. */
interface BodyReader {
  chunk(bytes: Buffer): void;
  end(): void;
  failure(reason: unknown): void;
}

/** An answer of `node:http`; its body is decoded, and ends either whole or with an error. */
export class NodeResponse implements TransportResponse {
  readonly status: number;
  readonly #message: IncomingMessage;
  readonly #lifecycle: RequestLifecycle;
  #taken = false;
  #decoders: readonly Transform[] = [];

  constructor(message: IncomingMessage, lifecycle: RequestLifecycle) {
    this.status = message.statusCode ?? 0;
    this.#message = message;
    this.#lifecycle = lifecycle;
    const torn = (cause?: unknown): void =>
      lifecycle.break({ message: `The answer of ${lifecycle.origin} broke off.` }, cause);
    message.on("error", torn);
    // Without an error and without an end: cut off all the same.
    message.on("close", () => {
      if (!message.complete) torn();
    });
  }

  header(name: string): string | null {
    const value = this.#message.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(", ") : (value ?? null);
  }

  text(): Promise<string> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      this.#read({
        chunk: (bytes) => {
          chunks.push(bytes);
          this.#expectMore();
        },
        end: () => {
          try {
            resolve(decodeText(chunks));
          } catch (cause) {
            // Longer than a text can be.
            reject(new TransferError("The answer is too large to be read as one text.", { cause }));
          }
        },
        failure: reject,
      })?.resume();
      this.#expectMore();
    });
  }

  stream(): ReadableStream<Uint8Array> {
    let source: Readable | undefined;
    // What lies ready may still be handed out after the reader has left.
    let isCancelled = false;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          source = this.#read({
            chunk: (bytes) => {
              if (isCancelled) return;
              controller.enqueue(bytes);
              if ((controller.desiredSize ?? 0) > 0) return this.#expectMore();
              // The reader is slow: the wire waits for it, without limit.
              source?.pause();
              this.#lifecycle.stopTimer("receiving");
            },
            end: () => {
              if (!isCancelled) controller.close();
            },
            failure: (reason) => controller.error(reason),
          });
        },
        pull: () => {
          this.#expectMore();
          source?.resume();
        },
        cancel: () => {
          isCancelled = true;
          this.discard();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: BUFFERED_BYTES }),
    );
  }

  discard(): void {
    const unread = !this.#taken;
    this.#taken = true;
    this.#lifecycle.end();
    // What has arrived whole leaves the connection fit for use; what has not is not waited for.
    if (unread && this.#message.complete) this.#message.resume();
    else this.#message.destroy();
    this.#release();
  }

  /** Starts the limit of silence, unless everything has come and is only being decoded. */
  #expectMore(): void {
    if (!this.#message.complete) this.#lifecycle.startTimer("receiving");
  }

  /** Connects the body, still paused, to the one that reads it. */
  #read(reader: BodyReader): Readable | undefined {
    const lifecycle = this.#lifecycle;
    if (this.#taken || lifecycle.ended) {
      reader.failure(
        lifecycle.failure ?? new TypeError("The body of an answer can be read once, and it has been."),
      );
      return undefined;
    }
    this.#taken = true;
    // What has failed may still hand out what lay ready, and come to its end.
    const end = (): void => {
      if (lifecycle.ended) return;
      lifecycle.end();
      reader.end();
    };
    const source = this.#decoded(end);
    lifecycle.onFailure = (reason) => {
      this.#release();
      reader.failure(reason);
    };
    source.pause();
    source.on("data", (bytes: Buffer) => {
      if (!lifecycle.ended) reader.chunk(bytes);
    });
    source.on("end", end);
    return source;
  }

  /** The body through its decoders; `end` is called where they have nothing to decode. */
  #decoded(end: () => void): Readable {
    const { origin } = this.#lifecycle;
    this.#decoders = decodersOf(this.header("content-encoding"));
    if (this.#decoders.length === 0) return this.#message;
    let isEmpty = true;
    this.#message.once("data", () => {
      isEmpty = false;
    });
    // Not stream.pipeline: it is content once a decoder has taken everything in, and then nobody hears its last error.
    return this.#decoders.reduce<Readable>((source, decoder) => {
      decoder.on("error", (cause) => {
        if (isEmpty && this.#message.complete) end();
        else this.#lifecycle.break({ message: `The answer of ${origin} is cut short or damaged.` }, cause);
      });
      return source.pipe(decoder);
    }, this.#message);
  }

  #release(): void {
    for (const decoder of this.#decoders) decoder.destroy();
  }
}

/** UTF-8 without its byte order mark, which would make JSON invalid. */
function decodeText(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  const text = (chunks.length === 1 && only ? only : Buffer.concat(chunks)).toString("utf8");
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
