import type { ProjectReference } from "../../../../generated/saagie/methods.ts";
import type { Archive } from "../../../core/content/archive.ts";
import { InvalidInputError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { PoolOptions } from "../../../core/concurrency/pool.ts";
import type { OnProgress } from "../../../core/progress.ts";
import { BundleFiles } from "../format/files.ts";
import type { ResourceImporter } from "../engine/resource-importer.ts";
import type { ImportedThing, PlanStep } from "../engine/plan-step.ts";
import { APP_FILE, appImporter } from "../importers/apps.ts";
import { pipelineJobImporter } from "../importers/pipeline-jobs.ts";
import { PIPELINE_FILE, pipelineImporter } from "../importers/pipelines.ts";
import { appStorageImporter } from "../importers/storages.ts";
import { variablesIn } from "../importers/variables.ts";
import type { SecretRequest, SecretSource } from "../format/secrets.ts";
import { importBundle, planBundle, type BundleSource } from "./project.ts";
import type { ImportTools } from "./tools.ts";
import { readResources, type ProjectBundle } from "./read-bundle.ts";

/** Options of `apps.import` and `apps.planImport`. */
export interface AppImportOptions extends CallOptions {
  /** The project to import into; it must be ready. */
  readonly project: ProjectReference;
  /** All versions of what is new, or the current one alone. @defaultValue `"all"` */
  readonly versions?: "all" | "current";
  /** Import the rest although some things cannot be imported. @defaultValue false: then nothing is changed */
  readonly skipImpossible?: boolean;
  /** Tells what no archive holds, of what is to be made: values of passwords. Asked while planning. */
  readonly secrets?: SecretSource;
  /** Where the journal is kept. Default: the archive itself. */
  readonly journal?: Archive;
  /** Things handled at once. Default: what the platform bears, up to 32; all long work of a client finds it out together. */
  readonly concurrency?: number;
  /** Called after every thing that was planned, every package that was uploaded, and every thing that is done. */
  readonly onProgress?: OnProgress;
}

/** Options of `pipelines.import` and `pipelines.planImport`. */
export interface PipelineImportOptions extends AppImportOptions {
  /** Bring over variables that belong to the platform as a whole, where they were exported along. @defaultValue false */
  readonly globalVariables?: boolean;
}

/** What the import of some things of a project would do; nothing has been changed. Plain data. */
export interface PartPlan {
  /** Where the archive lies. */
  readonly from: string;
  /** The id of the project it goes to. */
  readonly projectId: string;
  /** What is odd about the archive as a whole. */
  readonly warnings: readonly string[];
  /** In the order in which they would be done: what the things refer to, the things, their variables. */
  readonly steps: readonly PlanStep[];
  /** What is secret, and was not told: it has to be set afterwards. */
  readonly secrets: readonly SecretRequest[];
}

/** What the import of some things of a project did. */
export interface PartImportResult extends PartPlan {
  readonly imported: readonly ImportedThing[];
  /** The folder of the journal, in its archive. */
  readonly journal: string;
}

/** A type of resources with what it needs. */
interface Part {
  readonly file: string;
  /** In the order of their references. */
  readonly importers: readonly ResourceImporter[];
}

/** What can be imported without its project. */
export const PARTS: { readonly apps: Part; readonly pipelines: Part } = {
  apps: { file: APP_FILE, importers: [appStorageImporter, appImporter, variablesIn("app")] },
  pipelines: {
    file: PIPELINE_FILE,
    importers: [pipelineJobImporter, pipelineImporter, variablesIn("pipeline")],
  },
};

/** Where an import comes from, and of what. */
export interface PartImportTask {
  readonly part: keyof typeof PARTS;
  readonly archive: Archive;
}

/** Compares what an archive holds of one kind with the target, and changes nothing. */
export async function planPart(
  tools: ImportTools,
  task: PartImportTask,
  options: PipelineImportOptions,
): Promise<PartPlan> {
  const { project, ...plan } = await planBundle(tools, sourceOf(task), withTarget(options));
  return { ...plan, projectId: project.id ?? "" };
}

/**
 * Brings what an archive holds of one kind into a project; run again, it goes on where it was and creates nothing twice.
 *
 * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or something cannot be imported.
 */
export async function importPart(
  tools: ImportTools,
  task: PartImportTask,
  options: PipelineImportOptions,
): Promise<PartImportResult> {
  const { project: _, ...result } = await importBundle(tools, sourceOf(task), withTarget(options));
  return result;
}

/** The project stays as it is: things are brought into it. */
function withTarget({ project, ...options }: PipelineImportOptions): Parameters<typeof planBundle>[2] {
  return { ...options, into: project };
}

function sourceOf({ part, archive }: PartImportTask): BundleSource {
  const { file, importers } = PARTS[part];
  const read = async (options: PoolOptions): Promise<ProjectBundle> => {
    const files = await BundleFiles.list(archive, options);
    if (files.named(file).length === 0 && files.manifest.folders.length === 0) {
      throw new InvalidInputError(`${archive.location} is not an export: it holds no ${file}.`, {
        hint: "Give the folder that an export wrote, or one above it.",
      });
    }
    const lost = files
      .lost(file)
      .map((path) => `${path} is in the manifest, but missing: it is not imported`);
    return { project: undefined, resources: await readResources(importers, files, options), warnings: lost };
  };
  return { archive, read };
}
