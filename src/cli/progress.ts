import type { OnProgress, ProgressEvent } from "../index.ts";
import type { Report } from "./reporter/reporter.ts";
import { bytes } from "./printable.ts";

/** Tells the news of a long work, e.g. `upload package load.py, 3 of 14, 5.1 kB`, and how much of it is done. */
export function progressTo(report: Report): OnProgress {
  return (event) => {
    const { done, total } = event;
    report(statusOf(event), total === undefined || total === 0 ? undefined : done / total);
  };
}

function statusOf({ phase, what, name, done, total, bytes: moved }: ProgressEvent): string {
  // Where nothing changes, a line for each thing would hide those that count.
  if (phase === "plan") return "compare with the platform";
  if (phase === "skip") return "leave alone what needs no change";
  const place = total === undefined ? [] : [`${done} of ${total}`];
  const amount = moved === 0 ? [] : [bytes(moved)];
  return [`${phase} ${what} ${name}`, ...place, ...amount].join(", ");
}
