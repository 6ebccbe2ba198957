import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { textsIn } from "./small-project.ts";

const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));

/** Files of this very project, by their path: those of some folders, and single ones. */
export function ownFiles(...paths: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    paths.flatMap((path) =>
      /\.\w+$/.test(path)
        ? [[path, readFileSync(join(PROJECT, path), "utf8")]]
        : Object.entries(textsIn(join(PROJECT, path))).map(([name, text]) => [`${path}/${name}`, text]),
    ),
  );
}
