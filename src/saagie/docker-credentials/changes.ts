import { omitUndefined } from "../../core/omit-undefined.ts";
import { InvalidInputError, isFootbridgeError, OutcomeUnknownError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  dockerCredentialsOperations,
  type DockerCredentialsCreateResult,
  type DockerCredentialsListMinimalResult,
  type DockerCredentialsMethods,
  type DockerCredentialsReference,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { SaagieContext } from "../context.ts";
import { recoverCreation } from "../recovery/creation.ts";

/** New Docker credentials. */
export interface DockerCredentialsDefinition {
  readonly username: string;
  readonly password: string;
  /** Host of the registry. Default: Docker Hub. Unique in the project together with the user name. */
  readonly registry?: string | null;
}

/** What to change of Docker credentials: absent keeps. */
export interface DockerCredentialsChanges extends CallOptions {
  /** The platform takes no change without it. */
  readonly password: string;
  readonly username?: string;
  /** `null` makes them credentials of Docker Hub. */
  readonly registry?: string | null;
}

/** Docker credentials as saving answers them: never with their password. */
export type SavedDockerCredentials = DockerCredentialsCreateResult;

/** What an upsert of Docker credentials did. */
export interface DockerCredentialsUpsert {
  readonly action: "created" | "updated";
  readonly credentials: SavedDockerCredentials;
}

type Account = DockerCredentialsListMinimalResult[number];

interface CredentialsUpdate {
  readonly projectId: string;
  readonly current: Account;
  readonly changes: Omit<DockerCredentialsChanges, keyof CallOptions>;
}

/** Stores and changes credentials: checks first, then sends. */
export class DockerCredentialsEditor {
  readonly #context: Pick<SaagieContext, "call" | "references">;
  readonly #credentials: DockerCredentialsMethods;

  /** @param credentials - reads them */
  constructor(context: Pick<SaagieContext, "call" | "references">, credentials: DockerCredentialsMethods) {
    this.#context = context;
    this.#credentials = credentials;
  }

  /** See `DockerCredentials.create`. */
  async create(
    project: ProjectReference,
    definition: DockerCredentialsDefinition,
    options: CallOptions,
  ): Promise<SavedDockerCredentials> {
    check(definition);
    return this.#create(await this.#projectId(project, options), definition, options);
  }

  /** See `DockerCredentials.update`. */
  async update(
    project: ProjectReference,
    credentials: DockerCredentialsReference,
    { username, password, registry, ...options }: DockerCredentialsChanges,
  ): Promise<SavedDockerCredentials> {
    const changes = omitUndefined({ username, password, registry });
    check(changes);
    const projectId = await this.#projectId(project, options);
    const current = await this.#credentials.get(projectId, credentials, options);
    return this.#update({ projectId, current, changes }, options);
  }

  /** See `DockerCredentials.createOrUpdate`. */
  async createOrUpdate(
    project: ProjectReference,
    definition: DockerCredentialsDefinition,
    options: CallOptions,
  ): Promise<DockerCredentialsUpsert> {
    check(definition);
    const projectId = await this.#projectId(project, options);
    const update = (current: Account): Promise<SavedDockerCredentials> =>
      this.#update({ projectId, current, changes: definition }, options);
    const current = await this.#find(projectId, definition, options);
    if (current !== undefined) return { action: "updated", credentials: await update(current) };
    try {
      return { action: "created", credentials: await this.#create(projectId, definition, options) };
    } catch (error) {
      if (!isFootbridgeError(error, "OUTCOME_UNKNOWN")) throw error;
      // Whoever's they are that are there now: they are to have this password.
      const found = await this.#find(projectId, definition, options);
      if (found === undefined) throw error;
      return { action: "created", credentials: await update(found) };
    }
  }

  async #projectId(project: ProjectReference, options: CallOptions): Promise<string> {
    return this.#context.references.resolve("PROJECT", project, options);
  }

  async #find(
    projectId: string,
    definition: DockerCredentialsDefinition,
    options: CallOptions,
  ): Promise<Account | undefined> {
    return (await this.#credentials.listMinimal(projectId, options)).find(isAccount(definition));
  }

  #create(
    projectId: string,
    definition: DockerCredentialsDefinition,
    options: CallOptions,
  ): Promise<SavedDockerCredentials> {
    const { username, password, registry } = definition;
    const dockerCredentials = omitUndefined({
      projectId,
      username,
      password,
      registry: registry || undefined,
    });
    return recoverCreation<SavedDockerCredentials, SavedDockerCredentials>({
      create: async () =>
        withPlainDate(
          await this.#context.call(dockerCredentialsOperations.create, { dockerCredentials }, options),
        ),
      find: async () => (await this.#credentials.list(projectId, options)).find(isAccount(definition)),
      // Nobody can see whose password it is that is there: the outcome stays unknown.
      isOurs: () => Promise.reject(new OutcomeUnknownError("A password cannot be compared.")),
    });
  }

  async #update(
    { projectId, current, changes }: CredentialsUpdate,
    options: CallOptions,
  ): Promise<SavedDockerCredentials> {
    const { password, username = current.username, registry = current.registry } = changes;
    const dockerCredentialsUpdate = omitUndefined({
      id: current.id,
      projectId,
      username,
      password,
      // What is left out here becomes Docker Hub.
      registry: registry || undefined,
    });
    return withPlainDate(
      await this.#context.call(dockerCredentialsOperations.edit, { dockerCredentialsUpdate }, options),
    );
  }
}

/** Checks what the platform does not take; no message repeats a password. */
function check({ username, password }: { readonly username?: string; readonly password: string }): void {
  if (username?.trim() === "")
    throw new InvalidInputError("The user name of the Docker credentials is empty.");
  if (password === "") throw new InvalidInputError("The password of the Docker credentials is empty.");
}

/** Whether credentials are those of an account; an empty registry is Docker Hub, too. */
function isAccount({ username, registry }: DockerCredentialsDefinition): (found: Account) => boolean {
  return (found) => found.username === username && (found.registry || null) === (registry || null);
}

/** Answers of mutations write the date with the zone's name behind it, which nothing else reads. */
function withPlainDate(saved: SavedDockerCredentials): SavedDockerCredentials {
  return { ...saved, lastUpdate: saved.lastUpdate.replace(/\[UTC\]$/u, "") };
}
