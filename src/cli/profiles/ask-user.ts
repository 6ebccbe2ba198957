import { UsageError } from "../cli-error.ts";
import type { Io } from "../io.ts";

/**
 * Who logs in: as told, or as a person answers.
 *
 * @throws UsageError when neither tells.
 */
export async function askUser(given: string | undefined, io: Io): Promise<string> {
  if (given !== undefined && given !== "") return given;
  const answer = io.stdin.isTTY ? (await io.stdin.ask("User: ", { signal: io.stop })).trim() : "";
  if (answer !== "") return answer;
  throw new UsageError("Who logs in? Give --user.");
}
