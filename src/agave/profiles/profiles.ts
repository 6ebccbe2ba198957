import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import {
  profilesOperations,
  ProfilesMethods,
  type ProfilesListResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";

/** Which profiles to list. */
export interface ListProfilesOptions extends ListingOptions {
  /** Only the one with this user name. */
  readonly username?: string;
  /** Only those with this name. */
  readonly name?: string;
  /** Only those with this address. */
  readonly email?: string;
  /** Only those with this first name. */
  readonly firstName?: string;
  /** Only those with this last name. */
  readonly lastName?: string;
  /** Only those with this full name. */
  readonly fullName?: string;
  /** Only those with this status. */
  readonly status?: string;
}

/** Profiles: the users of a tenant, and the internal users that an application keeps. */
export class Profiles extends ProfilesMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<ProfilesMethods> {
    return rawMethods(ProfilesMethods, this.#context.raw);
  }

  /**
   * Lists profiles.
   *
   * @remarks Remote call: `GET /profiles/v2`, one for each page.
   */
  list({
    username,
    name,
    email,
    firstName,
    lastName,
    fullName,
    status,
    ...options
  }: ListProfilesOptions = {}): Listing<ProfilesListResult[number]> {
    const mark = (profile: ProfilesListResult[number]): string => profile.username;
    return listBy(
      this.call,
      {
        operation: profilesOperations.list,
        variables: { username, name, email, firstName, lastName, fullName, status },
        mark,
      },
      options,
    );
  }
}
