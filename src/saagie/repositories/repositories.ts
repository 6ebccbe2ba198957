import type { Caller } from "../../core/client.ts";
import { expectErrors } from "../../core/retry/expect-errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { UploadSource } from "../../core/content/upload.ts";
import {
  repositoriesOperations,
  RepositoriesMethods,
  type RepositoryReference,
} from "../../../generated/saagie/methods.ts";
import type { SaagieContext } from "../context.ts";
import type * as repositoryChanges from "./changes.ts";
import type { RepositoryChanges, RepositoryDefinition, RepositoryOutcome } from "./changes.ts";

/** Options of a synchronization. */
export interface SynchronizeOptions extends CallOptions {
  /** Another zip archive, or metadata file: for a repository from a file, and only for one. */
  readonly file?: UploadSource;
}

/**
 * Repositories: where the technologies of the catalogue come from.
 *
 * @remarks Changes take the right on the technology catalogue. {@link Technologies} remembers the catalogue for some
 * minutes: `saagie.technologies.refresh()` forgets it, and changes made here do so, too.
 */
export class Repositories extends RepositoriesMethods {
  readonly #context: SaagieContext;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
  }

  /**
   * Tells a repository's id from its name or id.
   *
   * @remarks Remote call: none for an id; else gateway `repositories` in short.
   * @throws {@link NotFoundError} with near names.
   */
  async idOf(repository: RepositoryReference, options: CallOptions = {}): Promise<string> {
    return this.#context.references.resolve("REPOSITORY", repository, options);
  }

  /**
   * Adds a repository, by its URL or from a file, and synchronizes it for the first time.
   *
   * @remarks Remote calls: gateway `addRepository`, `repository`. When the answer is lost, the repository is looked up by
   * name before anything is repeated. A source that cannot be read still makes a repository: look at `failure`.
   * @throws {@link InvalidInputError} without a source, or with two; {@link RefusedError} when the name is taken.
   * @example
   * ```ts
   * const { id, failure } = await saagie.repositories.create({ name: "Our technologies", file: "technologies.zip" });
   * if (failure !== null) console.error(failure);
   * ```
   */
  create(definition: RepositoryDefinition, options: CallOptions = {}): Promise<RepositoryOutcome> {
    expectErrors(definition);
    return this.#changing(({ createRepository }, call) => createRepository(call, definition, options));
  }

  /**
   * Renames a repository, or gives it another URL; only what differs is sent. A repository from a file gets another one by
   * {@link Repositories.synchronize}.
   *
   * @remarks Remote calls: gateway `repository`, and `editRepository` if anything differs. The change stays when the
   * synchronization that goes with it fails.
   */
  edit(
    repository: RepositoryReference,
    wanted: RepositoryChanges,
    options: CallOptions = {},
  ): Promise<RepositoryOutcome> {
    return this.#changing(({ editRepository }, call) =>
      editRepository(call, { repository, wanted }, options),
    );
  }

  /**
   * Reads a repository's source again: its URL, or the file given. One that cannot be read changes nothing: look at `failure`.
   *
   * @remarks Remote calls: gateway `repository`, `synchronizeRepository`.
   * @throws {@link InvalidInputError} without a file for a repository from a file, or with one for any other.
   */
  synchronize(
    repository: RepositoryReference,
    { file, ...options }: SynchronizeOptions = {},
  ): Promise<RepositoryOutcome> {
    expectErrors(file);
    return this.#changing(({ synchronizeRepository }, call) =>
      synchronizeRepository(call, { repository, file }, options),
    );
  }

  /**
   * Takes the last synchronization back, with its source and technologies.
   *
   * @remarks Remote calls: gateway `repository`, `revertLastSynchronization`.
   * @throws {@link RefusedError} when none can be taken back: the first one never can.
   * @returns the repository, with the synchronization that was taken back.
   */
  revert(repository: RepositoryReference, options: CallOptions = {}): Promise<RepositoryOutcome> {
    return this.#changing(({ revertSynchronization }, call) =>
      revertSynchronization(call, repository, options),
    );
  }

  /**
   * Removes a repository with its technologies. Jobs and apps that use them stay, and are read with warnings.
   *
   * @throws {@link RefusedError} for one that the platform does not give away.
   */
  async delete(repository: RepositoryReference, options: CallOptions = {}): Promise<void> {
    await this.#forgettingCatalogue(this.call(repositoriesOperations.delete, { id: repository }, options));
  }

  /** Changing is loaded when it is first asked for: who only reads repositories does not carry it. */
  #changing(
    change: (changes: typeof repositoryChanges, call: Caller) => Promise<RepositoryOutcome>,
  ): Promise<RepositoryOutcome> {
    const changed = import("./changes.ts").then((changes) => change(changes, this.#context.call));
    return this.#forgettingCatalogue(changed);
  }

  /** After a change the remembered catalogue is old, also when nobody knows whether it took effect. */
  async #forgettingCatalogue<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#context.technologies.refresh();
    }
  }
}
