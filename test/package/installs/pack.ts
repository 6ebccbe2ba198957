import { readdirSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "./command.ts";

/** The npm of this machine, as a program of Node's. */
export async function npmOf(folder: string): Promise<string> {
  return join((await mustRun(["npm", "root", "--global"], { cwd: folder })).trim(), "npm/bin/npm-cli.js");
}

/** Packs the project into a folder, and hands back the tarball's path. */
export async function packInto(folder: string, project: string): Promise<string> {
  await mustRun(["npm", "pack", "--silent", "--pack-destination", folder], { cwd: project });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm packed nothing");
  return join(folder, tarball);
}
