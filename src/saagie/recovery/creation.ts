import {
  addHint,
  isFootbridgeError,
  RefusedError,
  type Attempt,
  type FootbridgeError,
} from "../../core/errors.ts";
import { waitToRepeat } from "../../core/retry/lost-write.ts";
import { stillUnknown } from "./still-unknown.ts";

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
 * effect, and is sent again, as often as the client retries; the unique name keeps that from making two.
 */
export async function recoverCreation<Created, Found extends Created>(
  creation: RecoverableCreation<Created, Found>,
): Promise<Created> {
  const earlier: Attempt[] = [];
  let lost: FootbridgeError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await creation.create();
    } catch (error) {
      const isLost = isFootbridgeError(error, "OUTCOME_UNKNOWN");
      if (!isLost && (lost === undefined || !isFootbridgeError(error))) throw error;
      lost = isLost ? withEarlier(error, earlier) : (lost ?? error);
      // An earlier try may have arrived behind the look-up for it, and then has the name.
      const found = isLost || isFootbridgeError(error, "REFUSED") ? await lookUp(creation, lost) : undefined;
      if (found !== undefined) return found;
      if (!isLost) throw isFootbridgeError(error, "REFUSED") ? error : addHint(error, MAY_HAVE);
      const waitedMs = await waitToRepeat(error, attempt);
      if (waitedMs === undefined) throw lost;
      earlier.splice(0, Infinity, ...error.attempts.slice(0, -1), {
        failure: error.attempts.at(-1)?.failure ?? error.code,
        waitedMs,
      });
    }
  }
}

const MAY_HAVE = "An earlier try, whose answer was lost, may still take effect.";

function withEarlier(error: FootbridgeError, earlier: readonly Attempt[]): FootbridgeError {
  return Object.assign(error, { attempts: [...earlier, ...error.attempts] });
}

/** What was found, if it is ours; nothing where nothing is there. When the look-up fails too, the outcome stays unknown. */
async function lookUp<Created, Found extends Created>(
  { find, isOurs }: RecoverableCreation<Created, Found>,
  lost: FootbridgeError,
): Promise<Found | undefined> {
  try {
    const found = await find();
    if (found === undefined || (await isOurs(found))) return found;
  } catch (error) {
    throw isFootbridgeError(error) ? stillUnknown(lost, error) : error;
  }
  throw new RefusedError("The name is already used by something else.", {
    cause: lost,
    fields: { name: "already used" },
  });
}
