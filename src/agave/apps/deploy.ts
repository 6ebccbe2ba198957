import type { AppsGetResult, AppsMethods } from "../../../generated/agave/methods.ts";
import { isFootbridgeError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { AppDefinition } from "../../../generated/agave/api.ts";
import { covers, type Action } from "../changes.ts";

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
  const present = await apps.get(exact, options).catch((error: unknown) => {
    if (isFootbridgeError(error, "NOT_FOUND")) return undefined;
    throw error;
  });
  if (present === undefined) return { action: "created", app: await apps.create(definition, options) };
  if (covers(present, definition)) return { action: "unchanged", app: present };
  return { action: "updated", app: await apps.update(exact, definition, options) };
}
