import { isVirtual } from "./virtual-blob.ts";

const origins = new WeakMap<Blob, Blob>();

/** A `File` of a name with the content of a `Blob`; what is known of the blob stays known of it. */
export function fileNamed(blob: Blob, name: string): File {
  if (blob instanceof File && blob.name === name) return blob;
  if (isVirtual(blob)) throw new TypeError("A file whose content comes from elsewhere keeps its name.");
  const file = new File([blob], name, { type: blob.type });
  origins.set(file, originOf(blob));
  return file;
}

/** The blob that a file was made of by {@link fileNamed}, or the blob itself. */
export function originOf(blob: Blob): Blob {
  return origins.get(blob) ?? blob;
}
