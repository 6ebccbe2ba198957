import type {
  CatalogueRepository,
  RepositorySource,
  SynchronizationOutcome,
  SynchronizationRecord,
} from "../technologies/records.ts";
import type { Services } from "../services.ts";
import { SourceFault, type SourceContent } from "../technologies/read-technology.ts";
import { synchronizeTechnologies } from "../technologies/synchronize.ts";

/** What is to be synchronized with what, and why. */
export interface SynchronizationOrder {
  readonly type: SynchronizationRecord["type"];
  /** Null when it is the schedule. */
  readonly author: string | null;
  /** A file instead of the repository's URL. */
  readonly upload?: Blob;
  /** The source that taking it back restores, when it is not the repository's present one. */
  readonly formerSource?: RepositorySource;
}

/**
 * Reads the source of a repository and changes the repository accordingly, and not at all when it cannot be read.
 *
 * @remarks It takes no time on the emulator's clock: clients find the first one done when a repository is there.
 */
export async function synchronize(
  services: Services,
  repository: CatalogueRepository,
  { type, author, upload, formerSource = repository.source }: SynchronizationOrder,
): Promise<SynchronizationRecord> {
  const source: RepositorySource =
    upload === undefined ? repository.source : { kind: "FILE", name: fileName(upload) };
  const startedAt = services.clock.now();
  const content = await contentOf(services, source, upload);
  const outcome: SynchronizationOutcome =
    content instanceof SourceFault
      ? { kind: "FAILURE", failure: content.message }
      : apply(services, repository, { content, source, formerSource });
  const record: SynchronizationRecord = {
    id: services.ids.uuid(),
    source,
    startedAt,
    endedAt: services.clock.now(),
    type,
    author,
    outcome,
    revert: null,
  };
  repository.synchronizations = [...repository.synchronizations, record];
  if (author !== null && outcome.kind === "SUCCESS") touch(services, repository, author);
  return record;
}

/** Notes who changed a repository. */
export function touch({ clock }: Services, repository: CatalogueRepository, login: string): void {
  repository.editor = login;
  repository.modificationDate = clock.now();
}

/** The name of an upload as the client sent it. Some send its whole path. */
export function fileName(upload: Blob): string {
  return "name" in upload && typeof upload.name === "string" ? upload.name : "file";
}

interface Reading {
  readonly content: SourceContent;
  readonly source: RepositorySource;
  readonly formerSource: RepositorySource;
}

function apply(
  { world, clock, ids }: Services,
  repository: CatalogueRepository,
  { content, source, formerSource }: Reading,
): SynchronizationOutcome {
  const isFirst = repository.synchronizations.length === 0;
  const before = isFirst ? null : { source: formerSource, technologies: repository.technologies };
  const { technologies, ...reports } = synchronizeTechnologies(
    repository.technologies,
    content.technologies,
    { now: clock.now(), newId: () => ids.uuid(), facets: world.facets.map(({ name }) => name) },
  );
  repository.technologies = technologies;
  repository.source = source;
  return { kind: "SUCCESS", ...reports, issues: content.issues, before };
}

/** Reads a source. @returns the fault when that is not possible */
async function contentOf(
  services: Services,
  source: RepositorySource,
  upload: Blob | undefined,
): Promise<SourceContent | SourceFault> {
  // Together with its libraries, which few programs need.
  const { readSource } = await import("./source.ts");
  try {
    if (upload !== undefined) return await readSource(upload, fileName(upload));
    if (source.kind === "FILE") throw new SourceFault("The file is not kept: upload it again");
    return await fetchSource(services, source.url, readSource);
  } catch (error) {
    if (error instanceof SourceFault) return error;
    throw error;
  }
}

/** Whatever a test wants to be there is there; and, without a network, what the emulator starts with. */
async function fetchSource(
  { fetchRepository, seedCatalogue }: Services,
  url: string,
  readSource: (file: Blob, name: string) => Promise<SourceContent>,
): Promise<SourceContent> {
  if (fetchRepository === undefined) {
    const known = seedCatalogue().find(({ source }) => source.kind === "URL" && source.url === url);
    if (known === undefined) throw new SourceFault(`Nothing can be read from ${url}`);
    return {
      technologies: known.technologies.map(({ id: _id, lastUpdate: _at, ...described }) => described),
      issues: [],
    };
  }
  let file: Blob;
  try {
    file = await fetchRepository(url);
  } catch (error) {
    throw new SourceFault(
      `Nothing can be read from ${url}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return readSource(file, new URL(url).pathname);
}
