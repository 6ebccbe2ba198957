import type { CallOptions } from "../../core/options.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import {
  notificationsOperations,
  NotificationsMethods,
  type NotificationsCreateResult,
  type NotificationsListResult,
  type NotificationsListAttemptsResult,
  type NotificationsUpdateResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";
import type { OrderOptions, Search } from "../listing/search.ts";
import type { NotificationFor } from "./events.ts";

/** Which notifications to list. */
export interface ListNotificationsOptions extends ListingOptions, OrderOptions {
  /** Only those about this resource. */
  readonly associatedUuid?: string;
  readonly search?: Search<"notifications">;
}

/** Which deliveries to list. */
export interface ListAttemptsOptions extends ListingOptions, OrderOptions {
  readonly search?: Search<"attempts">;
}

/** Notifications: who is told when something happens to a resource. */
export class Notifications extends NotificationsMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<NotificationsMethods> {
    return rawMethods(NotificationsMethods, this.#context.raw);
  }

  /**
   * Registers a notification. `NotificationEvents` has the events that are known, by the kind of the resource.
   *
   * @remarks Remote call: `POST /notifications/v2/`.
   * @throws RefusedError when the platform refuses
   * @example
   * ```ts
   * await agave.notifications.create({
   *   url: "https://example.com/done?job=${JOB_ID}",
   *   associatedUuid: job.id,
   *   event: "FINISHED",
   * });
   * ```
   */
  override create(
    notification: NotificationFor,
    options: CallOptions = {},
  ): Promise<NotificationsCreateResult> {
    return super.create(notification, options);
  }

  /**
   * Changes a notification.
   *
   * @remarks Remote call: `POST /notifications/v2/{id}`.
   * @param notification - the whole notification as it shall be
   * @throws RefusedError when the platform refuses, also where it has told already and is not persistent
   */
  override update(
    notificationId: string,
    notification: NotificationFor,
    options: CallOptions = {},
  ): Promise<NotificationsUpdateResult> {
    return super.update(notificationId, notification, options);
  }

  /**
   * Lists notifications.
   *
   * @remarks Remote call: `GET /notifications/v2/`, one for each page.
   */
  list({ associatedUuid, search, order, orderBy, ...options }: ListNotificationsOptions = {}): Listing<
    NotificationsListResult[number]
  > {
    const mark = ({ id }: NotificationsListResult[number]): string => id;
    return listBy(
      this.call,
      {
        operation: notificationsOperations.list,
        searchable: "notifications",
        variables: { associatedUuid, search, order, orderBy },
        mark,
      },
      options,
    );
  }

  /**
   * Lists the deliveries of a notification.
   *
   * @remarks Remote call: `GET /notifications/v2/{id}/attempts`, one for each page.
   */
  attempts(
    notificationId: string,
    { search, order, orderBy, ...options }: ListAttemptsOptions = {},
  ): Listing<NotificationsListAttemptsResult[number]> {
    const mark = ({ id }: NotificationsListAttemptsResult[number]): string => id;
    return listBy(
      this.call,
      {
        operation: notificationsOperations.listAttempts,
        searchable: "attempts",
        variables: { notificationId, search, order, orderBy },
        mark,
      },
      options,
    );
  }
}
