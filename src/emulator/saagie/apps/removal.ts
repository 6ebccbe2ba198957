import type { AppRecord } from "./records.ts";
import { removeVariablesOf } from "../environment-variables/layers.ts";
import type { World } from "../world.ts";

/** Takes an app out of the world, whether or not it runs. Its storages stay, and are free. */
export function removeApp(world: World, { id }: AppRecord): void {
  world.apps.delete(id);
  removeVariablesOf(world, id);
  for (const volume of world.volumes.values()) if (volume.linkedAppId === id) volume.linkedAppId = null;
}
