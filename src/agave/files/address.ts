import { InvalidInputError } from "../../core/errors.ts";
import { encodeText } from "../../core/http/path-template.ts";

/** A file, by its parts. */
export interface FileLocation {
  /** The id of the system. @defaultValue the default storage system of the user */
  readonly system?: string;
  /** Relative to the home folder of the system, or, with a leading slash, to its root. @defaultValue the home folder */
  readonly path?: string;
}

/**
 * Names a file: `agave://system/path`, `agave://system//absolute/path`, `system/path`, `{ system, path }`, or the URL that the
 * platform gave it in a listing.
 *
 * @remarks Texts that are no URL are taken as they are: `%20` stands for itself. In `agave:` and web addresses `%20` is a
 * blank, where what the text holds can be read so.
 */
export type FileAddress = string | URL | FileLocation;

/** A file of a system, or of the default one. */
export interface FilePlace {
  readonly system: string | undefined;
  /** Without what leads to the home folder; empty for that itself. */
  readonly path: string;
}

/** An output of a job. */
export interface OutputPlace {
  readonly jobId: string;
  readonly path: string;
}

const SYSTEM = /^[0-9A-Za-z][0-9A-Za-z.-]*$/u;

/**
 * Reads a file's address.
 *
 * @throws {@link InvalidInputError} when it names no file of a system, or a way out of it.
 */
export function placeOf(address: FileAddress): FilePlace {
  if (typeof address === "string") {
    const text = address.trim() === "" ? "" : address;
    return /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? fromUrl(text) : fromText(text);
  }
  if (address instanceof URL) return fromUrl(address.href);
  const { system, path = "" } = address;
  return checked(system, path);
}

/** Writes a file's address as the platform's own form of it, each segment encoded. */
export function uriOf({ system, path }: FilePlace): string {
  if (system === undefined)
    throw new InvalidInputError("An address without a system has no agave:// form.", {
      hint: "Name the system.",
    });
  return `agave://${system}/${path.split("/").map(encodeText).join("/")}`;
}

/** The folder that a file is in, and its name there. */
export function parentOf({ system, path }: FilePlace): { readonly parent: FilePlace; readonly name: string } {
  const trimmed = withoutTrailingSlash(path);
  const at = trimmed.lastIndexOf("/");
  const name = trimmed.slice(at + 1);
  if (name === "") throw new InvalidInputError("The home folder and the root have no name.");
  // The folder of `/file` is the root, not the home folder.
  return { parent: { system, path: at === 0 ? "/" : trimmed.slice(0, Math.max(at, 0)) }, name };
}

/** An entry of a folder. */
export function childOf({ system, path }: FilePlace, name: string): FilePlace {
  if (path === "") return { system, path: name };
  return { system, path: path.endsWith("/") ? `${path}${name}` : `${path}/${name}` };
}

/** The path below the folder of outputs that a URL of a job's output names; `undefined` for any other URL. */
export function outputOf(url: string | URL): OutputPlace | undefined {
  const text = String(url);
  if (!/^https?:/iu.test(text) || !URL.canParse(text)) return undefined;
  const [, jobId, path] =
    /\/jobs\/(?:v2|2\.0)\/([^/]+)\/outputs\/(?:listings|media)(?:\/(.*))?$/u.exec(new URL(text).pathname) ??
    [];
  if (jobId === undefined) return undefined;
  return { jobId: decoded(jobId), path: withoutDots(decoded(path ?? "")) };
}

function fromText(text: string): FilePlace {
  // One slash in front of the system is what older tools bear with.
  const bare = /^\/[^/]/u.test(text) ? text.slice(1) : text;
  const at = bare.indexOf("/");
  const system = at < 0 ? bare : bare.slice(0, at);
  if (system === "")
    throw new InvalidInputError(`${JSON.stringify(text)} does not begin with a system.`, {
      hint: "Write system/path, or { path } for the default system.",
    });
  return checked(system, at < 0 ? "" : bare.slice(at + 1));
}

function fromUrl(text: string): FilePlace {
  const agave = /^(?:agave|tapis):\/\/([^/]*)(?:\/(.*))?$/isu.exec(text);
  if (agave) return checked(decoded(agave[1] ?? "") || undefined, decoded(agave[2] ?? ""));
  if (!/^https?:/iu.test(text) || !URL.canParse(text)) throw notAFile();
  const { pathname } = new URL(text);
  const [, rest] =
    /\/files\/(?:v2|2\.0)\/(?:media|listings|history|pems|index)(?:\/(.*))?$/u.exec(pathname) ?? [];
  if (!/\/files\/(?:v2|2\.0)\//u.test(pathname) || rest === undefined) throw notAFile();
  const [, system, path] = /^system\/([^/]+)(?:\/(.*))?$/u.exec(rest) ?? [];
  return system === undefined
    ? checked(undefined, decoded(rest))
    : checked(decoded(system), decoded(path ?? ""));
}

function notAFile(): InvalidInputError {
  // Not repeated: a URL may hold a key.
  return new InvalidInputError("This URL is not the address of a file.", {
    hint: "Give agave://system/path, system/path, { system, path }, or a URL of a listing.",
  });
}

function checked(system: string | undefined, path: string): FilePlace {
  if (system !== undefined && !SYSTEM.test(system))
    throw new InvalidInputError(`${JSON.stringify(system)} is not the id of a system.`);
  return { system, path: withoutTrailingSlash(withoutDots(path)) };
}

/** URL parsers fold `.` and `..`, also encoded ones, and the service resolves them: neither is let through. */
function withoutDots(path: string): string {
  const segments = path.split("/");
  if (segments.some((segment) => segment === ".." || /^(?:\.|%2e){2}$/iu.test(segment)))
    throw new InvalidInputError(`The path ${JSON.stringify(path)} leads out of where it begins.`, {
      hint: "Write it without `..`.",
    });
  return segments.filter((segment) => !/^(?:\.|%2e)$/iu.test(segment)).join("/");
}

function withoutTrailingSlash(path: string): string {
  return /^\/+$/u.test(path) ? "/" : path.replace(/\/+$/u, "");
}

/** What a text with percent signs stands for; one that cannot be read so stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
