import { fromBase64, toBase64 } from "../bytes.ts";
/** A file of a saved state: a package of a job version, for instance. */
export interface SavedFile {
  /** Its media type; empty when it has none. */
  readonly type: string;
  /** Absent for what never had a name of its own. */
  readonly name?: string;
  readonly base64: string;
}

/** Writes a file down. */
export async function saveFile(file: Blob): Promise<SavedFile> {
  const base64 = toBase64(new Uint8Array(await file.arrayBuffer()));
  const name = "name" in file && typeof file.name === "string" ? { name: file.name } : {};
  return { type: file.type, ...name, base64 };
}

/** Makes a file of what was written down. */
export function readFile({ type, name, base64 }: SavedFile): Blob {
  const content = fromBase64(base64);
  return name === undefined ? new Blob([content], { type }) : new File([content], name, { type });
}

/** Whether something can be a file of a state. */
export function isSavedFile(file: unknown): file is SavedFile {
  const { type, name = "", base64 } = (file ?? {}) as Partial<Record<string, unknown>>;
  return typeof type === "string" && typeof name === "string" && typeof base64 === "string";
}
