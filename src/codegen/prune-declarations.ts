// npm run -s build:declarations
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Every user installs what is built: declarations that no door leads to are read by nobody.

interface Door {
  readonly types: string;
}

const project = fileURLToPath(new URL("../../", import.meta.url));
const { exports } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, Door | string>>;
};

/** What a declaration file takes from another one of the package. */
const IMPORTS = /(?:from|import\()\s*["'](\.[^"']+)["']/gu;

const reached = new Set(
  Object.values(exports).flatMap((door) => (typeof door === "string" ? [] : [join(project, door.types)])),
);
// The set grows while it is walked through.
for (const file of reached) {
  for (const [, target = ""] of readFileSync(file, "utf8").matchAll(IMPORTS)) {
    const declaration = join(dirname(file), target.replace(/\.[jt]s$/u, ".d.ts"));
    if (!existsSync(declaration)) throw new Error(`${file} names ${target}, which is not built`);
    reached.add(declaration);
  }
}

const dist = join(project, "dist");
for (const path of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  const file = join(dist, path);
  if (path.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
}
