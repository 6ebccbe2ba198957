import { randomBytes } from "node:crypto";
import { lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../../core/error-code.ts";
import { InvalidInputError } from "../../core/errors.ts";

/** The path of something in this user's home folder. */
export function homePath(...segments: readonly string[]): string {
  return join(homedir(), ...segments);
}

/**
 * Reads a small text file that holds secrets; `undefined` where there is none.
 *
 * @throws {@link InvalidInputError} when it cannot be read; never with anything of what it holds.
 */
export async function readSecretFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = errorCode(cause);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new InvalidInputError(`The file ${path} cannot be read (${code ?? "unknown"}).`, { cause });
  }
}

/**
 * Writes a small text file that holds secrets: whole or not at all, and for this user's eyes only.
 *
 * @remarks The text goes to a new file beside it, with mode 0600 from the start, which then takes the name. A folder that is
 * missing is made with mode 0700. A link is followed where it leads to a file of this user that nobody else can read.
 * @throws {@link InvalidInputError} when what has the name belongs to another user, is a folder or no regular file, or a link
 * that is not followed, or when nothing can be written there.
 */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  const place = await linked(path);
  const folder = dirname(place);
  const temporary = join(folder, `.${basename(place).slice(0, 100)}-${randomBytes(9).toString("hex")}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await refuseForeign(place);
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, place);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (cause instanceof InvalidInputError) throw cause;
    throw new InvalidInputError(`The file ${path} cannot be written (${errorCode(cause) ?? "unknown"}).`, {
      cause,
    });
  }
}

/** Where a path leads: for a link, to the file behind it, if that is this user's alone. */
async function linked(path: string): Promise<string> {
  const present = await lstat(path).catch(() => undefined);
  if (!present?.isSymbolicLink()) return path;
  const target = await realpath(path).catch(() => undefined);
  const stats = target === undefined ? undefined : await stat(target).catch(() => undefined);
  if (target === undefined || stats === undefined)
    throw new InvalidInputError(`${path} is a link that leads nowhere.`);
  // Where the system knows no users, modes say nothing either.
  if (process.getuid !== undefined && (stats.mode & 0o077) !== 0)
    throw new InvalidInputError(
      `${path} is a link to ${target}, which others can read: it is not replaced.`,
      {
        hint: "Take their rights away: chmod 600.",
      },
    );
  return target;
}

async function refuseForeign(path: string): Promise<void> {
  const present = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (present === undefined) return;
  if (!present.isFile()) throw new InvalidInputError(`${path} is not a regular file: it is not replaced.`);
  // Where the system knows no users, there is nobody else.
  if (process.getuid !== undefined && present.uid !== process.getuid())
    throw new InvalidInputError(`${path} belongs to another user of this machine: it is not replaced.`);
}

/** The names in a folder; none where there is no folder that can be read. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** A path in a folder. */
export function pathIn(folder: string, ...segments: readonly string[]): string {
  return join(folder, ...segments);
}
