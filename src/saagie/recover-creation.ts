import { isFootbridgeError, RefusedError } from "../core/errors.ts";

/** How a lost creation is settled, for things whose names are unique. */
export interface RecoverableCreation<Created, Found extends Created> {
  readonly create: () => Promise<Created>;
  /** Looks for a thing of that name. */
  readonly find: () => Promise<Found | undefined>;
  /** Whether what was found is what was asked for, and nobody else's. */
  readonly isOurs: (found: Found) => Promise<boolean>;
}

/**
 * Creates something whose name is unique; when the answer is lost, looks before anything is repeated.
 *
 * @remarks Found as asked for: it is the result. Found otherwise: the name was taken. Not found: the creation did not take
 * effect, and is sent once more; the unique name keeps that from making two.
 */
export async function recoverCreation<Created, Found extends Created>(
  creation: RecoverableCreation<Created, Found>,
): Promise<Created> {
  try {
    return await creation.create();
  } catch (error) {
    if (!isFootbridgeError(error, "OUTCOME_UNKNOWN")) throw error;
    return (await lookUp(creation, error)) ?? repeat(creation, error);
  }
}

/** What was found, if it is ours; nothing where nothing is there. When the look-up fails too, the outcome stays unknown. */
async function lookUp<Created, Found extends Created>(
  { find, isOurs }: RecoverableCreation<Created, Found>,
  lost: unknown,
): Promise<Found | undefined> {
  try {
    const found = await find();
    if (found === undefined || (await isOurs(found))) return found;
  } catch (error) {
    throw isFootbridgeError(error) ? lost : error;
  }
  throw new RefusedError("The name is already used by something else.", {
    cause: lost,
    fields: { name: "already used" },
  });
}

/** The second and last try: the first may still arrive behind it, and then takes the name. */
async function repeat<Created, Found extends Created>(
  creation: RecoverableCreation<Created, Found>,
  lost: unknown,
): Promise<Created> {
  try {
    return await creation.create();
  } catch (error) {
    if (!isFootbridgeError(error, "REFUSED") && !isFootbridgeError(error, "OUTCOME_UNKNOWN")) throw error;
    const found = await lookUp(creation, lost);
    if (found === undefined) throw error;
    return found;
  }
}
