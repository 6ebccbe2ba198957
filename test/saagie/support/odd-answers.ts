import type { Saagie } from "../../../src/saagie/index.ts";
import type { TestPlatform } from "./platform.ts";

/** An answer that comes in place of the platform's, which has done what was asked. */
export type OddAnswer = () => Response | Promise<Response>;

const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });
const page = (status: number): Response =>
  new Response("<!doctype html><html><body>Something is wrong.</body></html>", {
    status,
    headers: { "content-type": "text/html" },
  });

/** Answers that cannot be a refusal of the platform's own. */
export const ODD_ANSWERS: readonly (readonly [string, OddAnswer])[] = [
  ...[500, 502, 503, 504, 520, 521, 522, 523, 524].map((status): readonly [string, OddAnswer] => [
    `HTTP ${status}`,
    () => page(status),
  ]),
  ["a 500 in JSON", () => json({ message: "Oh." }, 500)],
  ["a page with 200", () => page(200)],
  ["an empty object", () => json({})],
  ["null", () => json(null)],
  ["no data", () => json({ data: null })],
  ["data that holds nothing", () => json({ data: {} })],
  ["nothing at all", () => new Response("")],
  ["JSON that is cut", () => new Response('{"data":{"cre')],
  ["errors that say nothing", () => json({ data: null, errors: [{}, null] })],
  ["an error inside the platform", () => json({ data: null, errors: [{ message: "Unexpected error" }] })],
  [
    "an internal error by its code",
    () => json({ errors: [{ message: "!", extensions: { code: "INTERNAL_SERVER_ERROR" } }] }),
  ],
];

/** What is replaced: the answers to requests whose body or path holds this text, and how many of them. */
export interface Replacement {
  readonly of: string;
  readonly answer: OddAnswer;
  readonly times?: number;
  /** Whether the platform gets the request. @defaultValue true */
  readonly isDone?: boolean;
}

/** A client whose platform does what it is asked, but for which something else answers. */
export function clientWithOddAnswers(
  { client, emulator }: TestPlatform,
  { of, answer, times = 1, isDone = true }: Replacement,
): Saagie {
  let left = times;
  return client({
    fetch: async (input, init) => {
      const request = new Request(input instanceof Request ? input.url : input, init);
      const text = await request.clone().text();
      const isIt = left > 0 && (text.includes(of) || request.url.includes(of));
      if (!isIt) return emulator.fetch(input, init);
      left -= 1;
      if (isDone) await emulator.fetch(input, init);
      return answer();
    },
  });
}
