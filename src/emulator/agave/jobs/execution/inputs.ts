import { copyTree, type CopyPlace } from "../../files/copying.ts";
import { join, nameOf } from "../../files/file-tree.ts";
import { pathOn, readAgaveUrl, treeOf } from "../../files/rules.ts";
import { readWebSource } from "../../wire/web-source.ts";
import { workFolderOf } from "./places.ts";
import type { JobRecord } from "../records.ts";
import type { JobActor } from "../rules.ts";

const WEB = /^https?:/i;
/** What nothing here speaks: such an input is taken for staged, and is not there. */
const UNREACHABLE = /^(ftp|sftp|gridftp):/i;

/** The name that an input has in the folder of its job. */
export function inputName(url: string): string {
  const path = url.startsWith("agave://")
    ? readAgaveUrl(url).path
    : WEB.test(url)
      ? decoded(new URL(url).pathname)
      : url;
  const name = nameOf(path.replace(/\/+$/, ""));
  // As the files service calls what has no name.
  return ["", ".", ".."].includes(name) ? "unknown" : name;
}

/** The names of all inputs of a job. */
export function inputNames({ inputs }: Pick<JobRecord, "inputs">): ReadonlySet<string> {
  return new Set(
    Object.values(inputs)
      .flat()
      .map((url) => inputName(url)),
  );
}

/**
 * Brings the inputs of a job into its folder.
 *
 * @returns a promise where some have to be fetched from the web; the others are there at once
 * @throws Error naming the input that cannot be had
 */
export function stageInputs(job: JobRecord, actor: JobActor): Promise<void> | undefined {
  const folder = workFolderOf(actor.world, job);
  if (folder === undefined) return undefined;
  const urls = Object.values(job.inputs).flat();
  for (const url of urls) if (!WEB.test(url)) copyInput(job, { url, folder }, actor);
  const remote = urls.filter((url) => WEB.test(url));
  return remote.length === 0 ? undefined : fetchInputs(remote, folder, actor);
}

interface Input {
  readonly url: string;
  readonly folder: CopyPlace;
}

function copyInput(job: JobRecord, { url, folder }: Input, { world }: JobActor): void {
  if (UNREACHABLE.test(url)) return;
  const from = sourceOf(job, url, { world });
  // It was there when the job was submitted.
  if (from?.tree.find(from.path) === undefined) throw new Error(`The input ${url} is gone`);
  copyTree(from, { ...folder, path: join(folder.path, inputName(url)) });
}

async function fetchInputs(
  urls: readonly string[],
  folder: CopyPlace,
  { services }: JobActor,
): Promise<void> {
  for (const url of urls) {
    const bytes = await readWebSource(services, url).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : "it cannot be reached";
      // Not the address: who may read the job need not know what stands before its host.
      throw new Error(`The input ${inputName(url)} cannot be fetched: ${reason}`, { cause: error });
    });
    folder.tree.write(join(folder.path, inputName(url)), bytes);
  }
}

function sourceOf(job: JobRecord, url: string, { world }: Pick<JobActor, "world">): CopyPlace | undefined {
  const named = url.startsWith("agave://") ? readAgaveUrl(url) : undefined;
  const isDefault = (id: string): boolean => world.systems.get(id)?.defaultFor.includes(job.owner) === true;
  const storages = [...world.systems.values()].filter(({ type }) => type === "STORAGE");
  const fallback =
    storages.find(({ id }) => isDefault(id)) ?? storages.find(({ globalDefault }) => globalDefault);
  const system = named === undefined ? fallback : world.systems.get(named.systemId);
  if (system === undefined) return undefined;
  return { tree: treeOf(world, system.id), path: pathOn(system, named?.path ?? url, job.owner) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
