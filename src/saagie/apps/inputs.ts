import { pickChanged } from "../../core/changes.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { AppsForUpgradeResult } from "../../../generated/saagie/methods.ts";
import type {
  AppAlertingInput,
  AppResourceInput,
  AppStatus,
  PortInput,
} from "../../../generated/saagie/platform.ts";
import { asAlertingInput, toAlertingInput } from "../settings/alerting.ts";
import type { AppChanges, AppPort, AppSettings } from "./definition.ts";
import { checkName } from "../settings/check-name.ts";
import { checkResources } from "../settings/check-resources.ts";

const STATUSES: Readonly<Record<AppStatus, true>> = {
  STARTED: true,
  STARTING: true,
  RESTARTING: true,
  RECOVERING: true,
  UPGRADING: true,
  ROLLING_BACK: true,
  STOPPING: true,
  STOPPED: true,
  FAILED: true,
  UNKNOWN: true,
};

/** The app-level part of the platform's inputs. */
export interface AppSettingsInput {
  readonly name?: string;
  readonly description?: string | null;
  readonly alerting?: AppAlertingInput | null;
  readonly resources?: AppResourceInput | null;
}

/**
 * Checks app-level settings and turns them into the platform's input; `null` stays, absent stays absent.
 *
 * @throws {@link InvalidInputError} naming the setting and what is valid.
 */
export function toAppSettingsInput(settings: AppSettings | AppChanges): AppSettingsInput {
  const { description, alerting, resources } = settings;
  const name = "name" in settings ? settings.name : undefined;
  if (name !== undefined) checkName(name, "app");
  if (resources != null) checkResources(resources);
  return omitUndefined({
    name,
    description,
    alerting: alerting == null ? alerting : toAlertingInput<AppStatus>(alerting, STATUSES),
    resources,
  });
}

/** Finds which of the wanted changes differ from the app as it is. */
export function differingAppSettings(
  current: AppsForUpgradeResult,
  wanted: AppSettings | AppChanges,
): AppSettingsInput {
  const input = toAppSettingsInput(wanted);
  return pickChanged<AppSettingsInput>(
    {
      name: current.name,
      // The platform answers "" for no description as well as null.
      description: current.description || null,
      alerting: asAlertingInput(current.alerting),
      resources: current.resources,
    },
    input.description === "" ? { ...input, description: null } : input,
  );
}

/**
 * Checks ports and turns them into the platform's input.
 *
 * @throws {@link InvalidInputError} for a number that is none of a port, or that is there twice.
 */
export function toPortInputs(ports: readonly AppPort[]): readonly PortInput[] {
  const seen = new Set<number>();
  return ports.map(({ number, name, isRewriteUrl = false, basePathVariableName, scope = "PROJECT" }) => {
    if (!Number.isInteger(number) || number < 1 || number > 65_535) {
      throw new InvalidInputError(`A port is a whole number from 1 to 65535, not ${number}.`);
    }
    if (seen.has(number)) throw new InvalidInputError(`The port ${number} is there twice.`);
    seen.add(number);
    return omitUndefined({ number, name, isRewriteUrl, basePathVariableName, scope });
  });
}
