/** A stream that text goes to: what is needed of `process.stdout`. */
export interface Sink {
  write(text: string | Uint8Array): unknown;
  /** Whether a person looks at it. */
  readonly isTTY?: boolean;
  /** Width in characters, where there is one. */
  readonly columns?: number;
  /** Waits until what was written has gone on its way: before more of what is long is read. */
  readonly drained?: () => Promise<void>;
}

/** Where a command reads from. */
export interface Input {
  /** Whether a person sits there, who can be asked. */
  readonly isTTY: boolean;
  /** All that comes, to its end. */
  bytes(): AsyncIterable<Uint8Array>;
  /** Asks a person for one line. With `isSecret` what is typed is not shown. */
  ask(question: string, options: AskOptions): Promise<string>;
}

/** How a person is asked. */
export interface AskOptions {
  readonly isSecret?: boolean;
  /** Ends the asking. */
  readonly signal: AbortSignal;
}

/** All that the command line has of the world, so that a test can give it another one. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the process is asked to stop. */
  readonly stop: AbortSignal;
}
