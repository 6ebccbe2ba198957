import { secretsMask } from "../environment-variables/masking.ts";
import { statusOverviews, type LineOverview, type StatusOverview } from "../runs/overview.ts";
import { findTechnology } from "../technologies/records.ts";
import type { World } from "../world.ts";
import { appVersionOf, lastAction, lastStatus, type AppRecord } from "./records.ts";

/** An app as people see it in a list. */
export interface AppOverview {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly project: string;
  /** What it runs: an image, or a technology of the catalogue. */
  readonly what: string;
  readonly version: number;
  readonly status: string;
  /** Since when it is in that state. */
  readonly since: number;
}

/** Something that was done with an app. */
export interface AppActionOverview {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly author?: string;
  readonly statuses: readonly StatusOverview[];
}

/** An app with all that is told of it. */
export interface AppDetail extends AppOverview {
  readonly description?: string;
  readonly ports: readonly string[];
  /** The newest, the newest first. */
  readonly actions: readonly AppActionOverview[];
  /** What it has printed since the last one. */
  readonly lineCount: number;
  readonly lines: readonly LineOverview[];
}

const SHOWN_ACTIONS = 20;
const MOST_LINES = 1000;

/** Tells of an app. */
export function appOverview(world: World, app: AppRecord): AppOverview {
  const { id, name, projectId, technologyId, currentVersion } = app;
  const { status, recordAt } = lastStatus(app);
  const image = appVersionOf(app, currentVersion)?.dockerInfo?.image;
  return {
    id,
    name,
    projectId,
    project: world.projects.get(projectId)?.name ?? projectId,
    what: image ?? findTechnology(world.repositories, technologyId)?.label ?? technologyId,
    version: currentVersion,
    status,
    since: recordAt,
  };
}

/** Tells all of an app. */
export function appDetail(world: World, app: AppRecord): AppDetail {
  const { description, actions, currentVersion } = app;
  const mask = secretsMask(world);
  const { logs } = lastAction(app);
  const first = Math.max(0, logs.length - MOST_LINES);
  const ports = appVersionOf(app, currentVersion)?.ports ?? [];
  return {
    ...appOverview(world, app),
    ...(description !== null && description !== "" && { description }),
    ports: ports.map(({ number, name }) => (name === null ? String(number) : `${String(number)} (${name})`)),
    actions: actions
      .slice(-SHOWN_ACTIONS)
      .toReversed()
      .map((action) => ({
        id: action.id,
        kind: action.kind,
        version: action.versionNumber,
        ...(action.author !== null && { author: action.author }),
        statuses: statusOverviews(action),
      })),
    lineCount: logs.length,
    lines: logs.slice(first).map(({ stream, value, recordAt }, at) => ({
      index: first + at,
      stream,
      text: mask(value),
      at: recordAt,
    })),
  };
}
