/** Time limits of one request's stages, in milliseconds. */
export interface Limits {
  /** Until the connection stands (address look-up and TLS included). */
  readonly connectTimeoutMs: number;
  /** From the last byte sent to the first byte of the answer. */
  readonly firstByteTimeoutMs: number;
  /** Without any byte moving while a body is sent or received. */
  readonly idleTimeoutMs: number;
}

/** A request, ready to be sent. */
export interface TransportRequest {
  readonly method: string;
  readonly url: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Blob | FormData | ReadableStream<Uint8Array>;
  /** A status from 300 to 399 is an answer that the caller reads. */
  readonly expectsRedirect?: boolean;
  /**
   * It does no harm when it arrives twice: a transport may send it again, once, when a kept connection broke before any
   * byte of an answer. A GET or HEAD without a body is taken for one.
   */
  readonly isReplayable?: boolean;
  readonly signal: AbortSignal;
  readonly limits: Limits;
}

/** An answer whose body has not been read yet. Read it once, or discard it. */
export interface TransportResponse {
  readonly status: number;
  header(name: string): string | null;
  text(): Promise<string>;
  stream(): ReadableStream<Uint8Array>;
  discard(): void;
}

/**
 * Sends one request.
 *
 * @remarks Never follows a redirect: a 3xx is an answer. A body that ends short is an error.
 * @throws {@link ConnectionError} with its phase; the signal's reason when it is aborted.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
