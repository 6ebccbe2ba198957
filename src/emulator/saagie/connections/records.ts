import type { Moment } from "../shared/records.ts";

/** The value of one parameter of a connection. */
interface ConnectionParameter {
  readonly id: string;
  readonly value?: string | null;
  readonly isPassword: boolean;
}

/** How another system is reached. */
export interface ConnectionRecord {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly connectionTypeId: string;
  readonly repositoryId: string;
  readonly parameters: readonly ConnectionParameter[];
  readonly creator: string;
  readonly creationDate: Moment;
  readonly lastUpdate: Moment;
}
