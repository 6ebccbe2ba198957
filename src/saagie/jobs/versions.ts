import { omitUndefined } from "../../core/omit-undefined.ts";
import { noSuchChoice } from "../../core/lookup/choose.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { foldCase } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import type { JobVersionInput } from "../../../generated/saagie/platform.ts";
import { checkSourceUrl } from "../settings/check-source-url.ts";
import { chooseContext, type ContextWords } from "../technologies/choose-context.ts";
import type { JobUpgrade, JobVersionSettings } from "./definition.ts";
import type { JobContext, Technologies } from "../technologies/technologies.ts";

/** What contexts are called in messages, and the setting that chooses one. */
const RUNTIME: ContextWords = { what: "runtime version", setting: "runtimeVersion" };

/** The current version of a job, as far as a new one takes over from it. */
export interface CurrentVersion {
  readonly number: number;
  readonly runtimeVersion: string | null;
  readonly commandLine: string | null;
  readonly packageInfo: { readonly name: string } | null;
  readonly dockerInfo: { readonly image: string; readonly dockerCredentialsId: string | null } | null;
  readonly extraTechnology: { readonly language: string; readonly version: string } | null;
}

/**
 * Builds the input of a job's first version, checked against the catalogue.
 *
 * @throws {@link InvalidInputError} listing the valid contexts, languages or versions, or naming what the context demands.
 */
export async function toFirstVersion(
  technologies: Technologies,
  { technologyId, settings }: { readonly technologyId: string; readonly settings: JobVersionSettings },
  options: CallOptions,
): Promise<JobVersionInput> {
  const contexts = await technologies.jobContexts(technologyId, options);
  const context = chooseContext(contexts, settings.runtimeVersion, RUNTIME);
  const commandLine = settings.commandLine ?? suggestionFor(context, "COMMAND_LINE");
  checkFeatures(context, { ...settings, ...(commandLine === undefined ? {} : { commandLine }) });
  return omitUndefined({
    ...commonInput(settings),
    runtimeVersion: context.id,
    commandLine,
    dockerInfo: settings.dockerInfo,
    extraTechnology: extraTechnologyFor(context, settings.extraTechnology),
  });
}

/**
 * Builds the input of a further version: what is not given is carried over, and checked again, since contexts are withdrawn.
 *
 * @throws {@link InvalidInputError} as {@link toFirstVersion}.
 */
export async function toNextVersion(
  technologies: Technologies,
  job: { readonly technologyId: string; readonly current: CurrentVersion; readonly upgrade: JobUpgrade },
  options: CallOptions,
): Promise<JobVersionInput> {
  const { technologyId, current, upgrade } = job;
  const contexts = await technologies.jobContexts(technologyId, options);
  const context = chooseContext(
    contexts,
    upgrade.runtimeVersion ?? current.runtimeVersion ?? undefined,
    RUNTIME,
  );
  const keepsPackage =
    upgrade.file === undefined && upgrade.usePreviousArtifact !== false && current.packageInfo !== null;
  const input = omitUndefined({
    ...commonInput(upgrade),
    runtimeVersion: context.id,
    commandLine: upgrade.commandLine ?? current.commandLine ?? undefined,
    usePreviousArtifact: keepsPackage,
    dockerInfo: upgrade.dockerInfo ?? current.dockerInfo ?? undefined,
    extraTechnology: extraTechnologyFor(
      context,
      upgrade.extraTechnology ?? current.extraTechnology ?? undefined,
    ),
  });
  checkFeatures(context, {
    ...(input.commandLine === undefined ? {} : { commandLine: input.commandLine }),
    ...(input.dockerInfo === undefined ? {} : { dockerInfo: input.dockerInfo }),
    file: keepsPackage ? "kept" : upgrade.file,
  });
  return input;
}

/** Whether an upgrade asks for anything that the current version does not have; the package is not compared here. */
export function differsFrom(current: CurrentVersion, input: JobVersionInput): boolean {
  return (
    (input.runtimeVersion ?? null) !== current.runtimeVersion ||
    (input.commandLine || null) !== (current.commandLine || null) ||
    (input.dockerInfo?.image ?? null) !== (current.dockerInfo?.image ?? null) ||
    (input.dockerInfo?.dockerCredentialsId ?? null) !== (current.dockerInfo?.dockerCredentialsId ?? null) ||
    (input.extraTechnology?.language ?? null) !== (current.extraTechnology?.language ?? null) ||
    (input.extraTechnology?.version ?? null) !== (current.extraTechnology?.version ?? null)
  );
}

/** Whether an upgrade leaves the current package behind and brings no other. */
export function dropsPackage(
  { packageInfo }: CurrentVersion,
  { file, usePreviousArtifact }: Pick<JobUpgrade, "file" | "usePreviousArtifact">,
): boolean {
  return packageInfo !== null && file === undefined && usePreviousArtifact === false;
}

function commonInput({
  releaseNote,
  sourceUrl,
}: JobVersionSettings): Pick<JobVersionInput, "releaseNote" | "sourceUrl"> {
  if (sourceUrl !== undefined && sourceUrl !== "") checkSourceUrl(sourceUrl);
  return omitUndefined({ releaseNote, sourceUrl: sourceUrl === "" ? undefined : sourceUrl });
}

function suggestionFor(context: JobContext, feature: string): string | undefined {
  return context.job.features.find(({ type }) => type === feature)?.defaultValue ?? undefined;
}

/** What a context may demand, and the setting that fills it. */
const DEMANDS = { COMMAND_LINE: "commandLine", ARTIFACT: "file", DOCKER_INFO: "dockerInfo" } as const;

interface Filled {
  readonly commandLine?: string | null | undefined;
  readonly file?: unknown;
  readonly dockerInfo?: unknown;
}

function checkFeatures(context: JobContext, filled: Filled): void {
  for (const { type, label, mandatory } of context.job.features) {
    const setting = DEMANDS[type as keyof typeof DEMANDS];
    const value = setting === undefined ? "not ours to check" : filled[setting];
    if (mandatory && (value === undefined || value === null || value === "")) {
      throw new InvalidInputError(`The runtime version "${context.label}" needs ${setting} (${label}).`);
    }
  }
}

function extraTechnologyFor(
  context: JobContext,
  wanted: JobVersionSettings["extraTechnology"],
): JobVersionInput["extraTechnology"] | undefined {
  if (!("technologyContexts" in context)) {
    if (wanted === undefined) return undefined;
    throw new InvalidInputError(
      `The runtime version "${context.label}" takes no extra technology: that is for Spark.`,
    );
  }
  const inner = context.technologyContexts.filter(({ available }) => available);
  const labels = inner.map(({ label }) => label);
  if (wanted === undefined) {
    throw new InvalidInputError(`The runtime version "${context.label}" needs an extra technology.`, {
      hint: `Give extraTechnology with one of the languages ${labels.join(", ")} and its version.`,
    });
  }
  const language = inner.find(({ label }) => foldCase(label) === foldCase(wanted.language));
  if (language === undefined) throw noSuchChoice(labels, wanted.language, "language of the extra technology");
  const versions = language.jobContexts.filter(({ available }) => available);
  const version = versions.find(({ id, label }) => id === wanted.version || label === wanted.version);
  if (version === undefined) {
    throw noSuchChoice(
      versions.map(({ id }) => id),
      wanted.version,
      `version of ${language.label}`,
    );
  }
  // The letter case must be the catalogue's.
  return { language: language.label, version: wanted.version };
}
