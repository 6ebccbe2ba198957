import { noSuchChoice } from "../../core/lookup/choose.ts";
import { InvalidInputError } from "../../core/errors.ts";

/** Who is told about changes of state, and about which. In a change, an absent member keeps, `[]` clears. */
export interface Alerting<Status extends string> {
  readonly emails?: readonly string[];
  /** Logins of users of the platform. */
  readonly logins?: readonly string[];
  /** Statuses to tell about. @defaultValue `["FAILED"]` for a new alerting */
  readonly statusList?: readonly Status[];
}

/** An alerting as the platform takes it. */
export interface AlertingInput<Status extends string> {
  readonly emails?: readonly string[];
  readonly logins?: readonly string[];
  readonly statusList: readonly Status[];
}

/** An alerting as the platform answers it. */
export interface ReadAlerting<Status extends string> {
  readonly emails: readonly string[];
  readonly loginEmails: readonly { readonly login: string | null }[] | null;
  readonly statusList: readonly Status[];
}

// The rule of HTML's e-mail fields, which real addresses pass.
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/iu;

/**
 * Checks an alerting: somebody to tell, and statuses that the platform knows.
 *
 * @throws {@link InvalidInputError} naming what is wrong and what is valid.
 */
export function toAlertingInput<Status extends string>(
  { emails = [], logins = [], statusList }: Alerting<Status | "FAILED">,
  statuses: Readonly<Record<Status | "FAILED", true>>,
): AlertingInput<Status | "FAILED"> {
  if (emails.length === 0 && logins.length === 0) {
    throw new InvalidInputError("The alerting tells nobody.", {
      hint: "Give emails or logins; null removes the alerting.",
    });
  }
  for (const email of emails) {
    if (!EMAIL.test(email)) throw new InvalidInputError(`${JSON.stringify(email)} is not an e-mail address.`);
  }
  for (const status of statusList ?? []) {
    if (!Object.hasOwn(statuses, status)) throw noSuchChoice(Object.keys(statuses), status, "status");
  }
  return {
    ...(emails.length > 0 ? { emails } : {}),
    ...(logins.length > 0 ? { logins } : {}),
    statusList: statusList === undefined || statusList.length === 0 ? ["FAILED"] : statusList,
  };
}

/** An alerting as it is read, in the form in which it is written: what is read as `loginEmails` is no valid input. */
export function asAlertingInput<Status extends string>(
  alerting: ReadAlerting<Status> | null,
): AlertingInput<Status> | null {
  if (alerting === null) return null;
  const logins = (alerting.loginEmails ?? []).flatMap(({ login }) => (login === null ? [] : [login]));
  return {
    ...(alerting.emails.length > 0 ? { emails: alerting.emails } : {}),
    ...(logins.length > 0 ? { logins } : {}),
    statusList: alerting.statusList,
  };
}
