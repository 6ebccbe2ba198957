import { findTechnology } from "../technologies/records.ts";
import { findAppByHistory } from "../projects/access.ts";
import {
  appVersionOf,
  lastAction,
  lastStatus,
  type AppActionRecord,
  type AppRecord,
  type AppStatusRecord,
  type AppVersionRecord,
} from "./records.ts";
import { statsOf } from "./stats.ts";
import type { Context } from "../services.ts";
import { PlatformFault } from "../shared/errors.ts";
import { paged, type Page } from "../shared/paging.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { Moment } from "../shared/records.ts";

interface Since {
  readonly appHistoryId: string;
  readonly versionNumber: number;
  readonly startTime: Moment;
}

/** How the past of apps answers. An unknown history is null, as in every reading of one object. */
export const appHistoryResolvers: Resolvers = {
  Query: {
    // Of the order nothing is known: it is that in which they happened, as for a line in time.
    appHistoryStatuses: (_: unknown, { limit, ...since }: Since & Page, context: Context) => {
      const statuses = statusesSince(context, since);
      return statuses === undefined ? null : paged(statuses, { limit: limit ?? null });
    },
    countAppHistoryStatuses: (_: unknown, since: Since, context: Context) =>
      statusesSince(context, since)?.length ?? null,
    appStats: (_: unknown, { appHistoryId, ...since }: Since, context: Context) => {
      const app = findAppByHistory(context, appHistoryId);
      return app === undefined ? null : statsOf(app, { ...since, now: context.clock.now() });
    },
  },
  AppHistory: {
    id: ({ historyId }: AppRecord) => historyId,
    currentStatus: (app: AppRecord) => lastStatus(app).status,
    currentStatusReason: (app: AppRecord) => lastStatus(app).reason,
    currentExecutionId: (app: AppRecord) => lastAction(app).executionId,
    currentDockerInfo: (app: AppRecord, _args: unknown, context: Context) =>
      imageOf(context, app, appVersionOf(app, lastAction(app).versionNumber)),
    runningVersionNumber: (app: AppRecord) => lastAction(app).versionNumber,
    author: (app: AppRecord) => lastAction(app).author,
    triggerType: (app: AppRecord) => lastAction(app).triggerType,
    startTime: ({ actions }: AppRecord) =>
      actions.findLast(({ kind }) => kind !== "StopAction")?.recordAt ?? null,
    stopTime: (app: AppRecord) => {
      const { status, recordAt } = lastStatus(app);
      return status === "STOPPED" ? recordAt : null;
    },
    // Which comes first is not known: the last action does here, as the last run of a job.
    events: (app: AppRecord, page: Page, { platformVersion }: Context) => {
      const groups = app.actions.toReversed().map((action) => groupView(app, action));
      return platformVersion < GROUPED_SINCE ? groups.flatMap(oneByOne) : paged(groups, page);
    },
    countEvents: ({ actions }: AppRecord) => actions.length,
  },
};

function statusesSince(context: Context, since: Since): readonly AppStatusRecord[] | undefined {
  const { appHistoryId, versionNumber, startTime } = since;
  return findAppByHistory(context, appHistoryId)
    ?.actions.filter((action) => action.versionNumber === versionNumber)
    .flatMap(({ statuses }) => statuses)
    .filter(({ recordAt }) => recordAt >= startTime);
}

/** The image that a version runs: its own, or that of its runtime. */
function imageOf(
  { world }: Context,
  { technologyId }: AppRecord,
  version: AppVersionRecord | undefined,
): AppVersionRecord["dockerInfo"] {
  if (version === undefined || version.dockerInfo !== null) return version?.dockerInfo ?? null;
  const technology = findTechnology(world.repositories, technologyId);
  const image = technology?.contexts.find(({ id }) => id === version.runtimeContextId)?.dockerInfo;
  return image == null ? null : { image: `${image.image}:${image.version}`, dockerCredentialsId: null };
}

/** Until then an action and the states that followed it stood in one list. */
const GROUPED_SINCE = "2023.03";

interface GroupView {
  readonly id: string;
  readonly appHistoryId: string;
  readonly action: object;
  readonly statuses: readonly object[];
}

/** The states of a group, the last one first, and the action before them. */
function oneByOne({ action, statuses }: GroupView): readonly object[] {
  return [...statuses.toReversed(), action];
}

/** An action with the states that followed it. */
function groupView({ historyId: appHistoryId }: AppRecord, action: AppActionRecord): GroupView {
  const { id, kind, executionId, versionNumber, recordAt, author, triggerType, statuses } = action;
  const common = { executionId, versionNumber };
  return {
    id,
    appHistoryId,
    action: {
      appHistoryId: () => {
        throw new PlatformFault("platforms fail on the id of the history here");
      },
      transitionTime: recordAt,
      event: { __typename: kind, ...common, recordAt, author, triggerType },
    },
    statuses: statuses.map(({ status, reason, recordAt: at }) => ({
      appHistoryId,
      transitionTime: at,
      event: { __typename: "StatusRetrieve", ...common, recordAt: at, status, reason },
    })),
  };
}
