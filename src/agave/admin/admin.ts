import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import {
  adminOperations,
  AdminMethods,
  type AdminListAccountsResult,
  type AdminListRolesResult,
  type AdminListClientsResult,
  type AdminListApisResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";

/** Administration of a tenant: service accounts, roles and APIs. It takes the role of an administrator of services. */
export class Admin extends AdminMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<AdminMethods> {
    return rawMethods(AdminMethods, this.#context.raw);
  }

  /**
   * Lists accounts of services.
   *
   * @remarks Remote call: `GET /admin/v2/service_accounts`, one for each page.
   */
  listAccounts(options: ListingOptions = {}): Listing<AdminListAccountsResult[number]> {
    const mark = ({ id }: AdminListAccountsResult[number]): string => id;
    return listBy(this.call, { operation: adminOperations.listAccounts, variables: {}, mark }, options);
  }

  /**
   * Lists roles of services.
   *
   * @remarks Remote call: `GET /admin/v2/service_roles`, one for each page.
   */
  listRoles(options: ListingOptions = {}): Listing<AdminListRolesResult[number]> {
    const mark = ({ id }: AdminListRolesResult[number]): string => id;
    return listBy(this.call, { operation: adminOperations.listRoles, variables: {}, mark }, options);
  }

  /**
   * Lists the OAuth clients of all users.
   *
   * @remarks Remote call: `GET /admin/v2/clients`, one for each page.
   */
  listClients(options: ListingOptions = {}): Listing<AdminListClientsResult[number]> {
    const mark = ({ clientName, id, name }: AdminListClientsResult[number]): string =>
      `${id ?? ""} ${name ?? clientName ?? ""}`;
    return listBy(this.call, { operation: adminOperations.listClients, variables: {}, mark }, options);
  }

  /**
   * Lists the APIs of the tenant.
   *
   * @remarks Remote call: `GET /admin/v2/apis`, one for each page.
   */
  listApis(options: ListingOptions = {}): Listing<AdminListApisResult[number]> {
    const mark = ({ id }: AdminListApisResult[number]): string => id;
    return listBy(this.call, { operation: adminOperations.listApis, variables: {}, mark }, options);
  }
}
