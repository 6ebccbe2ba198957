import type { JsonObject } from "../wire/values.ts";

/** A user, with the password. */
export interface ProfileRecord {
  readonly username: string;
  readonly created: number;
  password: string;
  email: string;
  firstName: string;
  lastName: string;
  phone: string;
  mobilePhone: string;
  status: string;
  readonly uid: number;
  readonly isAdmin: boolean;
}

/** A user that an application keeps for itself. */
export interface InternalUserRecord {
  readonly username: string;
  /** The account of the application. */
  readonly owner: string;
  readonly more: JsonObject;
  status: "active" | "deleted";
}
