import {
  AuthenticationError,
  HttpError,
  NotFoundError,
  PermissionError,
  RefusedError,
  type FootbridgeError,
} from "../errors.ts";
import type { CallContext } from "../exchanges/call-context.ts";
import { redactor, type Redactor, type Sent } from "../secrets/redact.ts";
import type { Failure, FailureKind } from "./failures.ts";
import type { Answer } from "./send.ts";

/** An answer that says, by its status or to those who know the platform, that the request failed. */
export interface FailedAnswer {
  readonly response: Answer;
  readonly text: string;
  readonly call: CallContext;
  /** What went along and may not be repeated. */
  readonly sent: Sent;
  /** Set where a 404 means that the thing asked for is missing, not that the URL is wrong. */
  readonly missing?: string;
  /** The request went to a URL that the platform had signed, without a log-in. */
  readonly signed?: boolean;
  /** What the platform's reader of failures makes of it. */
  readonly failure?: Failure | undefined;
}

/** The error for a failed answer. */
export function statusError(answer: FailedAnswer): FootbridgeError {
  const { response, call, failure, missing = `This ${call.operation.what}` } = answer;
  const { status, retryAfterMs } = response;
  const operation = call.operation.name;
  const redact = redactor(answer.sent);
  // Who is reached by a signed URL or a redirect is somebody else: what they say may quote anything.
  const isElsewhere = answer.signed === true || response.isRedirected === true;
  const said = isElsewhere ? "" : wordsOf(answer, redact);
  const facts = { status, operation };
  if (isElsewhere && (status === 401 || status === 403)) return refusedElsewhere(answer);
  switch (kindOf(answer)) {
    case "login":
      return new AuthenticationError(`The platform does not accept the log-in${said}.`, {
        ...facts,
        hint: call.platform.loginHint,
      });
    case "permission":
      return new PermissionError(`${operation} is not allowed for this user${said}.`, {
        ...facts,
        hint: call.platform.rightHint,
      });
    case "missing":
      return new NotFoundError(`${missing} does not exist${said}.`, facts);
    case "refused":
      return new RefusedError(`${operation} was refused${said}.`, facts);
    case "other": {
      const by =
        failure === undefined && BETWEEN.has(status) ? " by something between here and the platform" : "";
      return new HttpError(`${operation} was answered with HTTP ${status}${by}${said}.`, {
        ...facts,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        ...hintFor(answer, toOrigin(response.header("location"), redact)),
      });
    }
  }
}

/** What a failure is about: what the platform's reader says, else what its status does. */
function kindOf({ response, text, missing, failure }: FailedAnswer): FailureKind {
  const { status } = response;
  if (failure?.kind !== undefined) return failure.kind;
  if (status >= 200 && status <= 299) return "refused";
  if (status === 401) return "login";
  if (status === 403 && (failure !== undefined || !isPage(text, response.header("content-type"))))
    return "permission";
  return status === 404 && missing !== undefined ? "missing" : "other";
}

/** What no platform answers on its own account: a page beside a 403, a proxy's or a network's own log-in. */
const BETWEEN: ReadonlySet<number> = new Set([403, 407, 511]);

function refusedElsewhere({ response: { status }, call, signed }: FailedAnswer): PermissionError {
  const what = signed ? "The signed URL" : "What the platform redirected to";
  return new PermissionError(`${what} ${signed ? "is refused" : "refuses the request"}.`, {
    status,
    operation: call.operation.name,
    hint: signed ? "It may have expired: ask for a new one." : "It may have expired: try again.",
  });
}

function hintFor(
  { response: { status }, failure }: FailedAnswer,
  origin: string,
): { readonly hint?: string } {
  if (status >= 300 && status < 400) {
    return { hint: `Redirects are not followed, so that credentials stay with their host${origin}.` };
  }
  switch (status) {
    case 403:
      if (failure !== undefined) return {};
      return {
        hint: "A page came instead of the platform's words: a proxy, a firewall or a gateway sent it.",
      };
    case 404:
      return { hint: "Check the URL and the platform id." };
    case 407:
      return { hint: "A proxy asks for a log-in of its own: give its user and password, or go round it." };
    case 413:
      return { hint: "The upload is larger than the platform takes." };
    case 511:
      return { hint: "The network asks for a log-in of its own: open any page in a browser." };
    default:
      return {};
  }
}

function toOrigin(location: string | null, redact: Redactor): string {
  if (location === null || !URL.canParse(location)) return "";
  return ` (the answer points to ${redact.words(new URL(location).origin)})`;
}

function isPage(text: string, contentType: string | null): boolean {
  return contentType?.includes("html") === true || /^\s*</u.test(text);
}

/** The platform's own words, as its reader found them, or as far as an answer can be trusted to hold such. */
function wordsOf(answer: FailedAnswer, redact: Redactor): string {
  if (answer.failure === undefined) return ownWords(answer, redact);
  const words = redact
    .words(answer.failure.message?.trim() ?? "")
    .replace(/[\s\u0000-\u001f\u007f]+/gu, " ")
    .trim();
  return words === "" ? "" : `: ${words}`;
}

// The platform's own words are short and plain; a page or a dump is none.
function ownWords({ response, text }: FailedAnswer, redact: Redactor): string {
  const words = response.header("content-type")?.includes("json") ? messageOf(text) : text.trim();
  if (words === "" || words.length > 200 || /[<>\n{]/u.test(words)) return "";
  return `: ${redact.words(words)}`;
}

function messageOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "message" in value)
      return typeof value.message === "string" ? value.message : "";
  } catch {
    // Not JSON after all: there are no words to show.
  }
  return "";
}
