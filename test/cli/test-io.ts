import { tmpdir } from "node:os";
import { join } from "node:path";
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
  /** What standard input holds. */
  readonly input?: string | Uint8Array;
  /** What a person answers, by the beginning of the question. Absent: nobody sits there. */
  readonly answers?: Readonly<Record<string, string>>;
}

/** Makes a world in which nothing is real but time, files and sockets. */
export function testIo(options: TestIoOptions = {}): TestIo {
  const { environment = {}, isTTY = false, columns, stop = new AbortController().signal, onWrite } = options;
  const { input = "", answers } = options;
  const recorder = (isSeen: boolean, tell?: (text: string) => void): Recorder => {
    const written: string[] = [];
    const decoder = new TextDecoder();
    return {
      isTTY: isSeen,
      ...(columns === undefined ? {} : { columns }),
      write: (text) => {
        const told = typeof text === "string" ? text : decoder.decode(text, { stream: true });
        written.push(told);
        tell?.(told);
      },
      text: () => written.join(""),
    };
  };
  const stderr = recorder(options.isErrorTTY ?? false);
  return {
    stdin: {
      isTTY: answers !== undefined,
      bytes: async function* () {
        yield typeof input === "string" ? new TextEncoder().encode(input) : input;
      },
      ask: async (question) => {
        stderr.write(question);
        const answer = Object.entries(answers ?? {}).find(([begin]) => question.startsWith(begin))?.[1];
        if (answer === undefined) throw new Error(`Nobody answers ${JSON.stringify(question)}.`);
        return answer;
      },
    },
    stdout: recorder(isTTY, onWrite),
    stderr,
    // Nobody's own profiles are looked at.
    environment: { FOOTBRIDGE_CONFIG_DIR: NO_CONFIGURATION, ...environment },
    stop,
  };
}

const NO_CONFIGURATION = join(tmpdir(), "footbridge-without-profiles");

/** Whether a text holds anything but plain characters and line ends. */
export function hasControls(text: string): boolean {
  return /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(text);
}

/** The events that a command tells a pipe on standard error with `--json`; nothing else may stand there. */
export function eventsOf({ stderr }: TestIo): readonly string[] {
  const lines = stderr.text().split("\n").slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { readonly event: string }).event);
}
