import type { Moment } from "../shared/records.ts";

/** What a project signs in to a Docker registry with. */
export interface DockerCredentialsRecord {
  readonly id: string;
  readonly projectId: string;
  /** Null is Docker Hub. */
  readonly registry: string | null;
  readonly username: string;
  readonly password: string;
  readonly lastUpdate: Moment;
}
