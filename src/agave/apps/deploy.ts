import type { AppsGetResult, AppsMethods } from "../../../generated/agave/methods.ts";
import type { CallOptions } from "../../core/options.ts";
import type { AppDefinition } from "../../../generated/agave/api.ts";
import { covers, createOrUpdate, type Action } from "../changes.ts";

/** What was done to bring an app to its definition, and what it is now. */
export interface AppDeployment {
  readonly action: Action;
  readonly app: AppsGetResult;
}

/** Brings an app to its definition. */
export async function deployApp(
  apps: Pick<AppsMethods, "get" | "create" | "update">,
  definition: AppDefinition,
  options: CallOptions,
): Promise<AppDeployment> {
  // Not by a text, which could be the name of another app.
  const exact = { id: `${definition.name}-${definition.version}` };
  const { action, now } = await createOrUpdate<AppsGetResult>({
    find: () => apps.get(exact, options),
    isAsDefined: (found) => covers(found, definition),
    create: () => apps.create(definition, options),
    update: () => apps.update(exact, definition, options),
  });
  return { action, app: now };
}
