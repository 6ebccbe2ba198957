import type { Io, Sink } from "../../src/cli/io.ts";

/** A stream that remembers what was written to it. */
export interface Recorder extends Sink {
  text(): string;
}

/** What a test's command line has of the world. */
export interface TestIo extends Io {
  readonly stdout: Recorder;
  readonly stderr: Recorder;
}

/** How that world is. */
export interface TestIoOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether a person looks at standard output. @defaultValue false */
  readonly isTTY?: boolean;
  /** Whether a person looks at standard error. @defaultValue false */
  readonly isErrorTTY?: boolean;
  readonly columns?: number;
  readonly stop?: AbortSignal;
  /** Called for whatever is written to standard output. */
  readonly onWrite?: (text: string) => void;
}

/** Makes a world in which nothing is real but time, files and sockets. */
export function testIo(options: TestIoOptions = {}): TestIo {
  const { environment = {}, isTTY = false, columns, stop = new AbortController().signal, onWrite } = options;
  const recorder = (isSeen: boolean, tell?: (text: string) => void): Recorder => {
    const written: string[] = [];
    return {
      isTTY: isSeen,
      ...(columns === undefined ? {} : { columns }),
      write: (text) => {
        written.push(text);
        tell?.(text);
      },
      text: () => written.join(""),
    };
  };
  return {
    stdout: recorder(isTTY, onWrite),
    stderr: recorder(options.isErrorTTY ?? false),
    environment,
    stop,
  };
}

/** Whether a text holds anything but plain characters and line ends. */
export function hasControls(text: string): boolean {
  return /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(text);
}

/** The events that a command tells a pipe on standard error with `--json`; nothing else may stand there. */
export function eventsOf({ stderr }: TestIo): readonly string[] {
  const lines = stderr.text().split("\n").slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { readonly event: string }).event);
}
