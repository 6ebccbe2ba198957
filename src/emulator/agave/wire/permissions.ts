import { badRequest } from "./service-error.ts";
import { booleanOf, textOf, type JsonObject } from "./values.ts";

/** What somebody may do with a resource. */
export interface Rights {
  readonly read: boolean;
  readonly write: boolean;
  readonly execute: boolean;
}

/** No right at all. */
export const NO_RIGHTS: Rights = Object.freeze({ read: false, write: false, execute: false });

/** Every right. */
export const ALL_RIGHTS: Rights = Object.freeze({ read: true, write: true, execute: true });

/** The rights of everybody who has some, by name. */
export type Permissions = Record<string, Rights & { readonly recursive?: boolean }>;

const WORDS: Readonly<Record<string, Rights>> = {
  NONE: NO_RIGHTS,
  READ: { read: true, write: false, execute: false },
  WRITE: { read: false, write: true, execute: false },
  EXECUTE: { read: false, write: false, execute: true },
  READ_WRITE: { read: true, write: true, execute: false },
  READ_EXECUTE: { read: true, write: false, execute: true },
  WRITE_EXECUTE: { read: false, write: true, execute: true },
  ALL: ALL_RIGHTS,
};

/** The word for some rights. */
export function rightsWord({ read, write, execute }: Rights): string {
  const found = Object.entries(WORDS).find(
    ([, other]) => other.read === read && other.write === write && other.execute === execute,
  );
  return found?.[0] ?? "NONE";
}

/** Whether these are no rights. */
export function isNone({ read, write, execute }: Rights): boolean {
  return !read && !write && !execute;
}

/** A grant as a call words it. */
export interface Grant {
  readonly username: string;
  readonly rights: Rights;
}

/**
 * Reads a grant: one word, or a boolean for each right.
 *
 * @throws ServiceError 400 without a username, and for a word that is not known
 */
export function grantOf(body: JsonObject, known?: string): Grant {
  const username = textOf(body["username"]) ?? known;
  if (username === undefined || username === "") throw badRequest("No username given");
  if (known !== undefined && username !== known)
    throw badRequest("The username in the URL and that in the body differ");
  return { username, rights: rightsOf(body) };
}

function rightsOf(body: JsonObject): Rights {
  const word = textOf(body["permission"]);
  if (word !== undefined) {
    const rights = WORDS[word === "" ? "NONE" : word.toUpperCase()];
    if (rights === undefined) throw badRequest(`Invalid permission value ${word}`);
    return rights;
  }
  const [read, write, execute, all] = ["read", "write", "execute", "all"].map((name) =>
    booleanOf(body[name]),
  );
  if ([read, write, execute, all].every((value) => value === undefined))
    throw badRequest("No permission given");
  if (all === true) return ALL_RIGHTS;
  return { read: read === true, write: write === true, execute: execute === true };
}
