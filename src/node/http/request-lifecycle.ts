import { setMaxListeners } from "node:events";
import type { ClientRequest } from "node:http";
import { ConnectionError, type ConnectionPhase } from "../../core/errors.ts";
import type { TransportRequest } from "../../core/transport/transport.ts";
import type { ConnectionFailure } from "./connection-failure.ts";

/** What is being waited for. */
export type Awaited = "connection" | "answer" | "sending" | "receiving";

const SILENCE: Readonly<Record<Awaited, (origin: string, ms: number) => string>> = {
  connection: (origin, ms) => `No connection to ${origin} stood within ${ms} ms.`,
  answer: (origin, ms) => `No answer of ${origin} began within ${ms} ms.`,
  sending: (origin, ms) => `Sending to ${origin} stood still for ${ms} ms.`,
  receiving: (origin, ms) => `The answer of ${origin} stood still for ${ms} ms.`,
};

/**
 * How far one request has come, and everything that may end it early: the caller's signal, the limit of the present
 * stage, a failure.
 *
 * @remarks The first ending wins. It destroys the connection, takes the listener off the signal and leaves no timer.
 */
export class RequestLifecycle {
  /** The scheme, host and port that are spoken to. */
  readonly origin: string;
  /** Told the reason, once, when the request ends early. */
  onFailure: (reason: unknown) => void = () => undefined;
  /** Told, once, when the request ends. */
  onOver: () => void = () => undefined;
  readonly #client: ClientRequest;
  readonly #request: TransportRequest;
  readonly #onAbort = (): void => this.fail(this.#request.signal.reason);
  #phase: ConnectionPhase = "connect";
  #answered = false;
  #ended = false;
  #failure: unknown;
  #awaited: Awaited | undefined;
  /** What is awaited as soon as the connection stands. */
  #next: Awaited | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: ClientRequest, request: TransportRequest, origin: string) {
    this.#client = client;
    this.#request = request;
    this.origin = origin;
    // One signal may end any number of requests; each takes its listener away again.
    setMaxListeners(0, request.signal);
    request.signal.addEventListener("abort", this.#onAbort);
  }

  /** Whether the request has ended, well or not. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether an answer has begun. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Why the request ended early, if it did. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The connection stands: from here on, nobody can tell what reached the platform. */
  connected(): void {
    if (this.#phase !== "connect") return;
    this.stopTimer("connection");
    this.#phase = "send";
    if (this.#next !== undefined) this.startTimer(this.#next);
  }

  /** The last byte is on its way. */
  sent(): void {
    // Node also says so when it drops what it held for a connection that never stood.
    if (this.#phase === "connect") return;
    this.#phase = "receive";
    this.startTimer("answer");
  }

  /** The head of the answer is here; its body is awaited when somebody asks for it. */
  responseStarted(): void {
    this.#stop();
    this.#phase = "receive";
    this.#answered = true;
  }

  /** The other side is waited for: its limit starts, or starts anew. */
  startTimer(awaited: Awaited): void {
    if (this.#ended || (this.#answered && awaited !== "receiving")) return;
    if (this.#phase === "connect" && awaited !== "connection") {
      this.#next = awaited;
      return;
    }
    if (this.#timer !== undefined && awaited === "connection") return;
    if (this.#timer !== undefined && this.#awaited === awaited) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    const ms = this.#limitMs(awaited);
    this.#awaited = awaited;
    this.#timer = setTimeout(() => this.break({ message: SILENCE[awaited](this.origin, ms) }), ms);
  }

  /** It is this side's turn, and that has no limit here. */
  stopTimer(awaited: Awaited): void {
    if (this.#next === awaited) this.#next = undefined;
    if (this.#awaited === awaited) this.#stop();
  }

  /** The request has ended well, or its answer is not wanted. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stop();
    this.#request.signal.removeEventListener("abort", this.#onAbort);
    // Answered before everything was sent: the rest would keep the connection busy for nothing.
    if (!this.#client.writableFinished) this.#client.destroy();
    this.onOver();
  }

  /** Ends the request early, for a reason of this side. */
  fail(reason: unknown): void {
    if (this.#ended) return;
    this.#failure = reason;
    this.end();
    this.#client.destroy();
    this.onFailure(reason);
  }

  /** Ends the request early, since the connection does not do what it should. */
  break({ message, hint }: ConnectionFailure, cause?: unknown): void {
    const facts = { phase: this.#phase, sent: this.#phase !== "connect", cause };
    this.fail(new ConnectionError(message, hint === undefined ? facts : { ...facts, hint }));
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #limitMs(awaited: Awaited): number {
    const { limits } = this.#request;
    if (awaited === "connection") return limits.connectTimeoutMs;
    return awaited === "answer" ? limits.firstByteTimeoutMs : limits.idleTimeoutMs;
  }
}
