import type { AgaveUser } from "../options.ts";
import type { ProfileRecord } from "./records.ts";

/** What a user of the options is in a tenant. */
export function profileOf(user: AgaveUser, created: number, uid: number): ProfileRecord {
  const { username, password, email = `${username}@example.com`, firstName = "", lastName = "" } = user;
  const isAdmin = user.isAdmin === true;
  const rest = { phone: "", mobilePhone: "", status: "", created, uid, isAdmin };
  return { username, password, email, firstName, lastName, ...rest };
}
