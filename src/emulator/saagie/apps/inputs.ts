import type { AlertingInput, ResourcesInput } from "../jobs/inputs.ts";

/** A storage to mount, as a client sends it. */
export interface MountInput {
  readonly path: string;
  readonly volumeId: string;
}

/** A port to open, as a client sends it. */
export interface PortInput {
  readonly number: number;
  readonly name?: string | null;
  readonly basePathVariableName?: string | null;
  readonly isRewriteUrl: boolean;
  readonly scope?: "PROJECT" | "PUBLIC" | null;
}

/** The `AppVersionInput` of the schema. */
export interface AppVersionInput {
  readonly releaseNote?: string | null;
  readonly dockerInfo?: { readonly image: string; readonly dockerCredentialsId?: string | null } | null;
  readonly runtimeContextId?: string | null;
  readonly ports: readonly PortInput[];
  readonly volumesWithPath?: readonly (MountInput | null)[] | null;
}

/** What clients may say about an app both when they make it and later. */
export interface AppFields {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly alerting?: AlertingInput | null;
  readonly resources?: ResourcesInput | null;
}

/** The `AppInput` of the schema. */
export interface AppInput extends AppFields {
  readonly projectId: string;
  readonly name: string;
  readonly technologyId: string;
  readonly version: AppVersionInput;
}

/** The `AppEditionInput` of the schema. */
export interface AppEditionInput extends AppFields {
  readonly id: string;
}

/**
 * The storages that a version is to mount.
 *
 * @remarks Whether an upgrade without a list keeps the storages of the version before is not known. Here it
 * mounts none: what a client does not send is then missed at once, and not only on the platform.
 */
export function mountsOf({
  volumesWithPath,
}: Pick<AppVersionInput, "volumesWithPath">): readonly MountInput[] {
  return (volumesWithPath ?? []).filter((mount) => mount !== null);
}
