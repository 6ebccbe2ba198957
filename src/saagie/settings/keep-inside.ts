import { omitUndefined } from "../../core/omit-undefined.ts";
import { asAlertingInput, type Alerting, type ReadAlerting } from "./alerting.ts";
import { checkResources, type Resources } from "./check-resources.ts";

/** What a change may hold that has members of its own. */
export interface Nested<Status extends string> {
  readonly alerting?: Alerting<Status> | null | undefined;
  readonly resources?: Resources | null | undefined;
}

/** The same of a job, pipeline or app as it is. */
export interface CurrentNested<Status extends string> {
  readonly alerting: ReadAlerting<Status> | null;
  readonly resources?: Resources | null;
}

/**
 * Completes a change of an alerting or of resources with what there is: the platform replaces either as a whole, while
 * for callers an absent member keeps, at every depth.
 *
 * @throws {@link InvalidInputError} naming an amount of resources that is none.
 */
export function keepInside<Status extends string, Wanted extends Nested<Status>>(
  current: CurrentNested<Status>,
  wanted: Wanted,
): Wanted {
  const { alerting, resources } = wanted;
  return {
    ...wanted,
    ...(alerting == null ? {} : { alerting: keptAlerting(current.alerting, alerting) }),
    ...(resources == null ? {} : { resources: keptResources(current.resources ?? {}, resources) }),
  };
}

function keptAlerting<Status extends string>(
  current: ReadAlerting<Status> | null,
  wanted: Alerting<Status>,
): Alerting<Status> {
  return { ...asAlertingInput(current), ...omitUndefined(wanted) };
}

/** Like an amount that is read as null, one that is `null` in the change is none; so is a kind. */
function keptResources(current: Resources, wanted: Resources): Resources {
  checkResources(wanted);
  return omitUndefined({
    ...wanted,
    cpu: keptAmounts(current.cpu, wanted.cpu),
    memory: keptAmounts(current.memory, wanted.memory),
    gpu: keptAmounts(current.gpu, wanted.gpu),
  });
}

function keptAmounts(current: Resources["cpu"], wanted: Resources["cpu"]): Resources["cpu"] {
  if (wanted === null) return undefined;
  const request = wanted?.request === undefined ? current?.request : wanted.request;
  const limit = wanted?.limit === undefined ? current?.limit : wanted.limit;
  return request == null && limit == null
    ? undefined
    : omitUndefined({ request: request ?? undefined, limit: limit ?? undefined });
}
