import type { Services } from "../services.ts";
import { agaveUuid } from "../wire/history.ts";
import type { TenantWorld } from "../world.ts";
import type { AppDefinition } from "./definition.ts";
import type { AppRecord } from "./records.ts";

/** Where an app is put, and whose it is. */
export interface AppRegistering {
  readonly services: Pick<Services, "ids" | "clock">;
  readonly world: TenantWorld;
  readonly owner: string;
  /** The id of a public copy. @defaultValue name and version */
  readonly publicId?: string;
}

/** Puts an app into a tenant. */
export function registerApp(
  definition: AppDefinition & { readonly deploymentSystem: string },
  { services, world, owner, publicId }: AppRegistering,
): AppRecord {
  const now = services.clock.now();
  const app: AppRecord = {
    ...definition,
    id: publicId ?? `${definition.name}-${definition.version}`,
    uuid: agaveUuid(services.ids, "005"),
    owner,
    created: now,
    lastModified: now,
    isPublic: publicId !== undefined,
    revision: 1,
    isDeleted: false,
    pems: {},
    history: [],
  };
  world.apps.set(app.id, app);
  return app;
}
