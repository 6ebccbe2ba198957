import type { CallOptions } from "../../core/options.ts";
import type { MonitorResult } from "../../../generated/agave/api.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import {
  monitorsOperations,
  MonitorsMethods,
  type MonitorsListResult,
  type MonitorsListChecksResult,
  type MonitorsListHistoryResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";
import type { OrderOptions, Search } from "../listing/search.ts";

/** Which monitors to list. */
export interface ListMonitorsOptions extends ListingOptions, OrderOptions {
  /** Only those of this system. */
  readonly target?: string;
  /** Only those that are, or are not, active. */
  readonly active?: boolean;
  readonly search?: Search<"monitors">;
}

/** Which checks to list. */
export interface ListChecksOptions extends ListingOptions {
  /** Only those from this day on. */
  readonly startDate?: string;
  /** Only those up to this day. */
  readonly endDate?: string;
  /** Only those that ended so. */
  readonly result?: MonitorResult;
}

/** Monitors: regular checks of systems. */
export class Monitors extends MonitorsMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<MonitorsMethods> {
    return rawMethods(MonitorsMethods, this.#context.raw);
  }

  /**
   * Lists monitors.
   *
   * @remarks Remote call: `GET /monitors/v2/`, one for each page.
   */
  list({ target, active, search, order, orderBy, ...options }: ListMonitorsOptions = {}): Listing<
    MonitorsListResult[number]
  > {
    const mark = ({ id }: MonitorsListResult[number]): string => id;
    return listBy(
      this.call,
      {
        operation: monitorsOperations.list,
        searchable: "monitors",
        variables: { target, active, search, order, orderBy },
        mark,
      },
      options,
    );
  }

  /**
   * Lists the checks of a monitor.
   *
   * @remarks Remote call: `GET /monitors/v2/{id}/checks`, one for each page.
   */
  checks(
    monitorId: string,
    { startDate, endDate, result, ...options }: ListChecksOptions = {},
  ): Listing<MonitorsListChecksResult[number]> {
    const mark = ({ created, id }: MonitorsListChecksResult[number]): string =>
      `${id ?? ""} ${created ?? ""}`;
    return listBy(
      this.call,
      {
        operation: monitorsOperations.listChecks,
        variables: { monitorId, startDate, endDate, result },
        mark,
      },
      options,
    );
  }

  /**
   * Lists what happened to a monitor.
   *
   * @remarks Remote call: `GET /monitors/v2/{id}/history`, one for each page.
   */
  history(monitorId: string, options: ListingOptions = {}): Listing<MonitorsListHistoryResult[number]> {
    const mark = ({ created, id, status }: MonitorsListHistoryResult[number]): string =>
      `${id ?? ""} ${status} ${created ?? ""}`;
    return listBy(
      this.call,
      { operation: monitorsOperations.listHistory, variables: { monitorId }, mark },
      options,
    );
  }

  /**
   * Lets a monitor check again.
   *
   * @remarks Remote call: `PUT /monitors/v2/{id}`.
   */
  async enable(monitorId: string, options: CallOptions = {}): Promise<void> {
    await this.call(monitorsOperations.manage, { monitorId, action: "enable" }, options);
  }

  /**
   * Stops a monitor from checking.
   *
   * @remarks Remote call: `PUT /monitors/v2/{id}`.
   */
  async disable(monitorId: string, options: CallOptions = {}): Promise<void> {
    await this.call(monitorsOperations.manage, { monitorId, action: "disable" }, options);
  }
}
