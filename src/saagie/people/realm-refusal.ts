import { HttpError, isFootbridgeError, NotFoundError, RefusedError } from "../../core/errors.ts";
import { notFoundByName } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";

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

/**
 * Deletes a thing of the realm.
 *
 * @remarks The services answer alike where a deletion broke off and where there was nothing to delete: so the names before
 * tell what there is, and after a lost answer the names tell whether it is gone.
 * @throws {@link NotFoundError} with near names.
 */
export async function deletingThing(
  thing: RealmThing,
  work: () => Promise<unknown>,
  options: CallOptions,
): Promise<void> {
  // Who may not list, or cannot just now, may still be able to delete.
  const before = await thing.names(options).catch(unlessAbort);
  try {
    await work();
  } catch (error) {
    const isUnknown = isFootbridgeError(error, "OUTCOME_UNKNOWN");
    if (before !== undefined && !before.includes(thing.name) && (isUnknown || mayBeMissing(error)))
      throw noSuchThing(thing, before);
    if (!isUnknown) throw asRefusal(error);
    const after = before && (await thing.names(options).catch(unlessAbort));
    if (after === undefined || after.includes(thing.name)) throw error;
  }
}

function unlessAbort(failure: unknown): undefined {
  if (!isFootbridgeError(failure)) throw failure;
}

function noSuchThing({ what, name }: RealmThing, known: readonly string[]): NotFoundError {
  return notFoundByName(
    known.map((id) => ({ id, name: id })),
    name,
    what,
  );
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
  thing: RealmThing,
  error: unknown,
  options: CallOptions,
): Promise<NotFoundError | undefined> {
  if (!mayBeMissing(error)) return undefined;
  try {
    const known = await thing.names(options);
    return known.includes(thing.name) ? undefined : noSuchThing(thing, known);
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
