import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { BadState } from "./encoding.ts";

/**
 * Writes a state to a file, which only its owner may read: there are secrets in it.
 *
 * @throws the system's error when that is not possible; what was there before is there still.
 */
export async function writeStateFile(path: string, state: object): Promise<void> {
  const text = `${JSON.stringify(state, null, 1)}\n`;
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      // Otherwise a machine that stops now could be left with the new name and no content.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Reads a state from a file.
 *
 * @throws BadState when there is no state in it.
 * @throws the system's error when it cannot be read.
 */
export async function readStateFile(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  try {
    const state: unknown = JSON.parse(text);
    return state;
  } catch {
    throw new BadState(`${path} is not JSON, so no state of an emulator`);
  }
}
