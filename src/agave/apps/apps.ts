import { lazy } from "../../core/concurrency/lazy.ts";
import type { CallOptions } from "../../core/options.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import {
  appsOperations,
  AppsMethods,
  type AgaveAppReference,
  type AgaveSystemReference,
  type AppsGetResult,
  type AppsListHistoryResult,
  type AppsListPermissionsResult,
  type AppsListResult,
} from "../../../generated/agave/methods.ts";
import type { AppActionInput, AppDefinition, Permission } from "../../../generated/agave/api.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";
import type { OrderOptions, Search } from "../listing/search.ts";
import type { AppDeployment } from "./deploy.ts";

// Loaded when it is first asked for.
const references = lazy(() => import("../references/apps.ts"));
const deploying = lazy(() => import("./deploy.ts"));

/** Which apps to list. */
export interface ListAppsOptions extends ListingOptions, OrderOptions {
  /** Only public ones. */
  readonly publicOnly?: boolean;
  /** Only private ones. */
  readonly privateOnly?: boolean;
  readonly search?: Search<"apps">;
}

/** A row of a listing of apps. */
export type AppRow = AppsListResult[number];

/** Where a copy of an app goes, and what it is called there. */
export type AppClone = Omit<AppActionInput, "action">;

/** Apps: what jobs run. Their id is name and version, joined by a hyphen. */
export class Apps extends AppsMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<AppsMethods> {
    return rawMethods(AppsMethods, this.#context.raw);
  }

  /**
   * Lists apps.
   *
   * @remarks Remote call: `GET /apps/v2/`, one for each page.
   */
  list(options: ListAppsOptions = {}): Listing<AppRow> {
    const { variables, rest } = split(options);
    return listBy(this.call, { operation: appsOperations.list, searchable: "apps", variables, mark }, rest);
  }

  /**
   * Lists the versions of an app.
   *
   * @remarks Remote call: `GET /apps/v2/name/{name}`, one for each page.
   */
  listByName(name: string, options: ListAppsOptions = {}): Listing<AppRow> {
    const { variables, rest } = split(options);
    return listBy(
      this.call,
      { operation: appsOperations.listByName, searchable: "apps", variables: { name, ...variables }, mark },
      rest,
    );
  }

  /**
   * Lists the apps with a tag.
   *
   * @remarks Remote call: `GET /apps/v2/tag/{tag}`, one for each page.
   */
  listByTag(tag: string, options: ListAppsOptions = {}): Listing<AppRow> {
    const { variables, rest } = split(options);
    return listBy(
      this.call,
      { operation: appsOperations.listByTag, searchable: "apps", variables: { tag, ...variables }, mark },
      rest,
    );
  }

  /**
   * Lists the apps with an ontology term.
   *
   * @remarks Remote call: `GET /apps/v2/ontology/{term}`, one for each page.
   */
  listByOntologyTerm(term: string, options: ListAppsOptions = {}): Listing<AppRow> {
    const { variables, rest } = split(options);
    return listBy(
      this.call,
      {
        operation: appsOperations.listByOntologyTerm,
        searchable: "apps",
        variables: { term, ...variables },
        mark,
      },
      rest,
    );
  }

  /**
   * Lists the apps that run on a system; the service takes the id as the beginning of one, too.
   *
   * @remarks Remote call: `GET /apps/v2/system/{id}`, one for each page.
   */
  listBySystem(systemId: AgaveSystemReference, options: ListAppsOptions = {}): Listing<AppRow> {
    const { variables, rest } = split(options);
    return listBy(
      this.call,
      {
        operation: appsOperations.listBySystem,
        searchable: "apps",
        variables: { systemId, ...variables },
        mark,
      },
      rest,
    );
  }

  /**
   * Reads the newest version of an app that can be run.
   *
   * @remarks Remote calls: `GET /apps/v2/name/{name}`, `GET /apps/v2/{id}`.
   * @throws NotFoundError with near names when there is none.
   */
  async getNewest(name: string, options: CallOptions = {}): Promise<AppsGetResult> {
    const { newestIdOf } = await references();
    return this.get({ id: await newestIdOf(this.call, name, options) }, options);
  }

