import { isFootbridgeError } from "../../core/errors.ts";
import { lazy } from "../../core/concurrency/lazy.ts";
import type { CallOptions } from "../../core/options.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import {
  systemsOperations,
  SystemsMethods,
  type AgaveSystemReference,
  type SystemsGetResult,
  type SystemsGetRoleResult,
  type SystemsListHistoryResult,
  type SystemsListQueuesResult,
  type SystemsListResult,
  type SystemsListRolesResult,
} from "../../../generated/agave/methods.ts";
import type { SystemInput, SystemRoleName, SystemType } from "../../../generated/agave/api.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";
import type { OrderOptions, Search } from "../listing/search.ts";
import type { SystemDeployment } from "./deploy.ts";

// Loaded when it is first asked for.
const deploying = lazy(() => import("./deploy.ts"));

/** Which systems to list. */
export interface ListSystemsOptions extends ListingOptions, OrderOptions {
  /** Only those for this. */
  readonly type?: SystemType;
  /** Only those that are, or are not, a default. */
  readonly default?: boolean;
  /** Only those that are, or are not, public. */
  readonly public?: boolean;
  readonly search?: Search<"systems">;
}

/** Systems: machines that store data or run apps. */
export class Systems extends SystemsMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<SystemsMethods> {
    return rawMethods(SystemsMethods, this.#context.raw);
  }

  /**
   * Lists systems.
   *
   * @remarks Remote call: `GET /systems/v2/`, one for each page.
   * @example
   * ```ts
   * for await (const { id } of agave.systems.list({ type: "STORAGE" })) console.log(id);
   * ```
   */
  list(options: ListSystemsOptions = {}): Listing<SystemsListResult[number]> {
    const { type, default: isDefault, public: isPublic, search, order, orderBy, ...rest } = options;
    const variables = {
      type,
      default: isDefault,
      public: isPublic,
      search,
      order,
      orderBy,
    };
    return listBy(
      this.call,
      { operation: systemsOperations.list, searchable: "systems", variables, mark: ({ id }) => id },
      rest,
    );
  }

  /**
   * Brings a system to its definition: registers it, or changes just what differs, or nothing.
   *
   * @remarks Remote calls: `GET /systems/v2/{id}`, then `POST` if anything differs. Credentials are never answered: where the
   * definition has some, they count as a difference only with `credentials: true`.
   */
  async createOrUpdate(
    definition: SystemInput,
    options: CallOptions & { readonly credentials?: boolean } = {},
  ): Promise<SystemDeployment> {
    return (await deploying()).deploySystem(this, definition, options);
  }

  /**
   * Lists the roles on a system.
   *
   * @remarks Remote call: `GET /systems/v2/{id}/roles`, one for each page.
   */
  listRoles(
    systemId: AgaveSystemReference,
    options: ListingOptions = {},
  ): Listing<SystemsListRolesResult[number]> {
    const mark = ({ username }: SystemsListRolesResult[number]): string => username;
    return listBy(
      this.call,
      { operation: systemsOperations.listRoles, variables: { systemId }, mark },
      options,
    );
  }

  /**
   * Lists the roles of one user: one at most.
   *
   * @remarks Remote call: `GET /systems/v2/{id}/roles/{user}`.
   */
  async listRolesForUser(
    systemId: AgaveSystemReference,
    username: string,
    options: CallOptions = {},
  ): Promise<readonly SystemsGetRoleResult[]> {
    try {
      return [await this.getRole(systemId, username, options)];
    } catch (error) {
      if (isFootbridgeError(error, "NOT_FOUND")) return [];
      throw error;
    }
  }

  /**
   * Sets one user's role on a system; NONE takes it away.
   *
   * @remarks Remote call: `POST /systems/v2/{id}/roles/{user}`.
   */
  async setRole(
    systemId: AgaveSystemReference,
    { username, role }: { readonly username: string; readonly role: SystemRoleName },
    options: CallOptions = {},
  ): Promise<void> {
    await this.call(systemsOperations.setRole, { systemId, username, role: { username, role } }, options);
  }

