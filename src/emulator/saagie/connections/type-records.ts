/** A value to choose for a parameter. */
interface ParameterChoice {
  readonly id: string;
  readonly label: string;
}

/** One thing that has to be known to reach a system. */
export interface ConnectionTypeParameter {
  readonly id: string;
  readonly type: "TEXT" | "PASSWORD" | "STATIC_SELECT" | "TOGGLE";
  readonly label: string;
  readonly mandatory: boolean;
  readonly defaultValue: string | null;
  readonly comment: string | null;
  readonly dependsOn: readonly string[];
  readonly staticValues: readonly ParameterChoice[];
}

/** A kind of system that projects can have connections to. */
export interface ConnectionTypeRecord {
  readonly id: string;
  /** Its id inside the repository. */
  readonly connectionTypeId: string;
  readonly repositoryId: string;
  readonly label: string;
  readonly parameters: readonly ConnectionTypeParameter[];
}
