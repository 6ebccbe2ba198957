import { omitUndefined } from "../../core/omit-undefined.ts";
import type { Caller } from "../../core/client.ts";
import { InvalidInputError, isFootbridgeError, ProtocolError, RefusedError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { UploadSource } from "../../core/content/upload.ts";
import {
  repositoriesOperations,
  type RepositoriesEditResult,
  type RepositoriesForEditResult,
  type RepositoriesGetResult,
  type RepositoryReference,
} from "../../../generated/saagie/methods.ts";
import { checkName } from "../settings/check-name.ts";
import { sending, withUpload, type OptionalFile } from "../jobs/uploads.ts";
import { recoverCreation } from "../recovery/creation.ts";

/** Where a repository comes from. */
export type RepositorySource = RepositoriesForEditResult["source"];

/** One synchronization: what it changed, or why it changed nothing. */
export type Synchronization = RepositoriesGetResult["synchronizationReports"]["list"][number];

/** A new repository: from a URL or from a file. */
export interface RepositoryDefinition {
  /** Unique in the catalogue. */
  readonly name: string;
  /** Where a zip archive with `metadata.yaml` files in it, or one such file, is fetched. */
  readonly url?: string;
  /** Such a zip archive or file; at most 10 MB. It is sent under its base name. */
  readonly file?: UploadSource;
}

/** What to change of a repository: absent keeps. */
export interface RepositoryChanges {
  readonly name?: string;
  /** Only for a repository from a URL. */
  readonly url?: string;
  /** Synchronize at once when the URL changes. @defaultValue false */
  readonly synchronize?: boolean;
}

/** A repository after a change. */
export interface RepositoryOutcome {
  readonly id: string;
  readonly name: string;
  readonly source: RepositorySource;
  /** The synchronization that went with the change; null where none did. */
  readonly synchronization: Synchronization | null;
  /** Why that synchronization failed; null where it did not. */
  readonly failure: string | null;
}

/** See `Repositories.create`. */
export async function createRepository(
  call: Caller,
  { name, url, file }: RepositoryDefinition,
  options: CallOptions,
): Promise<RepositoryOutcome> {
  checkName(name, "repository");
  if ((url === undefined) === (file === undefined))
    throw new InvalidInputError("A repository comes from a url or from a file: give one of them.");
  if (url !== undefined) checkUrl(url);
  const { id } = await withUpload({ source: file, signal: options.signal }, (upload) =>
    recoverCreation<{ readonly id: string }, Listed>({
      create: async () => onlyOne(await add(call, { name, url, upload }, options)),
      find: async () =>
        (await call(repositoriesOperations.list, {}, options)).find((found) => found.name === name),
      // The first synchronization is all that has happened to one that was just made.
      isOurs: ({ source, synchronizationReports }) =>
        Promise.resolve(
          isSource(source, { url, fileName: upload.file?.name }) && synchronizationReports.count === 1,
        ),
    }),
  );
  return withLastSynchronization(call, id, options);
}

type Listed = { readonly id: string } & Pick<RepositoriesGetResult, "name" | "source"> & {
    readonly synchronizationReports: { readonly count: number };
  };

interface Addition {
  readonly name: string;
  readonly url: string | undefined;
  readonly upload: OptionalFile;
}

function add(
  call: Caller,
  { name, url, upload }: Addition,
  options: CallOptions,
): Promise<RepositoriesEditResult> {
  const variables = {
    repositoryInput: omitUndefined({ name, url }),
    ...omitUndefined({ upload: upload.file }),
  };
  return call(repositoriesOperations.create, variables, sending(upload, options));
}

/** See `Repositories.edit`. */
export async function editRepository(
  call: Caller,
  { repository, wanted }: { readonly repository: RepositoryReference; readonly wanted: RepositoryChanges },
  options: CallOptions,
): Promise<RepositoryOutcome> {
  const current = await call(repositoriesOperations.forEdit, { id: repository }, options);
  const { synchronize = false } = wanted;
  const { id, source } = current;
  const name = wanted.name === current.name ? undefined : wanted.name;
  if (name !== undefined) checkName(name, "repository");
  if (wanted.url !== undefined) checkHasUrl(current, wanted.url);
  const url = isSource(source, { url: wanted.url }) ? undefined : wanted.url;
  if (name === undefined && url === undefined) return outcome(current, null);
  const repositoryInput = { id, ...omitUndefined({ name, url }), triggerSynchronization: synchronize };
  const edited = await call(repositoriesOperations.edit, { repositoryInput }, options).then(
    ({ objects }) => objects[0] ?? current,
    async (error: unknown) => {
      // Whether it was synchronized, too, the look-up would not tell for sure.
      if (!isFootbridgeError(error, "OUTCOME_UNKNOWN") || (synchronize && url !== undefined)) throw error;
      const now = await afterLoss(call, { id, error }, options);
      if ((name === undefined || now.name === name) && (url === undefined || isSource(now.source, { url })))
        return now;
      throw error;
    },
  );
  return synchronize && url !== undefined
    ? withLastSynchronization(call, id, options)
    : outcome(edited, null);
}

/** See `Repositories.synchronize`. */
export async function synchronizeRepository(
  call: Caller,
  { repository, file }: { readonly repository: RepositoryReference; readonly file: UploadSource | undefined },
  options: CallOptions,
): Promise<RepositoryOutcome> {
  const current = await call(repositoriesOperations.forEdit, { id: repository }, options);
  const isFromFile = "name" in current.source;
  if (isFromFile && file === undefined) {
    throw new InvalidInputError(`The repository "${current.name}" is from a file: give the file to read.`);
  }
  if (!isFromFile && file !== undefined)
    throw new InvalidInputError(`The repository "${current.name}" is from a URL: it takes no file.`);
  const { id } = current;
  const { report, repositoryName } = await withUpload({ source: file, signal: options.signal }, (upload) =>
    call(
      repositoriesOperations.synchronize,
      { id, ...omitUndefined({ upload: upload.file }) },
      sending(upload, options),
    ),
  );
  // A source that could not be read is not taken over.
  const source = (failureOf(report) === null ? report.source : null) ?? current.source;
  return outcome({ id, name: repositoryName, source }, report);
}

/** See `Repositories.revert`. */
export async function revertSynchronization(
  call: Caller,
  repository: RepositoryReference,
  options: CallOptions,
): Promise<RepositoryOutcome> {
  const { id, name, synchronizationReports } = await call(
    repositoriesOperations.forEdit,
    { id: repository },
    options,
  );
  const { lastReversibleId } = synchronizationReports;
  if (lastReversibleId === null)
    throw new RefusedError(`The repository "${name}" has no synchronization that can be taken back.`);
  const report = await call(
    repositoriesOperations.revert,
    { repositoryId: id, synchronizationReportId: lastReversibleId },
    options,
  ).then(
    (reverted) => reverted.report,
    async (error: unknown) => {
      if (!isFootbridgeError(error, "OUTCOME_UNKNOWN")) throw error;
      const taken = await findReverted(call, { id, reportId: lastReversibleId, error }, options);
      if (taken !== undefined) return taken;
      throw error;
    },
  );
  return outcome(await call(repositoriesOperations.forEdit, { id }, options), report);
}

interface LostRevert {
  readonly id: string;
  readonly reportId: string;
  readonly error: unknown;
}

async function findReverted(
  call: Caller,
  { id, reportId, error }: LostRevert,
  options: CallOptions,
): Promise<Synchronization | undefined> {
  const { synchronizationReports } = await lookUp(
    () => call(repositoriesOperations.get, { id, withReverted: true }, options),
    error,
  );
  return synchronizationReports.list.find(
    (report) => report.id === reportId && "revert" in report && report.revert !== null,
  );
}

function afterLoss(
  call: Caller,
  { id, error }: { readonly id: string; readonly error: unknown },
  options: CallOptions,
): Promise<RepositoriesForEditResult> {
  return lookUp(() => call(repositoriesOperations.forEdit, { id }, options), error);
}

/** When the look-up fails too, the outcome stays unknown; an abort stays an abort. */
async function lookUp<T>(read: () => Promise<T>, lost: unknown): Promise<T> {
  try {
    return await read();
  } catch (failure) {
    throw isFootbridgeError(failure) ? lost : failure;
  }
}

async function withLastSynchronization(
  call: Caller,
  id: string,
  options: CallOptions,
): Promise<RepositoryOutcome> {
  const variables = { id, lastSynchronization: true, synchronizationsLimit: 1 };
  const repository = await call(repositoriesOperations.get, variables, options);
  return outcome(repository, repository.synchronizationReports.list[0] ?? null);
}

function outcome(
  { id, name, source }: Pick<RepositoryOutcome, "id" | "name" | "source">,
  synchronization: Synchronization | null,
): RepositoryOutcome {
  return { id, name, source, synchronization, failure: failureOf(synchronization) };
}

function failureOf(synchronization: Synchronization | null): string | null {
  return synchronization !== null && "failure" in synchronization ? synchronization.failure : null;
}

function isSource(
  source: RepositorySource,
  { url, fileName }: { readonly url?: string | undefined; readonly fileName?: string | undefined },
): boolean {
  return "url" in source ? source.url === url : source.name === fileName;
}

function onlyOne({ objects }: RepositoriesEditResult): RepositoriesEditResult["objects"][number] {
  const [repository] = objects;
  if (repository !== undefined) return repository;
  throw new ProtocolError("The platform does not tell which repository it added.", {
    platform: "saagie",
    operation: repositoriesOperations.create.name,
  });
}

function checkHasUrl({ name, source }: RepositoriesForEditResult, url: string): void {
  checkUrl(url);
  if ("url" in source) return;
  throw new InvalidInputError(`The repository "${name}" is from a file and has no URL.`, {
    hint: "Give it another file with repositories.synchronize.",
  });
}

function checkUrl(url: string): void {
  if (URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol)) return;
  throw new InvalidInputError("The repository's url is not an http or https URL.");
}
