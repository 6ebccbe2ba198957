import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildASTSchema } from "graphql";
import { onTestFinished } from "vitest";
import { knownVersions, loadSuperset } from "../../../src/codegen/schema/load-schema.ts";
import { runRegenerate } from "../../../src/codegen/regenerate/run-regenerate.ts";
import { schemaAt } from "../../../src/codegen/schema/versioned-schema.ts";
import { schemaFacts } from "../schema-facts.ts";

const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));

/** What a run of the command left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a folder of its own, which goes when the test ends. */
export interface SmallProject {
  readonly folder: string;
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
  /** The text of every file, by its path. */
  readonly files: () => Readonly<Record<string, string>>;
  /** Runs the command; what looks like a schema file of ours is taken from the folder. */
  readonly run: (args: readonly string[], world?: World) => Promise<Outcome>;
  /** Writes definitions to a file and runs the command with it. */
  readonly regenerate: (sdl: string, version: string, ...args: readonly string[]) => Promise<Outcome>;
  /** The facts of a version, one line each. */
  readonly factsAt: (version: string, endpoint?: string) => readonly string[];
  readonly versions: () => readonly string[];
}

/** What a run finds around it. */
export interface World {
  readonly environment?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
}

/** Where the schema of a successor lies: beside the project, as something that came from elsewhere. */
const SOURCE = "new.graphql";

/** Makes a project out of files; the directives of ours are in it. */
export function smallProject(files: Readonly<Record<string, string>>): SmallProject {
  const home = mkdtempSync(join(tmpdir(), "footbridge-regenerate-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const folder = join(home, "project");
  const directory = join(folder, "schema");
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  mkdirSync(directory, { recursive: true });
  cpSync(join(PROJECT, "schema/directives.graphql"), join(directory, "directives.graphql"));
  for (const [path, text] of Object.entries(files)) write(path, text);
  const run = async (
    args: readonly string[],
    { environment = {}, isTTY = false }: World = {},
  ): Promise<Outcome> => {
    const texts = { stdout: "", stderr: "" };
    const sink = (name: "stdout" | "stderr") => ({
      isTTY,
      write: (text: string): void => {
        texts[name] += text;
      },
    });
    const io = { stdout: sink("stdout"), stderr: sink("stderr"), environment };
    const code = await runRegenerate(args, folder, io);
    // The folder has another name each time.
    return {
      code,
      stdout: texts.stdout.replaceAll(`${home}/`, ""),
      stderr: texts.stderr.replaceAll(`${home}/`, ""),
    };
  };
  return {
    folder,
    write,
    read: (path) => readFileSync(join(folder, path), "utf8"),
    files: () => textsIn(folder),
    run,
    regenerate: (sdl, version, ...args) => {
      writeFileSync(join(home, SOURCE), sdl);
      return run(["--from", join(home, SOURCE), "--as", version, ...args]);
    },
    factsAt: (version, endpoint = "desk") =>
      schemaFacts(
        buildASTSchema(schemaAt(loadSuperset({ directory, platform: "library", endpoint }), version)),
      ),
    versions: () => knownVersions(directory, "library"),
  };
}

/** The text of every file of a folder, by its path. */
export function textsIn(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}
