/** What an actor's function finds when a message arrives. */
export interface ActorContext {
  readonly actorId: string;
  readonly executionId: string;
  readonly username: string;
  /** The text of the message; of a JSON or binary one its bytes as text. */
  readonly message: string;
  readonly bytes: Uint8Array;
  /** `str`, `application/json` or `application/octet-stream`. */
  readonly contentType: string;
  /** The default environment, the query of the message, and what the platform adds. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was kept by the execution before, or set by a call: a value of JSON. */
  readonly state: unknown;
  /** Writes a line of the log. */
  log(line: string): void;
  /** Sends a result, which can be collected once. */
  sendResult(result: string | Uint8Array): void;
  /** Keeps a value of JSON for the next execution; of a stateless actor it is lost. */
  setState(state: unknown): void;
}

/** What an actor does with a message: the number it gives back is the exit code, 0 when it gives none. */
export type ActorHandler = (context: ActorContext) => number | void | Promise<number | void>;

/** The functions that stand for images, by an actor's id, its name, or its image. */
export type ActorHandlers = Map<string, ActorHandler>;
