import { InvalidInputError } from "../../../core/errors.ts";
import type { PoolOptions } from "../../../core/concurrency/pool.ts";
import { BundleFiles, type LocatedArchive } from "../format/files.ts";
import type { ResourceImporter, ReadResources } from "../engine/resource-importer.ts";
import type { ResourceType } from "../engine/plan-step.ts";
import { APP_FILE, appImporter } from "../importers/apps.ts";
import { CREDENTIALS_FILE, credentialsImporter } from "../importers/docker-credentials.ts";
import { jobImporter } from "../importers/jobs.ts";
import { PIPELINE_FILE, pipelineImporter } from "../importers/pipelines.ts";
import { STORAGE_FILE, storageImporter } from "../importers/storages.ts";
import { VARIABLE_FILE, variableImporter } from "../importers/variables.ts";
import { readProjectRecord, type ProjectRecord } from "../format/project-record.ts";
import { lostJobs } from "../format/archived-jobs.ts";

const PROJECT_FILE = "project.json";

/** In the order of their references: nothing refers to what comes after it. */
const IMPORTERS: readonly ResourceImporter[] = [
  credentialsImporter,
  storageImporter,
  jobImporter,
  pipelineImporter,
  appImporter,
  variableImporter,
];

/** A project in an archive. */
export interface ArchivedProject extends ProjectRecord {
  readonly path: string;
  readonly warnings: readonly string[];
}

/** Everything that an archive holds. */
export interface ProjectBundle {
  /** Absent where parts of a project were exported. */
  readonly project: ArchivedProject | undefined;
  readonly resources: readonly (ReadResources & { readonly what: ResourceType })[];
  /** What is odd about the archive as a whole. */
  readonly warnings: readonly string[];
}

/**
 * Reads everything that an archive holds, at any depth, whatever the folders are called: of this library, of the Python
 * client, and of the Gradle plugin.
 *
 * @throws {@link InvalidInputError} when it is no export, when a file of it is not what it should be, or when two things
 * have one name.
 */
export async function readBundle(archive: LocatedArchive, options: PoolOptions): Promise<ProjectBundle> {
  const files = await BundleFiles.list(archive, options);
  const project = await readProject(archive, files, options);
  const resources = await readResources(IMPORTERS, files, options);
  const isEmpty = project === undefined && resources.every(({ count }) => count === 0);
  if (isEmpty && files.manifest.folders.length === 0) {
    throw new InvalidInputError(
      `${archive.location} is not an export: it holds nothing that a project is made of.`,
      {
        hint: "Give the folder that an export wrote, or one above it.",
      },
    );
  }
  const lost = [PIPELINE_FILE, APP_FILE, STORAGE_FILE, CREDENTIALS_FILE, VARIABLE_FILE].flatMap((name) =>
    files.lost(name).map((path) => `${path} is in the manifest, but missing: it is not imported`),
  );
  return { project, resources, warnings: [...lostJobs(files), ...lost] };
}

/** Reads the things of some types, in their order. */
export async function readResources(
  importers: readonly ResourceImporter[],
  files: BundleFiles,
  options: PoolOptions,
): Promise<ProjectBundle["resources"]> {
  const found: (ReadResources & { readonly what: ResourceType })[] = [];
  for (const { what, read } of importers) found.push({ what, ...(await read(files, options)) });
  return found;
}

async function readProject(
  { location }: LocatedArchive,
  files: BundleFiles,
  { signal = new AbortController().signal }: PoolOptions,
): Promise<ArchivedProject | undefined> {
  const [entry, other] = files.named(PROJECT_FILE);
  if (other !== undefined) {
    throw new InvalidInputError(
      `${location} holds several projects: ${entry?.path ?? ""} and ${other.path}.`,
      {
        hint: "Give the folder of one of them.",
      },
    );
  }
  if (entry === undefined) return undefined;
  const { path, json, warnings } = await files.read(entry, "a project", signal);
  return { ...readProjectRecord(json), path, warnings };
}
