import { InvalidInputError } from "../../core/errors.ts";
import { expandPath } from "../../core/http/path-template.ts";
import type { StorageType } from "../../../generated/descartes/storage.ts";
import type { BlobAddress } from "./options.ts";

const VERBS: ReadonlySet<string> = new Set(["get", "get_signed_url", "new_resumable_url"]);

/** The URL of a blob at the service; reading it needs a log-in. */
export function urlOfBlob(base: string, { key, type = "data" }: BlobAddress): string {
  return base + expandPath("/{type}/get/{key*}", { type, key });
}

/**
 * Reads type and key off a URL of a blob.
 *
 * @throws {@link InvalidInputError} when it is no URL of a blob at this service.
 */
export function blobAt(base: string, url: string | URL): Required<BlobAddress> {
  const refuse = (why: string): never => {
    throw new InvalidInputError(`This is not a URL of a blob at ${base}: ${why}.`, {
      hint: "It looks like …/storage/v1/data/get/some/key.",
    });
  };
  const text = String(url);
  if (!URL.canParse(text)) return refuse("it is not a URL");
  const { origin, pathname } = new URL(text);
  const { origin: ownOrigin, pathname: ownPath } = new URL(base);
  const root = `${ownPath.replace(/\/$/u, "")}/`;
  if (origin !== ownOrigin || !pathname.startsWith(root)) return refuse("it leads elsewhere");
  const [type = "", verb = "", ...segments] = pathname.slice(root.length).split("/");
  const key = segments.map((segment) => decoded(segment) ?? refuse("it is not well encoded")).join("/");
  if (!VERBS.has(verb) || key === "") return refuse("it names no key");
  // Whatever types a deployment has: the service decides.
  return { type: (decoded(type) ?? refuse("it is not well encoded")) as StorageType, key };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
