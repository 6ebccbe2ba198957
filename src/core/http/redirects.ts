import type { CallContext } from "../exchanges/call-context.ts";
import { isRedirect } from "./build-request.ts";
import type { Answer, OutgoingRequest, Sender } from "./send.ts";

const MOST_REDIRECTS = 5;

/**
 * Sends a request and follows where the answer points.
 *
 * @remarks For requests without a body. To another origin go only the headers that say what is asked for; never over a
 * weaker connection than before. What cannot be followed is the answer.
 */
export async function sendFollowing(
  request: OutgoingRequest,
  call: CallContext,
  send: Sender,
): Promise<Answer> {
  let current = request;
  for (let hops = 0; ; hops += 1) {
    const answer = await send(current, call);
    const next = hops < MOST_REDIRECTS && isRedirect(answer.status) && redirected(current, answer);
    if (!next) return hops === 0 ? answer : { ...answer, isRedirected: true };
    answer.discard();
    current = next;
  }
}

/** Headers about what is asked for, and not about who asks. */
const HARMLESS: ReadonlySet<string> = new Set(["accept", "accept-encoding", "range", "if-range"]);

function redirected(request: OutgoingRequest, answer: Answer): OutgoingRequest | undefined {
  const location = answer.header("location");
  if (location === null || !URL.canParse(location, request.url)) return undefined;
  const [from, to] = [new URL(request.url), new URL(location, request.url)];
  const isWeaker = to.protocol !== "https:" && to.protocol !== from.protocol;
  if (isWeaker || to.username !== "" || to.password !== "") return undefined;
  const entries = Object.entries(request.headers);
  const headers = to.origin === from.origin ? entries : entries.filter(([name]) => HARMLESS.has(name));
  return { ...request, url: to.href, headers: Object.fromEntries(headers) };
}
