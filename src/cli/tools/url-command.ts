import { parseSaagieUrl, type SaagieUrl } from "../../saagie/index.ts";
import type { Io } from "../io.ts";
import { isTerminal, paintFor } from "../paint.ts";

/** What the parts of a URL are called for people. */
const LABELS: Readonly<Record<keyof SaagieUrl, string>> = {
  url: "URL",
  realm: "Realm",
  platform: "Platform",
  projectId: "Project",
  jobId: "Job",
  jobInstanceId: "Job instance",
  pipelineId: "Pipeline",
  pipelineInstanceId: "Pipeline instance",
  appId: "App",
};

/**
 * Prints the ids in a pasted Saagie URL.
 *
 * @remarks To a pipe each line is `name=value`, with the names of the JSON document.
 * @throws InvalidInputError when it is none.
 */
export function urlCommand(pasted: string, { json }: { readonly json: boolean }, io: Io): void {
  const parts = parseSaagieUrl(pasted);
  if (json) {
    io.stdout.write(`${JSON.stringify(parts, null, 2)}\n`);
    return;
  }
  const entries = Object.entries(parts) as [keyof SaagieUrl, string | number][];
  const paint = paintFor(io.stdout, io);
  const widest = Math.max(...entries.map(([name]) => LABELS[name].length));
  for (const [name, value] of entries) {
    const line = `  ${paint("dim", LABELS[name].padEnd(widest))}  ${value}`;
    io.stdout.write(isTerminal(io.stdout, io) ? `${line}\n` : `${name}=${value}\n`);
  }
}
