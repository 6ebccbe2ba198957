import { isFootbridgeError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { AppDefinition } from "../../../generated/agave/api.ts";
import { covers } from "../changes.ts";
import type { AppDeployment, Apps } from "./apps.ts";

/** Brings an app to its definition. */
export async function deployApp(
  apps: Apps,
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
