import { foldCase } from "../../../core/lookup/lookup.ts";

/** A file name for any name; long ones may get the same, so that whoever uses it keeps the name, too. */
export function fileNameOf(name: string): string {
  const bytes = new TextEncoder().encode(foldCase(name)).slice(0, 80);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