  /**
   * Lists what happened to a system.
   *
   * @remarks Remote call: `GET /systems/v2/{id}/history`, one for each page.
   */
  history(
    systemId: AgaveSystemReference,
    options: ListingOptions = {},
  ): Listing<SystemsListHistoryResult[number]> {
    const mark = ({ id, status, created }: SystemsListHistoryResult[number]): string =>
      `${id ?? ""} ${status} ${created ?? ""}`;
    return listBy(
      this.call,
      { operation: systemsOperations.listHistory, variables: { systemId }, mark },
      options,
    );
  }

  /**
   * Lists the batch queues of a system.
   *
   * @remarks Remote call: `GET /systems/v2/{id}/queues`, one for each page.
   */
  listQueues(
    systemId: AgaveSystemReference,
    options: ListingOptions = {},
  ): Listing<SystemsListQueuesResult[number]> {
    const mark = ({ name }: SystemsListQueuesResult[number]): string => name;
    return listBy(
      this.call,
      { operation: systemsOperations.listQueues, variables: { systemId }, mark },
      options,
    );
  }

  /** Lets a system be used again. Remote call: `PUT /systems/v2/{id}`. */
  enable(systemId: AgaveSystemReference, options: CallOptions = {}): Promise<SystemsGetResult> {
    return this.#manage(systemId, "ENABLE", options);
  }

  /** Lets nobody use a system. Remote call: `PUT /systems/v2/{id}`. */
  disable(systemId: AgaveSystemReference, options: CallOptions = {}): Promise<SystemsGetResult> {
    return this.#manage(systemId, "DISABLE", options);
  }

  /** Opens a system to all users; for administrators of the tenant. Remote call: `PUT /systems/v2/{id}`. */
  publish(systemId: AgaveSystemReference, options: CallOptions = {}): Promise<SystemsGetResult> {
    return this.#manage(systemId, "PUBLISH", options);
  }

  /** Takes back {@link Systems.publish}. Remote call: `PUT /systems/v2/{id}`. */
  unpublish(systemId: AgaveSystemReference, options: CallOptions = {}): Promise<SystemsGetResult> {
    return this.#manage(systemId, "UNPUBLISH", options);
  }

  /** Makes a system the user's default of its type. Remote call: `PUT /systems/v2/{id}`. */
  setDefault(systemId: AgaveSystemReference, options: CallOptions = {}): Promise<SystemsGetResult> {
    return this.#manage(systemId, "SETDEFAULT", options);
  }

  /** Takes back {@link Systems.setDefault}. Remote call: `PUT /systems/v2/{id}`. */
  unsetDefault(systemId: AgaveSystemReference, options: CallOptions = {}): Promise<SystemsGetResult> {
    return this.#manage(systemId, "UNSETDEFAULT", options);
  }

  /** Makes a public system everybody's default; for administrators of the tenant. Remote call: `PUT /systems/v2/{id}`. */
  setGlobalDefault(systemId: AgaveSystemReference, options: CallOptions = {}): Promise<SystemsGetResult> {
    return this.#manage(systemId, "SETGLOBALDEFAULT", options);
  }

  /** Takes back {@link Systems.setGlobalDefault}. Remote call: `PUT /systems/v2/{id}`. */
  unsetGlobalDefault(systemId: AgaveSystemReference, options: CallOptions = {}): Promise<SystemsGetResult> {
    return this.#manage(systemId, "UNSETGLOBALDEFAULT", options);
  }

  /**
   * Copies the definition of a system, without its credentials, to a private one.
   *
   * @remarks Remote call: `PUT /systems/v2/{id}`.
   */
  async clone(
    systemId: AgaveSystemReference,
    newId: string,
    options: CallOptions = {},
  ): Promise<SystemsGetResult> {
    const variables = { systemId, action: "CLONE", id: newId };
    return (await this.call(systemsOperations.manage, variables, options)) ?? this.get(newId, options);
  }

  /** Deletes a system for ever, with its history; for administrators of the tenant. Remote call: `PUT /systems/v2/{id}`. */
  async erase(systemId: AgaveSystemReference, options: CallOptions = {}): Promise<void> {
    await this.call(systemsOperations.manage, { systemId, action: "ERASE" }, options);
  }

  async #manage(
    systemId: AgaveSystemReference,
    action: string,
    options: CallOptions,
  ): Promise<SystemsGetResult> {
    const answer = await this.call(systemsOperations.manage, { systemId, action }, options);
    return answer ?? this.get(systemId, options);
  }
}
