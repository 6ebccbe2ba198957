/** A stream that text goes to: what is needed of `process.stdout`. */
export interface Sink {
  write(text: string): unknown;
  /** Whether a person looks at it. */
  readonly isTTY?: boolean;
  /** Width in characters, where there is one. */
  readonly columns?: number;
}

/** All that the command line has of the world, so that a test can give it another one. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the process is asked to stop. */
  readonly stop: AbortSignal;
}
