import type {
  CatalogueRepository,
  RepositorySource,
  SynchronizationRecord,
} from "../technologies/records.ts";
import { technologyView } from "../technologies/views.ts";
import { paged, type Page } from "../shared/paging.ts";

/** A repository as the catalogue's endpoint shows it. */
export function repositoryView(repository: CatalogueRepository): object {
  const { cron, source, synchronizations, ...members } = repository;
  return {
    ...members,
    source: sourceView(source),
    synchroMode: cron === null ? { __typename: "Manual" } : { __typename: "Automatic", cron },
    technologies: () => repository.technologies.map((technology) => technologyView(technology, repository)),
    synchronizations,
    // What platforms of today do not have any more, and had with few technologies only.
    scripts: [],
  };
}

function sourceView(source: RepositorySource): object {
  return source.kind === "URL"
    ? { __typename: "UrlSource", url: source.url }
    : { __typename: "FileSource", name: source.name };
}

/** Which synchronizations a client wants. */
export interface ReportFilter extends Page {
  readonly lastSynchronization?: boolean | null;
  readonly withReverted?: boolean | null;
}

/**
 * The synchronizations of a repository, the newest first.
 *
 * @remarks Those taken back are left out unless they are asked for, and without a limit all are shown: neither
 * default is documented. The count is of all that are meant, also when only a page of them, or the last, is shown.
 */
export function reportsView(
  synchronizations: readonly SynchronizationRecord[],
  { lastSynchronization, withReverted, limit, skip }: ReportFilter,
): object {
  const meant = synchronizations
    .toReversed()
    .filter(({ revert }) => withReverted === true || revert === null);
  const page = lastSynchronization === true ? meant.slice(0, 1) : meant;
  return {
    count: meant.length,
    lastReversibleId: lastReversible(synchronizations)?.id ?? null,
    list: paged(page, { limit: limit ?? null, skip: skip ?? null }).map(reportView),
  };
}

/**
 * The synchronization that can be taken back.
 *
 * @remarks It is the last one that succeeded and still stands, failures after it included: those changed nothing.
 * After it was taken back, it is the turn of the one before. The first one cannot be: there was nothing before it.
 */
export function lastReversible(
  synchronizations: readonly SynchronizationRecord[],
): SynchronizationRecord | undefined {
  const last = synchronizations.findLast(
    ({ outcome, revert }) => outcome.kind === "SUCCESS" && revert === null,
  );
  return last?.outcome.kind === "SUCCESS" && last.outcome.before !== null ? last : undefined;
}

/** What happened in one synchronization. */
export function reportView(synchronization: SynchronizationRecord): object {
  const { id, source, startedAt, endedAt, type, author, outcome, revert } = synchronization;
  const common = { id, source: sourceView(source), startedAt, endedAt, trigger: { type, author } };
  if (outcome.kind === "FAILURE")
    return { __typename: "FailedSynchronization", ...common, failure: outcome.failure };
  const { technologyReports, issues, numberOfChanges } = outcome;
  return {
    __typename: "SuccessfulSynchronization",
    ...common,
    technologyReports,
    issues,
    numberOfChanges,
    revert,
  };
}
