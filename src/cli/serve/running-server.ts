import type { ControlAccess, RequestLogEntry } from "../../emulator/index.ts";
import type { Paint } from "../paint.ts";

/** An emulator that is served until the process is asked to stop. */
export interface RunningServer {
  /** Where it can be reached, and as whom: the JSON document. */
  readonly place: object;
  readonly requests: readonly RequestLogEntry[];
  /** What people have to know of it, line by line. */
  greeting(paint: Paint): readonly string[];
  /** Keeps what is to be kept, and ends it. */
  close(): Promise<void>;
}

/** What people have to know of the control API, line by line. */
export function controlLines({ url, key, window }: ControlAccess, paint: Paint): readonly string[] {
  return [
    paint("dim", "Look at it, and steer it, in a browser"),
    `  ${paint("cyan", window)}`,
    paint("dim", "or steer it with"),
    `  export FOOTBRIDGE_CONTROL=${url}`,
    `  export FOOTBRIDGE_KEY=${key}`,
  ];
}
