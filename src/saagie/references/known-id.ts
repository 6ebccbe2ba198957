import { InvalidInputError } from "../../core/errors.ts";
import { isId, parseSaagieUrl, type SaagieUrl } from "./urls.ts";

/** Where pasted URLs must belong: an id of another platform would name something else here, or nothing. */
export interface Home {
  readonly url: string;
  readonly platform: number;
}

/** The id that a page's URL holds for one kind of thing. */
export type UrlPart = Exclude<keyof SaagieUrl, "url" | "realm" | "platform">;

/** What a reference is expected to name, for look-ups and for messages. */
export interface Expected {
  /** The noun, e.g. `job instance`. */
  readonly what: string;
  /** Which part of a URL is its id; absent where no page is known for it. */
  readonly part?: UrlPart;
  readonly home: Home;
}

/**
 * The id in a reference that holds one: an id, `{ id }`, or a URL of this platform.
 *
 * @returns undefined when it holds none, and is perhaps a name.
 * @throws {@link InvalidInputError} for a URL of another platform, or of something else; for an `id` that is no text.
 */
export function knownId(reference: unknown, expected: Expected): string | undefined {
  if (typeof reference === "object" && reference !== null && "id" in reference) {
    if (typeof reference.id === "string" && reference.id !== "") return reference.id;
    throw namesNothing(reference, expected.what, "Its id is a text.");
  }
  const text = reference instanceof URL ? reference.href : reference;
  if (typeof text !== "string") return undefined;
  if (isId(text)) return text.toLowerCase();
  return /^\s*https?:/iu.test(text) ? idInUrl(text, expected) : undefined;
}

/** The error for a reference that is none of its kind. */
export function namesNothing(reference: unknown, what: string, hint: string): InvalidInputError {
  return new InvalidInputError(`${JSON.stringify(reference)} names no ${what}.`, { hint });
}

function idInUrl(text: string, { what, part, home }: Expected): string {
  const parsed = parseSaagieUrl(text);
  if (parsed.platform !== home.platform || new URL(parsed.url).host !== new URL(home.url).host) {
    throw new InvalidInputError(`The URL is of ${parsed.url}, platform ${parsed.platform}.`, {
      hint: `This client speaks to ${home.url}, platform ${home.platform}: connect to the other one.`,
    });
  }
  const id = part === undefined ? undefined : parsed[part];
  if (id !== undefined) return id;
  throw new InvalidInputError(`The URL holds no ${what} id.`);
}
