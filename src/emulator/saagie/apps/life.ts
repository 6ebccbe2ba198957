import {
  appVersionOf,
  lastAction,
  lastStatus,
  type AppActionKind,
  type AppActionRecord,
  type AppRecord,
  type AppStatus,
} from "./records.ts";
import type { AppScript } from "./scripts.ts";
import type { Services } from "../services.ts";
import type { LogLine } from "../runs/records.ts";
import type { Moment } from "../shared/records.ts";

/** The state with which each action begins, and the one to which it leads when all goes well. */
const TRANSITIONS: Readonly<Record<AppActionKind, { readonly first: AppStatus; readonly last: AppStatus }>> =
  {
    RunAction: { first: "STARTING", last: "STARTED" },
    RestartAction: { first: "RESTARTING", last: "STARTED" },
    UpgradeAction: { first: "UPGRADING", last: "STARTED" },
    RollbackAction: { first: "ROLLING_BACK", last: "STARTED" },
    StopAction: { first: "STOPPING", last: "STOPPED" },
  };

/** Who does what. */
export interface AppAction {
  readonly kind: AppActionKind;
  /** Null when the platform itself does it. */
  readonly author: string | null;
  readonly triggerType?: AppActionRecord["triggerType"];
}

/** Whether an app is there for its users, or soon will be: whether the orchestrator has it. */
export function isDeployed(app: AppRecord): boolean {
  const { status } = lastStatus(app);
  return status !== "STOPPED" && status !== "STOPPING";
}

/** Acts on an app: opens an execution, which goes its way on the clock. What was under way before is given up. */
export function startAction(
  services: Services,
  app: AppRecord,
  { kind, author, triggerType = "MANUAL_APP" }: AppAction,
): void {
  const { ids, clock } = services;
  const now = clock.now();
  const stopped = kind === "StopAction";
  const action: AppActionRecord = {
    id: ids.uuid(),
    executionId: ids.uuid(),
    kind,
    versionNumber: stopped ? lastAction(app).versionNumber : app.currentVersion,
    recordAt: now,
    author,
    triggerType,
    statuses: [{ status: TRANSITIONS[kind].first, reason: null, recordAt: now }],
    logs: [],
  };
  app.actions = [...app.actions, action];
  const what = kind.replace("Action", "");
  print(action, now, [
    {
      stream: "ORCHESTRATION_STDOUT",
      value: `${what} of ${app.name}, version ${String(action.versionNumber)}`,
    },
  ]);
  const script = stopped ? {} : services.appScripts.for(app);
  const ms = script.seconds === undefined ? services.durations.appMs : script.seconds * 1000;
  if (Number.isFinite(ms)) {
    clock.at(now + ms, (at) => {
      if (isUnderWay(app, action, TRANSITIONS[kind].first)) completeAction(app, action, { script, at });
    });
  }
}

/** Whether nothing else has happened to an app since an action brought it into a state. */
function isUnderWay(app: AppRecord, action: AppActionRecord, status: AppStatus): boolean {
  return lastAction(app) === action && lastStatus(app).status === status;
}

function completeAction(
  app: AppRecord,
  action: AppActionRecord,
  { script, at }: { readonly script: AppScript; readonly at: Moment },
): void {
  const { outcome, reason = "The container ended by itself", lines } = script;
  if (outcome === "FAILED") {
    setStatus(action, { status: "FAILED", reason, at });
    return;
  }
  setStatus(action, { status: TRANSITIONS[action.kind].last, at });
  if (action.kind !== "StopAction") print(action, at, (lines ?? portLines(app, action)).map(asLine));
}

function portLines(app: AppRecord, { versionNumber }: AppActionRecord): readonly string[] {
  const ports = appVersionOf(app, versionNumber)?.ports ?? [];
  return ["started", ...ports.map(({ number }) => `listening on port ${String(number)}`)];
}

function asLine(line: string | LogLine): LogLine {
  return typeof line === "string" ? { stream: "STDOUT", value: line } : line;
}

interface StatusChange {
  readonly status: AppStatus;
  readonly at: Moment;
  readonly reason?: string;
}

function setStatus(action: AppActionRecord, { status, at, reason }: StatusChange): void {
  action.statuses.push({ status, reason: reason ?? null, recordAt: at });
  const stream = status === "FAILED" ? "ORCHESTRATION_STDERR" : "ORCHESTRATION_STDOUT";
  print(action, at, [{ stream, value: reason ?? status.toLowerCase() }]);
}

function print(action: AppActionRecord, at: Moment, lines: readonly LogLine[]): void {
  action.logs.push(...lines.map((line) => ({ ...line, recordAt: at })));
}

/** Lets a running app print a line. */
export function printLine({ clock }: Services, app: AppRecord, line: string | LogLine): void {
  print(lastAction(app), clock.now(), [asLine(line)]);
}

/**
 * Lets an app crash: it fails, and recovers unless it is told not to.
 *
 * @throws RangeError when it does not run.
 */
export function crash(
  { clock, durations }: Services,
  app: AppRecord,
  { reason, recovers }: { readonly reason: string; readonly recovers: boolean },
): void {
  if (lastStatus(app).status !== "STARTED") throw new RangeError(`The app ${app.name} does not run`);
  const action = lastAction(app);
  const now = clock.now();
  setStatus(action, { status: "FAILED", reason, at: now });
  if (!recovers) return;
  const steps: readonly (readonly [before: AppStatus, then: AppStatus])[] = [
    ["FAILED", "RECOVERING"],
    ["RECOVERING", "STARTED"],
  ];
  for (const [index, [before, then]] of steps.entries()) {
    clock.at(now + (index + 1) * durations.appMs, (at) => {
      if (isUnderWay(app, action, before)) setStatus(action, { status: then, at });
    });
  }
}
