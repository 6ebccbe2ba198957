/** Who owns a variable, and so who sees it. */
export type VariableScope = "GLOBAL" | "PROJECT" | "PIPELINE" | "APP" | "JOB";

/** What owns variables: a platform as a whole, or something on it. */
export interface VariableOwner {
  readonly scope: VariableScope;
  /** Of the platform. */
  readonly platformId: number;
  /** Of the project, pipeline, app or job; null for the platform. */
  readonly entityId: string | null;
}

/** A variable that runs and apps find in their environment. */
export interface VariableRecord extends VariableOwner {
  readonly id: string;
  readonly name: string;
  /** Kept also when it is a password, and then told to nobody but the runs. Null only where the rules are broken. */
  readonly value: string | null;
  readonly description: string | null;
  readonly isPassword: boolean;
}

/** Whether a variable belongs to this owner. */
export function isOwnedBy(variable: VariableRecord, owner: VariableOwner): boolean {
  return (
    variable.scope === owner.scope &&
    variable.entityId === owner.entityId &&
    variable.platformId === owner.platformId
  );
}
