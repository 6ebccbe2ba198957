/** How a job of an emulated platform goes. */
export interface JobScript {
  /** How long it runs, in seconds of the emulator's clock. @defaultValue 10 */
  readonly seconds?: number;
  /** How long every state before and after takes, in seconds. @defaultValue 1 */
  readonly stepSeconds?: number;
  /** What it leaves behind, by path. @defaultValue a file with its output, and an empty one with its errors */
  readonly outputs?: Readonly<Record<string, string | Uint8Array>>;
  /** How it ends. @defaultValue "FINISHED" */
  readonly status?: "FINISHED" | "FAILED" | "ARCHIVING_FAILED" | "KILLED";
  /** Why it fails. */
  readonly message?: string;
}

/** What is known of a job when it begins. */
export interface SubmittedJob {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly appId: string;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A script, or what makes one for each job. */
export type JobScriptSource = JobScript | ((job: SubmittedJob) => JobScript);

/** The scripts of jobs, by app id. */
export type JobScripts = Map<string, JobScriptSource>;
