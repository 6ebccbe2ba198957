import {
  findTechnology,
  isUsable,
  type ContextRecord,
  type TechnologyRecord,
} from "../technologies/records.ts";
import type { Context } from "../services.ts";
import { dockerCredentialsProblem } from "../docker-credentials/lookups.ts";
import { collect, NOT_EXISTS, type Problems } from "../shared/errors.ts";
import type { JobVersionInput } from "./inputs.ts";
import type { ArtifactRecord, VersionRecord } from "./records.ts";

type ExtraTechnology = VersionRecord["extraTechnology"];

/** What a new version would be made of. */
export interface VersionDraft {
  readonly projectId: string;
  readonly technologyId: string;
  readonly input: JobVersionInput;
  readonly artifact: ArtifactRecord | null;
  /** Whether the job has versions already. */
  readonly isUpgrade: boolean;
}

/** Finds what is wrong with a new version of a job. */
export function versionProblems(context: Context, draft: VersionDraft): Problems {
  const technology = findTechnology(context.world.repositories, draft.technologyId);
  if (technology === undefined) return { technology: NOT_EXISTS };
  if (!technology.available) return { technology: "is not available" };
  const { runtimeVersion, sourceUrl, dockerInfo } = draft.input;
  const runtime = technology.contexts.find(({ id }) => id === runtimeVersion);
  return collect({
    runtimeVersion: runtimeProblem(runtimeVersion, runtime, context.clock.now()),
    extraTechnology: extraTechnologyProblem(draft, technology, runtime),
    ...(runtime !== undefined && featureProblems(draft, runtime)),
    "dockerInfo.dockerCredentialsId": dockerCredentialsProblem(context.world, draft.projectId, dockerInfo),
    // An empty text is how some clients say "none".
    sourceUrl:
      sourceUrl == null || /^(https?:\/\/.+)?$/.test(sourceUrl) ? undefined : "must be an http or https URL",
  });
}

/** The extra technology to keep: empty texts, which clients send for jobs that have none, mean none. */
export function extraTechnologyOf({ extraTechnology }: JobVersionInput): ExtraTechnology {
  if (extraTechnology == null || (extraTechnology.language === "" && extraTechnology.version === ""))
    return null;
  return extraTechnology;
}

function runtimeProblem(
  id: string | null | undefined,
  runtime: ContextRecord | undefined,
  now: number,
): string | undefined {
  if (id == null || id === "") return "must not be empty";
  if (runtime === undefined) return NOT_EXISTS;
  if (isUsable(runtime, now)) return undefined;
  return runtime.available ? "is deprecated" : "is not available";
}

/**
 * Only Spark has an extra technology, and needs one for every version.
 *
 * @remarks Whether the platform would take an upgrade's from the version before is not known. Refusing
 * makes clients send it, which works either way.
 */
function extraTechnologyProblem(
  { input, isUpgrade }: VersionDraft,
  technology: TechnologyRecord,
  runtime: ContextRecord | undefined,
): string | undefined {
  const extra = extraTechnologyOf(input);
  if (technology.kind !== "SPARK") {
    // Empty texts are known to be taken in upgrades, and to be refused for new jobs.
    const tolerated = isUpgrade ? extra === null : input.extraTechnology == null;
    return tolerated ? undefined : "must be absent for this technology";
  }
  if (extra === null) return "must not be empty for this technology";
  const language = runtime?.innerContexts.find(({ label }) => label === extra.language);
  const version = language?.innerContexts.find(({ id }) => id === extra.version);
  return runtime === undefined || version?.available === true ? undefined : NOT_EXISTS;
}

/** A runtime's features must be filled in where they are mandatory, and what it has no feature for be absent. */
function featureProblems({ input, artifact }: VersionDraft, runtime: ContextRecord): Problems {
  const features = featuresOf(runtime, extraTechnologyOf(input));
  const check = (type: string, isGiven: boolean): string | undefined => {
    const feature = features.find((candidate) => candidate.type === type);
    if (feature === undefined) return isGiven ? "must be absent for this runtime" : undefined;
    return feature.mandatory && !isGiven ? "must not be empty" : undefined;
  };
  return collect({
    commandLine: check("COMMAND_LINE", (input.commandLine ?? "") !== ""),
    file: check("ARTIFACT", artifact !== null),
    dockerInfo: check("DOCKER_INFO", input.dockerInfo != null),
  });
}

/** The features of Spark stand where their author has put them: with the version of a language, the language or the runtime. */
function featuresOf(runtime: ContextRecord, extra: ExtraTechnology): ContextRecord["features"] {
  const language = runtime.innerContexts.find(({ label }) => label === extra?.language);
  const version = language?.innerContexts.find(({ id }) => id === extra?.version);
  return [version, language, runtime].find((context) => (context?.features.length ?? 0) > 0)?.features ?? [];
}
