import {
  AuthenticationError,
  HttpError,
  NotFoundError,
  PermissionError,
  type FootbridgeError,
} from "../errors.ts";
import type { CallContext } from "../exchanges/call-context.ts";
import { withoutValues } from "../without-values.ts";
import type { Answer } from "./send.ts";

/** An answer whose status says that the request failed. */
export interface FailedAnswer {
  readonly response: Answer;
  readonly text: string;
  readonly call: CallContext;
  /** What went along and may not be repeated. */
  readonly sent: unknown;
  /** Set where a 404 means that the thing asked for is missing, not that the URL is wrong. */
  readonly missing?: string;
  /** The request went to a URL that the platform had signed, without a log-in. */
  readonly signed?: boolean;
}

/** The error for a failed HTTP status. */
export function statusError({ response, text, call, sent, missing, signed }: FailedAnswer): FootbridgeError {
  const { status, retryAfterMs } = response;
  const operation = call.operation.name;
  // Who is reached by a signed URL is somebody else: what they say may quote anything.
  const said = signed ? "" : ownWords(text, response.header("content-type"), sent);
  const facts = { status, operation };
  if (signed && (status === 401 || status === 403)) {
    return new PermissionError(`The signed URL is refused${said}.`, {
      ...facts,
      hint: "It may have expired: ask for a new one.",
    });
  }
  if (status === 401) {
    return new AuthenticationError(`The platform does not accept the log-in${said}.`, {
      ...facts,
      hint: "Check user, password and realm, or the token.",
    });
  }
  if (status === 403) {
    return new PermissionError(`${operation} is not allowed for this user${said}.`, {
      ...facts,
      hint: "Ask for the right in this project or platform.",
    });
  }
  if (status === 404 && missing !== undefined)
    return new NotFoundError(`${missing} does not exist${said}.`, facts);
  return new HttpError(`${operation} was answered with HTTP ${status}${said}.`, {
    ...facts,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...hintFor(status, response.header("location")),
  });
}

function hintFor(status: number, location: string | null): { readonly hint?: string } {
  if (status >= 300 && status < 400) {
    return {
      hint: `Redirects are not followed, so that credentials stay with their host${toOrigin(location)}.`,
    };
  }
  if (status === 404) return { hint: "Check the URL and the platform id." };
  if (status === 413) return { hint: "The upload is larger than the platform takes." };
  return {};
}

function toOrigin(location: string | null): string {
  if (location === null || !URL.canParse(location)) return "";
  return ` (the answer points to ${new URL(location).origin})`;
}

// The platform's own words are short and plain; a page or a dump is none.
function ownWords(text: string, contentType: string | null, sent: unknown): string {
  const words = contentType?.includes("json") ? messageOf(text) : text.trim();
  if (words === "" || words.length > 200 || /[<>\n{]/u.test(words)) return "";
  return `: ${withoutValues(words, sent)}`;
}

function messageOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "message" in value) return String(value.message);
  } catch {
    // Not JSON after all: there are no words to show.
  }
  return "";
}
