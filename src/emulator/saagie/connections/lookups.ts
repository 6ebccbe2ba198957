import type { World } from "../world.ts";
import type { ConnectionRecord } from "./records.ts";

/** The connections of a project, in the order in which they came. */
export function connectionsOf(world: World, projectId: string): readonly ConnectionRecord[] {
  return [...world.connections.values()].filter((connection) => connection.projectId === projectId);
}
