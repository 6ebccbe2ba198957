import { randomBytes } from "node:crypto";
import { lstat, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { InvalidInputError } from "../core/errors.ts";

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
    const code = codeOf(cause);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new InvalidInputError(`The file ${path} cannot be read (${code}).`, { cause });
  }
}

/**
 * Writes a small text file that holds secrets: whole or not at all, and for this user's eyes only.
 *
 * @remarks The text goes to a new file beside it, with mode 0600 from the start, which then takes the name. A folder that is
 * missing is made with mode 0700.
 * @throws {@link InvalidInputError} when what has the name belongs to another user, is a link, a folder or no regular file, or
 * when nothing can be written there.
 */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path).slice(0, 100)}-${randomBytes(9).toString("hex")}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await refuseForeign(path);
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (cause instanceof InvalidInputError) throw cause;
    throw new InvalidInputError(`The file ${path} cannot be written (${codeOf(cause)}).`, { cause });
  }
}

async function refuseForeign(path: string): Promise<void> {
  const present = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (present === undefined) return;
  if (!present.isFile()) throw new InvalidInputError(`${path} is no regular file: it is not replaced.`);
  // Where the system knows no users, there is nobody else.
  if (process.getuid !== undefined && present.uid !== process.getuid())
    throw new InvalidInputError(`${path} belongs to another user of this machine: it is not replaced.`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
