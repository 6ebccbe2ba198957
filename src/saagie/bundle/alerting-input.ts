/** Who is to be told of what, as an archive has it. */
interface ArchivedAlerting<Status extends string> {
  readonly emails?: readonly string[] | undefined;
  readonly logins?: readonly string[] | undefined;
  readonly statusList?: readonly Status[] | undefined;
}

/** The same, as platforms answer it. */
interface AnsweredAlerting<Status extends string> {
  readonly emails: readonly string[];
  readonly loginEmails: readonly ({ readonly login: string | null } | null)[] | null;
  readonly statusList: readonly Status[];
}

/** The same, as platforms take it: without empty lists of people. */
export interface AlertingInput<Status extends string> {
  readonly emails?: readonly string[];
  readonly logins?: readonly string[];
  readonly statusList: readonly Status[];
}

/** Turns an archived alerting into the platform's input. */
export function toAlerting<Status extends string>({
  emails = [],
  logins = [],
  statusList = [],
}: ArchivedAlerting<Status>): AlertingInput<Status> {
  return {
    ...(emails.length > 0 ? { emails } : {}),
    ...(logins.length > 0 ? { logins } : {}),
    statusList,
  };
}

/** Turns an alerting as it is read into the form in which it is written. */
export function asAlerting<Status extends string>(
  alerting: AnsweredAlerting<Status> | null,
): AlertingInput<Status> | null {
  if (alerting === null) return null;
  const { emails, loginEmails, statusList } = alerting;
  return toAlerting({
    emails,
    logins: (loginEmails ?? []).flatMap((entry) => entry?.login ?? []),
    statusList,
  });
}