  /**
   * Brings an app to its definition: registers it, or changes just what differs, or nothing.
   *
   * @remarks Remote calls: `GET /apps/v2/{id}`, then `POST` if anything differs.
   */
  async createOrUpdate(definition: AppDefinition, options: CallOptions = {}): Promise<AppDeployment> {
    return (await deploying()).deployApp(this, definition, options);
  }

  /**
   * Opens an app to all users, as a copy of its own; for administrators of the tenant.
   *
   * @remarks Remote call: `PUT /apps/v2/{id}`.
   */
  publish(appId: AgaveAppReference, options: CallOptions = {}): Promise<AppsGetResult> {
    return this.#manage(appId, { action: "publish" }, options);
  }

  /**
   * Copies an app to a private one.
   *
   * @remarks Remote call: `PUT /apps/v2/{id}`.
   */
  clone(appId: AgaveAppReference, clone: AppClone = {}, options: CallOptions = {}): Promise<AppsGetResult> {
    return this.#manage(appId, { ...clone, action: "clone" }, options);
  }

  /** Lets an app be run again. Remote call: `PUT /apps/v2/{id}`. */
  enable(appId: AgaveAppReference, options: CallOptions = {}): Promise<AppsGetResult> {
    return this.#manage(appId, { action: "enable" }, options);
  }

  /** Lets nobody run an app. Remote call: `PUT /apps/v2/{id}`. */
  disable(appId: AgaveAppReference, options: CallOptions = {}): Promise<AppsGetResult> {
    return this.#manage(appId, { action: "disable" }, options);
  }

  /** Deletes an app for ever, with its history; for administrators of the tenant. Remote call: `PUT /apps/v2/{id}`. */
  async erase(appId: string, options: CallOptions = {}): Promise<void> {
    await this.call(appsOperations.erase, { appId, action: { action: "erase" } }, options);
  }

  /**
   * Lists who may do what with an app.
   *
   * @remarks Remote call: `GET /apps/v2/{id}/pems`, one for each page.
   */
  listPermissions(
    appId: AgaveAppReference,
    options: ListingOptions = {},
  ): Listing<AppsListPermissionsResult[number]> {
    const byUser = ({ username }: AppsListPermissionsResult[number]): string => username;
    return listBy(
      this.call,
      { operation: appsOperations.listPermissions, variables: { appId }, mark: byUser },
      options,
    );
  }

  /**
   * Sets the rights of one user to an app, by the route of that user.
   *
   * @remarks Remote call: `POST /apps/v2/{id}/pems/{user}`.
   */
  async setPermissionForUser(
    appId: AgaveAppReference,
    permission: { readonly username: string; readonly permission: Permission },
    options: CallOptions = {},
  ): Promise<void> {
    const { username } = permission;
    await this.call(appsOperations.setPermissionForUser, { appId, username, permission }, options);
  }

  /**
   * Lists what happened to an app.
   *
   * @remarks Remote call: `GET /apps/v2/{id}/history`, one for each page.
   */
  history(appId: AgaveAppReference, options: ListingOptions = {}): Listing<AppsListHistoryResult[number]> {
    const byMoment = ({ id, status, created }: AppsListHistoryResult[number]): string =>
      `${id ?? ""} ${status} ${created ?? ""}`;
    return listBy(
      this.call,
      { operation: appsOperations.listHistory, variables: { appId }, mark: byMoment },
      options,
    );
  }

  async #manage(
    appId: AgaveAppReference,
    action: AppActionInput,
    options: CallOptions,
  ): Promise<AppsGetResult> {
    const answer = await this.call(appsOperations.manage, { appId, action }, options);
    return answer ?? this.get(appId, options);
  }
}

function mark({ id }: AppRow): string {
  return id;
}

function split({ publicOnly, privateOnly, search, order, orderBy, ...rest }: ListAppsOptions): {
  readonly variables: {
    readonly publicOnly: boolean | undefined;
    readonly privateOnly: boolean | undefined;
    readonly search: Readonly<Record<string, unknown>> | undefined;
    readonly order: string | undefined;
    readonly orderBy: string | undefined;
  };
  readonly rest: ListingOptions;
} {
  return {
    variables: { publicOnly, privateOnly, search, order, orderBy },
    rest,
  };
}
