import { RefusedError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  dockerCredentialsOperations,
  DockerCredentialsMethods,
  type DockerCredentialsReference,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { SaagieContext } from "../context.ts";
import type {
  DockerCredentialsChanges,
  DockerCredentialsDefinition,
  DockerCredentialsEditor,
  DockerCredentialsUpsert,
  SavedDockerCredentials,
} from "./changes.ts";
import { isGone, recoverEffect } from "../recovery/effect.ts";

/**
 * Docker credentials of projects, with which jobs and apps pull their images.
 *
 * @remarks Credentials are their id, or `{ username, registry }`; without a registry those of Docker Hub. No answer has a password.
 */
export class DockerCredentials extends DockerCredentialsMethods {
  readonly #context: SaagieContext;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
  }

  /**
   * Tells the id of credentials from their user name and registry.
   *
   * @remarks Remote call: none for an id; else platform `allDockerCredentials` in short.
   * @throws {@link NotFoundError} with near ones.
   */
  async idOf(
    project: ProjectReference,
    credentials: DockerCredentialsReference,
    options: CallOptions = {},
  ): Promise<string> {
    const projectId = await this.#projectId(project, options);
    return this.#context.references.resolve("DOCKER_CREDENTIALS", credentials, {
      ...options,
      variables: { projectId },
    });
  }

  /**
   * Stores credentials in a project.
   *
   * @remarks Remote call: platform `createDockerCredentials`. When the answer is lost, they are looked up before anything is
   * repeated.
   * @throws {@link RefusedError} when the pair of user name and registry is taken; {@link OutcomeUnknownError} when the answer
   * was lost and there are such credentials now: nobody can see whose password they have.
   * @example
   * ```ts
   * await saagie.dockerCredentials.create("Sales", { username: "robot", password, registry: "registry.example.io" });
   * ```
   */
  async create(
    project: ProjectReference,
    definition: DockerCredentialsDefinition,
    options: CallOptions = {},
  ): Promise<SavedDockerCredentials> {
    return (await this.#editor()).create(project, definition, options);
  }

  /**
   * Changes credentials. Their registry and their user name stay unless others are given.
   *
   * @remarks Remote calls: platform `dockerCredentials`, `updateDockerCredentials`. The password is always sent.
   */
  async update(
    project: ProjectReference,
    credentials: DockerCredentialsReference,
    changes: DockerCredentialsChanges,
  ): Promise<SavedDockerCredentials> {
    return (await this.#editor()).update(project, credentials, changes);
  }

  /**
   * Stores credentials, or gives those that exist the password.
   *
   * @remarks Remote calls: platform `allDockerCredentials` in short, and `createDockerCredentials` or `updateDockerCredentials`.
   * Passwords cannot be compared: nothing is ever found to be unchanged.
   */
  async createOrUpdate(
    project: ProjectReference,
    definition: DockerCredentialsDefinition,
    options: CallOptions = {},
  ): Promise<DockerCredentialsUpsert> {
    return (await this.#editor()).createOrUpdate(project, definition, options);
  }

  /**
   * Deletes credentials. What uses them keeps their id, and can pull no more.
   *
   * @remarks Remote calls: as {@link DockerCredentials.idOf}, and platform `deleteDockerCredentials`.
   */
  async delete(
    project: ProjectReference,
    credentials: DockerCredentialsReference,
    options: CallOptions = {},
  ): Promise<void> {
    const projectId = await this.#projectId(project, options);
    const id = await this.idOf(projectId, credentials, options);
    const done = await recoverEffect<boolean>({
      write: () => this.call(dockerCredentialsOperations.delete, { projectId, id }, options),
      look: async () => (await isGone(() => this.get(projectId, id, options))) || undefined,
    });
    if (!done) throw new RefusedError("The platform did not delete the Docker credentials.");
  }

  async #projectId(project: ProjectReference, options: CallOptions): Promise<string> {
    return this.#context.references.resolve("PROJECT", project, options);
  }

  /** Storing and changing is loaded when it is first asked for. */
  async #editor(): Promise<DockerCredentialsEditor> {
    const { DockerCredentialsEditor } = await import("./changes.ts");
    return new DockerCredentialsEditor(this.#context, this);
  }
}
