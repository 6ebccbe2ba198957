import { HttpError, isFootbridgeError, NotFoundError, RefusedError } from "../core/errors.ts";
import { notFoundByName } from "../core/lookup.ts";
import type { CallOptions } from "../core/options.ts";

/** What a call to the realm's services is about, to tell why it failed. */
export interface RealmThing {
  /** The noun, e.g. `group`. */
  readonly what: string;
  readonly name: string;
  /** All names that there are. */
  readonly names: (options: CallOptions) => Promise<readonly string[]>;
}

// These refuse an input; those beside them are about the connection, the right or the thing itself.
const REFUSALS: ReadonlySet<number> = new Set([400, 409, 412, 422]);

/**
 * Runs a call to the realm's services about one thing, and tells better why it failed.
 *
 * @remarks These services answer with a bare status, and for an unknown group or user with any error: with 500 for one
 * that is read. So after such a failure the list decides whether there is the thing at all.
 * @throws {@link NotFoundError} with near names; {@link RefusedError} with the platform's words.
 */
export async function aboutThing<T>(
  thing: RealmThing,
  work: () => Promise<T>,
  options: CallOptions,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw (await missing(thing, error, options)) ?? asRefusal(error);
  }
}

/** Runs a call to the realm's services that makes something new: what is refused is said so. */
export async function makingThing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asRefusal(error);
  }
}

/** The error for a thing that there is not; undefined where there is, or where that is not the question. */
async function missing(
  { what, name, names }: RealmThing,
  error: unknown,
  options: CallOptions,
): Promise<NotFoundError | undefined> {
  if (!mayBeMissing(error)) return undefined;
  try {
    const known = await names(options);
    if (known.includes(name)) return undefined;
    return notFoundByName(
      known.map((id) => ({ id, name: id })),
      name,
      what,
    );
  } catch (failure) {
    // The first failure tells more; an abort stays an abort.
    if (isFootbridgeError(failure)) return undefined;
    throw failure;
  }
}

function mayBeMissing(error: unknown): boolean {
  if (error instanceof NotFoundError) return true;
  if (!(error instanceof HttpError) || error.status === undefined) return false;
  return error.status === 500 || REFUSALS.has(error.status);
}

function asRefusal(error: unknown): unknown {
  if (!(error instanceof HttpError) || error.status === undefined || !REFUSALS.has(error.status))
    return error;
  return new RefusedError(error.message, {
    status: error.status,
    attempts: error.attempts,
    cause: error,
    ...(error.platform === undefined ? {} : { platform: error.platform }),
    ...(error.operation === undefined ? {} : { operation: error.operation }),
  });
}
