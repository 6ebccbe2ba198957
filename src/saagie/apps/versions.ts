import { isSame } from "../../core/changes.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { AppsForUpgradeResult } from "../../../generated/saagie/methods.ts";
import type { AppVersionInput, VolumeWithPathInput } from "../../../generated/saagie/platform.ts";
import type { AppPort, AppUpgrade, AppVersionSettings } from "./definition.ts";
import { toPortInputs } from "./inputs.ts";
import { chooseContext, type ContextWords } from "../technologies/choose-context.ts";
import type { SaagieContext } from "../context.ts";
import type { AppContext } from "../technologies/technologies.ts";

/** A version of an app, as reads answer it. */
export type AppVersion = NonNullable<AppsForUpgradeResult["currentVersion"]>;

/** A version to send, but for its storages. */
export type AppVersionDraft = Omit<AppVersionInput, "volumesWithPath">;

/** What versions are built with. */
export type VersionSources = Pick<SaagieContext, "references" | "technologies">;

const CONTEXT: ContextWords = { what: "context", setting: "context" };

/**
 * Builds a first version of an app.
 *
 * @throws {@link InvalidInputError} for settings that exclude each other, or listing the valid contexts.
 */
export async function toFirstAppVersion(
  sources: VersionSources,
  place: { readonly projectId: string; readonly technologyId: string; readonly settings: AppVersionSettings },
  options: CallOptions,
): Promise<AppVersionDraft> {
  const { projectId, technologyId, settings } = place;
  const { image, releaseNote, ports } = settings;
  if (image !== undefined) {
    checkIsImage(settings);
    const credentials = await credentialsId(sources, { projectId, settings }, options);
    return omitUndefined({
      ports: toPortInputs(ports ?? []),
      releaseNote,
      dockerInfo: dockerInfoOf(image, credentials),
    });
  }
  checkIsContext(settings);
  const contexts = await sources.technologies.appContexts(technologyId, options);
  const context = chooseContext(contexts, settings.context, CONTEXT);
  return omitUndefined({
    ports: toPortInputs(ports ?? portsOf(context)),
    releaseNote,
    runtimeContextId: context.id,
  });
}

/**
 * Builds a further version: what is not given is carried over, and a context checked again, since contexts are withdrawn.
 *
 * @throws {@link InvalidInputError} as {@link toFirstAppVersion}.
 */
export async function toNextAppVersion(
  sources: VersionSources,
  {
    app,
    current,
    upgrade,
  }: { readonly app: AppsForUpgradeResult; readonly current: AppVersion; readonly upgrade: AppUpgrade },
  options: CallOptions,
): Promise<AppVersionDraft> {
  const { releaseNote } = upgrade;
  const ports = toPortInputs(upgrade.ports ?? current.ports.map(withoutUrl));
  if (current.dockerInfo !== null) {
    checkIsImage(upgrade);
    const place = { projectId: app.project.id, settings: upgrade };
    const given = await credentialsId(sources, place, options);
    const credentials = given === undefined ? current.dockerInfo.dockerCredentialsId : given;
    const dockerInfo = dockerInfoOf(upgrade.image ?? current.dockerInfo.image, credentials);
    return omitUndefined({ ports, releaseNote, dockerInfo });
  }
  checkIsContext(upgrade);
  if (app.technology === null) {
    throw new InvalidInputError(`The technology of the app "${app.name}" is gone from the catalogue.`, {
      hint: "It can run, but takes no new version.",
    });
  }
  const contexts = await sources.technologies.appContexts(app.technology.id, options);
  const context = chooseContext(contexts, upgrade.context ?? current.runtimeContextId ?? undefined, CONTEXT);
  return omitUndefined({ ports, releaseNote, runtimeContextId: context.id });
}

/**
 * Whether a version is another one than what was sent. The release note does not count, nor does the order of ports and
 * storages.
 */
export function differsFromVersion(version: AppVersion, input: AppVersionInput): boolean {
  const mounts = mountsOf(version);
  return !(
    isSame(version.dockerInfo, input.dockerInfo) &&
    (version.runtimeContextId || null) === (input.runtimeContextId ?? null) &&
    isSame(byNumber(version.ports.map(withoutUrl)), byNumber(input.ports)) &&
    isSame(byPath(mounts), byPath((input.volumesWithPath ?? []).flatMap((mount) => mount ?? [])))
  );
}

/** The storages that a version mounts, but for those that the app has lost: nothing can bring these back. */
export function mountsOf({ volumesWithPath }: AppVersion): readonly VolumeWithPathInput[] {
  return (volumesWithPath ?? []).flatMap(({ path, volume }) =>
    volume === null ? [] : [{ path, volumeId: volume.id }],
  );
}

function byNumber<Port extends { readonly number: number }>(ports: readonly Port[]): readonly Port[] {
  return ports.toSorted((a, b) => a.number - b.number);
}

function byPath<Mount extends { readonly path: string }>(mounts: readonly Mount[]): readonly Mount[] {
  return mounts.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** A port as it is read, in the form in which it is written: `internalUrl` is the platform's. */
function withoutUrl({
  internalUrl: _,
  ...port
}: AppVersion["ports"][number]): AppPort & { readonly isRewriteUrl: boolean } {
  return port;
}

function portsOf({ ports }: AppContext): readonly AppPort[] {
  return (ports ?? []).flatMap((port) =>
    port === null
      ? []
      : [
          omitUndefined({
            number: port.port,
            name: port.name,
            isRewriteUrl: port.rewriteUrl ?? undefined,
            basePathVariableName: port.basePath,
            scope: port.scope ?? undefined,
          }),
        ],
  );
}

function dockerInfoOf(image: string, credentials: string | null | undefined): AppVersionInput["dockerInfo"] {
  if (image.trim() === "") throw new InvalidInputError("The app's image is empty.");
  return { image, ...(credentials == null ? {} : { dockerCredentialsId: credentials }) };
}

/** The credentials that are given: their id; null and undefined stay. */
async function credentialsId(
  { references }: VersionSources,
  { projectId, settings }: { readonly projectId: string; readonly settings: AppVersionSettings },
  options: CallOptions,
): Promise<string | null | undefined> {
  const { dockerCredentials } = settings;
  if (dockerCredentials == null) return dockerCredentials;
  return references.resolve("DOCKER_CREDENTIALS", dockerCredentials, {
    ...options,
    variables: { projectId },
  });
}

function checkIsImage({ context }: AppVersionSettings): void {
  if (context === undefined) return;
  throw new InvalidInputError("An app that runs a Docker image has no context of the catalogue.", {
    hint: "Give either image or context.",
  });
}

function checkIsContext({ image, dockerCredentials }: AppVersionSettings): void {
  if (image === undefined && dockerCredentials == null) return;
  throw new InvalidInputError("An app of the catalogue runs the image of its context.", {
    hint: "Give a context, and neither image nor dockerCredentials.",
  });
}
