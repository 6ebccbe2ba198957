/** A stream that text goes to: what is needed of `process.stdout`. */
export interface Sink {
  write(text: string): unknown;
  /** Whether a person looks at it. */
  readonly isTTY?: boolean;
}

/** All that the command has of the world besides files. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
