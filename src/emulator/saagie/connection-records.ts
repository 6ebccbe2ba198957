import type { Moment, World } from "./store.ts";

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

/** The connections of a project, in the order in which they came. */
export function connectionsOf(world: World, projectId: string): readonly ConnectionRecord[] {
  return [...world.connections.values()].filter((connection) => connection.projectId === projectId);
}
