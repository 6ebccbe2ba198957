import type { Context } from "../services.ts";
import { NOT_EXISTS } from "./errors.ts";
import type { AlertingInput } from "../jobs/inputs.ts";
import type { AlertingRecord } from "./records.ts";
import type { World } from "../world.ts";

/** What is wrong with an alerting: its logins must be users, and it must have something to tell. */
export function alertingProblem(
  { world }: Context,
  { logins, statusList }: AlertingInput,
): string | undefined {
  const unknown = logins?.find((login) => !world.users.has(login));
  if (unknown !== undefined) return `${NOT_EXISTS}: login ${unknown}`;
  return statusList.length === 0 ? "must name at least one status" : undefined;
}

/** How an alerting is read: what was sent as logins comes back with the users' addresses. */
export function alertingView(
  { world }: { readonly world: World },
  { alerting }: { readonly alerting: AlertingRecord | null },
): object | null {
  if (alerting === null) return null;
  const { emails, logins, statusList } = alerting;
  const loginEmails = logins.flatMap((login) => {
    const user = world.users.get(login);
    // The platform's answer has to have a text, also for people who told no address.
    return user === undefined ? [] : [{ login, email: user.email ?? "" }];
  });
  return { emails, statusList, loginEmails };
}
