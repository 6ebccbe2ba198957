import { isSame } from "../../core/changes.ts";
import { asAlertingInput, type AlertingInput, type ReadAlerting } from "./alerting.ts";

/** An edit, as far as the alerting is concerned. */
export interface AlertingEdit<Status extends string, Edition extends object, Edited> {
  /** The alerting as it was. */
  readonly before: ReadAlerting<Status> | null;
  /** What is to change. */
  readonly differing: Edition;
  readonly send: (
    edition: Edition | { readonly alerting: AlertingInput<Status> },
  ) => Promise<Edited & { readonly alerting: ReadAlerting<Status> | null }>;
}

/**
 * Sends an edit, and nothing when nothing differs.
 *
 * @remarks The reference leaves open whether the platform keeps an alerting that an edit does not mention; the answer is
 * checked, and what was lost is sent again.
 */
export async function sendKeepingAlerting<Status extends string, Edition extends object, Edited>({
  before,
  differing,
  send,
}: AlertingEdit<Status, Edition, Edited>): Promise<Edited | undefined> {
  if (Object.keys(differing).length === 0) return undefined;
  const edited = await send(differing);
  const alerting = asAlertingInput(before);
  if ("alerting" in differing || alerting === null || isSame(asAlertingInput(edited.alerting), alerting))
    return edited;
  return send({ alerting });
}
