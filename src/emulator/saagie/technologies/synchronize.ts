import { isSame } from "../../same.ts";
import type {
  ContextRecord,
  ContextReport,
  DemandRecord,
  SynchronizationStatus,
  TechnologyDescription,
  TechnologyRecord,
  TechnologyReport,
} from "./records.ts";
import { isUnderstood, type ReadTechnology } from "./read-technology.ts";
import type { Moment } from "../shared/records.ts";

/** What a synchronization needs to know besides the technologies. */
export interface SynchronizationSetting {
  readonly now: Moment;
  /** Makes the id of a new technology. */
  readonly newId: () => string;
  /** The names of what the installation is capable of. */
  readonly facets: readonly string[];
}

/** The technologies after a synchronization, and what became of each. */
export interface SynchronizedTechnologies {
  readonly technologies: readonly TechnologyRecord[];
  readonly technologyReports: readonly TechnologyReport[];
  readonly numberOfChanges: number;
}

/**
 * Brings technologies in step with their source.
 *
 * @remarks A technology keeps its id as long as its author keeps its own. One that is described wrongly stays as it
 * is. One that the source does not have any more is deleted; so is one whose file cannot be understood, since
 * nothing says which one that was.
 */
export function synchronizeTechnologies(
  before: readonly TechnologyRecord[],
  source: readonly ReadTechnology[],
  setting: SynchronizationSetting,
): SynchronizedTechnologies {
  const technologies: TechnologyRecord[] = [];
  const technologyReports: TechnologyReport[] = [];
  for (const entry of source) {
    const existing = before.find(({ technologyId }) => technologyId === entry.technologyId);
    const { technology, report } = isUnderstood(entry)
      ? update(existing, onInstallation(entry, setting.facets), setting)
      : { technology: existing, report: failure(entry) };
    if (technology !== undefined) technologies.push(technology);
    technologyReports.push(report);
  }
  const gone = before.filter(({ technologyId }) =>
    source.every((entry) => entry.technologyId !== technologyId),
  );
  technologyReports.push(...gone.map((technology) => reportOf(technology, "DELETED")));
  const numberOfChanges = technologyReports.filter(
    ({ status }) => status !== "UNCHANGED" && status !== "FAILED",
  ).length;
  return { technologies, technologyReports, numberOfChanges };
}

/** The reports of technologies that were all new. */
export function createdReports(technologies: readonly TechnologyRecord[]): readonly TechnologyReport[] {
  return technologies.map((technology) => reportOf(technology, "CREATED"));
}

function failure({
  technologyId,
  label,
  problem,
}: Exclude<ReadTechnology, TechnologyDescription>): TechnologyReport {
  return {
    technologyId,
    technologyLabel: label,
    status: "FAILED",
    message: problem,
    contextsReports: [],
  };
}

function reportOf(
  { technologyId, label, contexts }: TechnologyDescription,
  status: SynchronizationStatus,
): TechnologyReport {
  return {
    technologyId,
    technologyLabel: label,
    status,
    message: null,
    contextsReports: contexts.map((context) => contextReport(context, status)),
  };
}

function contextReport({ id, label }: ContextRecord, status: SynchronizationStatus): ContextReport {
  return { contextId: id, contextLabel: label, status, message: null };
}

function update(
  existing: TechnologyRecord | undefined,
  described: TechnologyDescription,
  { now, newId }: SynchronizationSetting,
): { readonly technology: TechnologyRecord; readonly report: TechnologyReport } {
  if (existing === undefined) {
    return {
      technology: { ...described, id: newId(), lastUpdate: now },
      report: reportOf(described, "CREATED"),
    };
  }
  const { id, lastUpdate: _lastUpdate, ...before } = existing;
  if (isSame(before, described)) return { technology: existing, report: reportOf(described, "UNCHANGED") };
  const report = { ...reportOf(described, "UPDATED"), contextsReports: contextsReports(before, described) };
  // A job technology does not become one for apps; but who would stop an author?
  return { technology: { ...described, id, lastUpdate: now }, report };
}

function contextsReports(
  before: TechnologyDescription,
  { contexts }: TechnologyDescription,
): readonly ContextReport[] {
  const kept = contexts.map((context) => {
    const former = before.contexts.find(({ id }) => id === context.id);
    if (former === undefined) return contextReport(context, "CREATED");
    return contextReport(context, isSame(former, context) ? "UNCHANGED" : "UPDATED");
  });
  const gone = before.contexts.filter(({ id }) => contexts.every((context) => context.id !== id));
  return [...kept, ...gone.map((context) => contextReport(context, "DELETED"))];
}

/** Finds out what of a technology the installation is not capable of; that is not available then. */
function onInstallation(technology: TechnologyDescription, facets: readonly string[]): TechnologyDescription {
  const check = <T extends DemandRecord & { readonly available: boolean }>(demanding: T): T => {
    const missingFacets = demanding.facets.filter((facet) => !facets.includes(facet));
    return { ...demanding, missingFacets, available: demanding.available && missingFacets.length === 0 };
  };
  const checkContext = (context: ContextRecord): ContextRecord => ({
    ...check(context),
    innerContexts: context.innerContexts.map(checkContext),
  });
  return { ...check(technology), contexts: technology.contexts.map(checkContext) };
}
