import type { AlertingRecord, RequestLimit } from "../shared/records.ts";

/** Who is to be told of which states, as a client sends it. */
export interface AlertingInput {
  readonly emails?: readonly string[] | null;
  readonly logins?: readonly string[] | null;
  readonly statusList: readonly string[];
}

/** What a run may take, as a client sends it. */
export interface ResourcesInput {
  readonly cpu?: RequestLimit | null;
  readonly memory?: RequestLimit | null;
  readonly gpu?: RequestLimit | null;
}

/** What clients may say about a job both when they make it and later. */
export interface JobFields {
  readonly name?: string | null;
  readonly alias?: string | null;
  readonly description?: string | null;
  readonly isScheduled?: boolean | null;
  readonly cronScheduling?: string | null;
  readonly scheduleTimezone?: string | null;
  readonly alerting?: AlertingInput | null;
  readonly isStreaming?: boolean | null;
  readonly doesUseGPU?: boolean | null;
  readonly resources?: ResourcesInput | null;
}

/** The `JobInput` of the schema. */
export interface JobInput extends JobFields {
  readonly projectId: string;
  readonly name: string;
  readonly category: string;
  readonly technology: { readonly id: string };
  readonly isScheduled: boolean;
  readonly isStreaming: boolean;
}

/** The `JobEditionInput` of the schema. */
export interface JobEditionInput extends JobFields {
  readonly id: string;
}

/** The `JobVersionInput` of the schema, without what the platform ignores. */
export interface JobVersionInput {
  readonly releaseNote?: string | null;
  readonly runtimeVersion?: string | null;
  readonly commandLine?: string | null;
  readonly usePreviousArtifact?: boolean | null;
  /** The older way to say `usePreviousArtifact`. */
  readonly packageInfo?: { readonly usePreviousArtifact?: boolean | null } | null;
  readonly dockerInfo?: { readonly image: string; readonly dockerCredentialsId?: string | null } | null;
  readonly extraTechnology?: { readonly language: string; readonly version: string } | null;
  readonly doesUseGPU?: boolean | null;
  readonly sourceUrl?: string | null;
  readonly connectionId?: string | null;
  readonly externalJobParams?: readonly { readonly id: string; readonly value?: string | null }[] | null;
}

/** What is kept of an alerting: lists are never null. */
export function alertingRecord(input: AlertingInput | null | undefined): AlertingRecord | null {
  if (input == null) return null;
  return { emails: input.emails ?? [], logins: input.logins ?? [], statusList: input.statusList };
}
