/** News of a long work, from first to last. */
export interface ProgressEvent {
  /** What is being done. */
  readonly phase: "read" | "plan" | "upload" | "download" | "create" | "upgrade" | "skip" | "done";
  /** The kind of thing, e.g. `job`. */
  readonly what: string;
  /** Its name. */
  readonly name: string;
  /** Things finished so far, and in all where that is known. */
  readonly done: number;
  readonly total: number | undefined;
  /** Bytes moved so far. */
  readonly bytes: number;
}

/** Receives {@link ProgressEvent}s. */
export type OnProgress = (event: ProgressEvent) => void;
