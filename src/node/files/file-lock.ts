import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "../../core/error-code.ts";
import { InvalidInputError } from "../../core/errors.ts";

/** Options of {@link withFileLock}. */
export interface FileLockOptions {
  readonly signal?: AbortSignal;
  /** A lock whose holder has not touched it for this long is taken for abandoned, in milliseconds. @defaultValue 10000 */
  readonly staleMs?: number;
  /** How long to wait for the lock, in milliseconds. @defaultValue 60000 */
  readonly waitMs?: number;
}

const LOOK_AGAIN_MS = 25;

/**
 * Works while no other process of this kind does: the one that could create the lock file goes first.
 *
 * @remarks The holder touches the file as long as it works, so that one left behind by a killed process is noticed. The file
 * is made with mode 0600, a missing folder with mode 0700.
 * @throws {@link InvalidInputError} when the file cannot be made, or another holds it for too long; what the work throws; the
 * signal's reason.
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  { signal, staleMs = 10_000, waitMs = 60_000 }: FileLockOptions = {},
): Promise<T> {
  const owner = randomBytes(12).toString("hex");
  await acquire(path, owner, { staleMs, waitMs, ...(signal && { signal }) });
  const touch = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, staleMs / 4);
  touch.unref();
  try {
    return await work();
  } finally {
    clearInterval(touch);
    // Somebody may have taken it for abandoned, after all: theirs stays.
    const holder = await readFile(path, "utf8").catch(() => undefined);
    if (holder === owner) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function acquire(
  path: string,
  owner: string,
  { signal, staleMs, waitMs }: { readonly staleMs: number; readonly waitMs: number; signal?: AbortSignal },
): Promise<void> {
  const until = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    if (await create(path, owner)) return;
    const isFree = await isAbandoned(path, staleMs);
    if (performance.now() >= until)
      throw new InvalidInputError(`The lock ${path} is held by another process.`, {
        hint: "Delete it if there is none.",
      });
    if (isFree) continue;
    await sleep(LOOK_AGAIN_MS * (1 + Math.random()), undefined, signal ? { signal } : {}).catch(
      (error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      },
    );
  }
}

async function create(path: string, owner: string): Promise<boolean> {
  const refuse = (cause: unknown): InvalidInputError =>
    new InvalidInputError(`The lock ${path} cannot be made (${errorCode(cause) ?? "unknown"}).`, { cause });
  // Where its folder is a file, that is there already, too: it is no lock.
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw refuse(cause);
  });
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(owner);
    } finally {
      await file.close();
    }
    return true;
  } catch (cause) {
    if (errorCode(cause) === "EEXIST") return false;
    throw refuse(cause);
  }
}

/** Takes an abandoned lock away; whether there is a point in trying again at once. */
async function isAbandoned(path: string, staleMs: number): Promise<boolean> {
  const seen = await stat(path).catch(() => undefined);
  if (seen === undefined) return true;
  if (Date.now() - seen.mtimeMs <= staleMs) return false;
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch {
    return true;
  }
  // Another process may have been quicker, and this be its fresh lock: then it goes back.
  const taken = await stat(aside).catch(() => undefined);
  if (taken !== undefined && (taken.ino !== seen.ino || taken.mtimeMs !== seen.mtimeMs))
    await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true }).catch(() => undefined);
  return true;
}
