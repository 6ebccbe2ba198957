import { isSame } from "../../core/changes.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { AppsForUpgradeResult } from "../../../generated/saagie/methods.ts";
import type { AppInput, AppResourceInput } from "../../../generated/saagie/platform.ts";
import { asAlertingInput } from "../settings/alerting.ts";
import type { AppChanges, AppDefinition } from "./definition.ts";
import { differingAppSettings, type AppSettingsInput } from "./inputs.ts";
import { differsFromVersion, type AppVersion } from "./versions.ts";
import { keepInside } from "../settings/keep-inside.ts";

/** What of the app-level settings differs. */
export function differingFrom(app: AppsForUpgradeResult, definition: AppDefinition): AppSettingsInput {
  const settings = keepInside(app, settingsOf(definition));
  const { resources: wanted } = settings;
  const { resources: _, ...rest } = differingAppSettings(app, settings);
  if (wanted == null || isSame(app.resources ?? {}, readable(wanted))) return rest;
  return { ...rest, resources: wanted };
}

/** What is asked for of GPUs cannot be read back. */
function readable({ gpu: _, ...resources }: AppResourceInput): AppResourceInput {
  return resources;
}

/** The app-level settings of a definition. */
export function settingsOf({ description, alerting, resources }: AppDefinition): AppChanges {
  return {
    ...(description === undefined ? {} : { description }),
    ...(alerting === undefined ? {} : { alerting }),
    ...(resources === undefined ? {} : { resources }),
  };
}

/** The current version of an app. @throws InvalidInputError when it has none */
export function currentOf({ name, currentVersion }: AppsForUpgradeResult): AppVersion {
  if (currentVersion !== null) return currentVersion;
  throw new InvalidInputError(`The app "${name}" has no version.`);
}

/** Whether an app found under the name is what was asked for: the name may have been taken before. */
export function isAsCreated(found: AppsForUpgradeResult, app: AppInput): boolean {
  const { currentVersion: version } = found;
  const { description, alerting, resources } = app;
  const wanted = {
    description: description ?? null,
    resources: resources == null ? null : readable(resources),
  };
  return (
    version?.number === 1 &&
    found.name === app.name &&
    found.technology?.id === app.technologyId &&
    (version.releaseNote || null) === (app.version.releaseNote || null) &&
    !differsFromVersion(version, app.version) &&
    isSame(asAlertingInput(found.alerting), alerting) &&
    Object.keys(differingAppSettings(found, wanted)).length === 0
  );
}
