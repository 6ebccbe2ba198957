import type { CatalogueRepository, SynchronizationRecord } from "../technologies/records.ts";
import type { Context } from "../services.ts";
import { collect, NOT_EXISTS, notValid, refuseIf } from "../shared/errors.ts";
import { nameProblem } from "../shared/names.ts";
import { requireCatalogueEditor, requireOwnRepository, requireRepository } from "./access.ts";
import { fileName, synchronize, touch } from "./synchronization.ts";
import { lastReversible, reportsView, reportView, repositoryView, type ReportFilter } from "./views.ts";
import type { Resolvers } from "../wire/schema.ts";

interface RepositoryInput {
  readonly name: string;
  readonly url?: string | null;
}

interface RepositoryEditionInput {
  readonly id: string;
  readonly name?: string | null;
  readonly url?: string | null;
  readonly triggerSynchronization: boolean;
}

/** How the repositories of the catalogue answer. */
export const repositoryResolvers: Resolvers = {
  Query: {
    repositories: (_: unknown, _args: unknown, { world }: Context) => world.repositories.map(repositoryView),
    repository: (_: unknown, { id }: { id: string }, { world }: Context) => {
      const found = world.repositories.find((repository) => repository.id === id);
      return found === undefined ? null : repositoryView(found);
    },
  },
  Mutation: {
    addRepository: (
      _: unknown,
      { repositoryInput, upload }: { repositoryInput: RepositoryInput; upload?: Blob | null },
      context: Context,
    ) => addRepository(context, repositoryInput, upload ?? undefined),
    editRepository: (
      _: unknown,
      { repositoryInput }: { repositoryInput: RepositoryEditionInput },
      context: Context,
    ) => editRepository(context, repositoryInput),
    removeRepository: (_: unknown, { id }: { id: string }, context: Context) => removeRepository(context, id),
    synchronizeRepository: (
      _: unknown,
      { id, upload }: { id: string; upload?: Blob | null },
      context: Context,
    ) => synchronizeRepository(context, id, upload ?? undefined),
    revertLastSynchronization: (
      _: unknown,
      { repositoryId, synchronizationReportId }: { repositoryId: string; synchronizationReportId: string },
      context: Context,
    ) => revertLastSynchronization(context, repositoryId, synchronizationReportId),
  },
  Repository: {
    synchronizationReports: (
      { synchronizations }: { synchronizations: readonly SynchronizationRecord[] },
      filter: ReportFilter,
    ) => reportsView(synchronizations, filter),
  },
};

/** A file counts for more than a URL. A source that cannot be read leaves an empty repository, and a report of it. */
async function addRepository(
  context: Context,
  { name, url }: RepositoryInput,
  upload: Blob | undefined,
): Promise<object> {
  requireCatalogueEditor(context);
  const { world, ids, clock, user } = context;
  const source =
    upload === undefined
      ? ({ kind: "URL", url: url ?? "" } as const)
      : ({ kind: "FILE", name: fileName(upload) } as const);
  refuseIf(
    "Repository",
    collect({
      name: nameProblem(name, namesOf(world.repositories)),
      url: source.kind === "URL" && source.url === "" ? "must not be empty without a file" : undefined,
    }),
  );
  const repository: CatalogueRepository = {
    id: ids.uuid(),
    creator: user.login,
    readOnly: false,
    creationDate: clock.now(),
    // No call sets a schedule, so there is none.
    cron: null,
    name,
    editor: user.login,
    modificationDate: clock.now(),
    source,
    technologies: [],
    synchronizations: [],
  };
  world.repositories.push(repository);
  const order = { type: "INITIAL", author: user.login } as const;
  await synchronize(context, repository, { ...order, ...(upload !== undefined && { upload }) });
  return changed([repository]);
}

function namesOf(repositories: readonly CatalogueRepository[]): readonly string[] {
  return repositories.map(({ name }) => name);
}

function changed(repositories: readonly CatalogueRepository[]): object {
  return { count: repositories.length, objects: repositories.map(repositoryView) };
}

/** The change stays when what it triggers fails. Only another URL triggers anything. */
async function editRepository(
  context: Context,
  { id, name, url, triggerSynchronization }: RepositoryEditionInput,
): Promise<object> {
  const repository = requireOwnRepository(context, id);
  const { source } = repository;
  const others = context.world.repositories.filter((candidate) => candidate !== repository);
  refuseIf(
    "Repository",
    collect({
      name: name == null ? undefined : nameProblem(name, namesOf(others)),
      url: url != null && source.kind === "FILE" ? "is not for a repository from a file" : undefined,
    }),
  );
  const newUrl = url != null && source.kind === "URL" && source.url !== url ? url : undefined;
  const newName = name != null && name !== repository.name ? name : undefined;
  if (newName === undefined && newUrl === undefined) return changed([]);
  repository.name = newName ?? repository.name;
  if (newUrl !== undefined) repository.source = { kind: "URL", url: newUrl };
  touch(context, repository, context.user.login);
  if (newUrl !== undefined && triggerSynchronization)
    await synchronize(context, repository, {
      type: "URL_UPDATE",
      author: context.user.login,
      formerSource: source,
    });
  return changed([repository]);
}

function removeRepository(context: Context, id: string): object {
  const repository = requireOwnRepository(context, id);
  const { repositories } = context.world;
  repositories.splice(repositories.indexOf(repository), 1);
  return repositoryView(repository);
}

/** The vendor's own repository may be brought up to date, too: that changes only what the vendor wants changed. */
async function synchronizeRepository(
  context: Context,
  id: string,
  upload: Blob | undefined,
): Promise<object> {
  const repository = requireRepository(context, id);
  const isFile = repository.source.kind === "FILE";
  if (isFile !== (upload !== undefined)) {
    throw notValid("Repository", {
      upload: isFile
        ? "must not be empty for a repository from a file"
        : "is not for a repository from a URL",
    });
  }
  const record = await synchronize(context, repository, {
    type: "MANUAL",
    author: context.user.login,
    ...(upload !== undefined && { upload }),
  });
  return synchro(repository, record);
}

/** The count is of changed technologies: what it is on the platform is not documented. */
function synchro({ id, name }: CatalogueRepository, record: SynchronizationRecord): object {
  const { outcome } = record;
  return {
    repositoryId: id,
    repositoryName: name,
    count: outcome.kind === "SUCCESS" ? outcome.numberOfChanges : 0,
    report: reportView(record),
  };
}

function revertLastSynchronization(context: Context, repositoryId: string, reportId: string): object {
  const repository = requireRepository(context, repositoryId);
  const known = repository.synchronizations.find(({ id }) => id === reportId);
  if (known === undefined) throw notValid("Repository", { synchronizationReport: NOT_EXISTS });
  if (
    known !== lastReversible(repository.synchronizations) ||
    known.outcome.kind === "FAILURE" ||
    known.outcome.before === null
  )
    throw notValid("Repository", { synchronizationReport: "cannot be taken back" });
  const { source, technologies } = known.outcome.before;
  repository.source = source;
  repository.technologies = technologies;
  known.revert = { author: context.user.login, date: context.clock.now() };
  touch(context, repository, context.user.login);
  return synchro(repository, known);
}
