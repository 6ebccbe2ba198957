/** Where an import goes, as far as docker credentials are concerned. */
export interface CredentialsTarget {
  readonly projectId: string;
  /** The id here of docker credentials of the source, where they are carried over. */
  readonly credentialsOf?: (sourceId: string) => string | undefined;
}

/** Where something was exported from, as far as it is known. */
interface Exported {
  readonly sourceProjectId: string | undefined;
}

/** An image, and what it is pulled with. */
interface Image {
  readonly image: string;
  readonly dockerCredentialsId?: string | null;
}

/** Credentials belong to a project: the id of another one's means nothing here, unless they were carried over. */
export function toDockerInfo<Info extends Image>(
  target: CredentialsTarget,
  exported: Exported,
  info: Info,
): Info | { readonly image: string; readonly dockerCredentialsId?: string } {
  const { image, dockerCredentialsId } = info;
  const carried = dockerCredentialsId == null ? undefined : target.credentialsOf?.(dockerCredentialsId);
  if (carried !== undefined) return { image, dockerCredentialsId: carried };
  return exported.sourceProjectId === target.projectId ? info : { image };
}

/** Whether credentials, if any, get lost: those of another project that are not carried over. */
export function losesCredentials(
  target: CredentialsTarget,
  exported: Exported,
  sourceId: string | null | undefined,
): boolean {
  return (
    sourceId != null &&
    sourceId !== "" &&
    toDockerInfo(target, exported, { image: "", dockerCredentialsId: sourceId }).dockerCredentialsId ===
      undefined
  );
}

/** What to say of something whose credentials get lost. */
export const LOST_CREDENTIALS =
  "its docker credentials belong to another project and are not carried over: set them afterwards";

/** The same, as inputs have it. */
interface ImageInput {
  readonly image?: string | null | undefined;
  readonly dockerCredentialsId?: string | null | undefined;
}

/** Where the archive tells no credentials that mean anything here, those that are there for the same image stay. */
export function withCredentialsOf<Settings extends { readonly dockerInfo?: ImageInput | null | undefined }>(
  { dockerInfo: before }: { readonly dockerInfo: Image | null },
  settings: Settings,
): Settings {
  const { dockerInfo } = settings;
  if (before?.dockerCredentialsId == null || dockerInfo?.dockerCredentialsId != null) return settings;
  const { image, dockerCredentialsId } = before;
  return dockerInfo?.image === image ? { ...settings, dockerInfo: { image, dockerCredentialsId } } : settings;
}
