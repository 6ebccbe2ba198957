import { pickChanged } from "../../core/changes.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  projectsOperations,
  type ProjectReference,
  type ProjectsGetResult,
  type ProjectsMethods,
} from "../../../generated/saagie/methods.ts";
import { toAuthorizedGroups } from "./authorized-groups.ts";
import type { SaagieContext } from "../context.ts";
import { allows, TechnologyResolver } from "./technologies.ts";
import { recoverCreation } from "../recovery/creation.ts";
import type { ProjectDefinition, ProjectChanges } from "./definition.ts";

/** Creates and changes projects. */
export class ProjectEditor {
  readonly #context: Pick<SaagieContext, "call" | "technologies">;
  readonly #projects: ProjectsMethods;

  /** @param projects - reads them */
  constructor(context: Pick<SaagieContext, "call" | "technologies">, projects: ProjectsMethods) {
    this.#context = context;
    this.#projects = projects;
  }

  /** See `Projects.create`. */
  async create(definition: ProjectDefinition, options: CallOptions): Promise<ProjectsGetResult> {
    const { name, description, groups, jobTechnologies, appTechnologies } = definition;
    const resolver = new TechnologyResolver(this.#context.technologies, options);
    const [technologiesByCategory, apps] = await Promise.all([
      resolver.jobs(jobTechnologies),
      resolver.apps(appTechnologies),
    ]);
    const project = {
      ...omitUndefined({ name, description }),
      technologiesByCategory,
      appTechnologies: apps,
      ...(groups === undefined ? {} : { authorizedGroups: toAuthorizedGroups(groups) }),
    };
    return recoverCreation({
      create: () => this.#context.call(projectsOperations.create, { project }, options),
      find: async () => (await this.#projects.list(options)).find((candidate) => candidate.name === name),
      isOurs: async (found) =>
        (found.description ?? "") === (description ?? "") &&
        found.jobsCount === 0 &&
        allows(await this.#projects.technologies(found.id, options), project),
    });
  }

  /** See `Projects.edit`. */
  async edit(
    project: ProjectReference,
    wanted: ProjectChanges,
    options: CallOptions,
  ): Promise<ProjectsGetResult> {
    const current = await this.#projects.get(project, options);
    const { name, description, groups, jobTechnologies, appTechnologies } = wanted;
    const differing = pickChanged<Pick<ProjectsGetResult, "name" | "description">>(
      { name: current.name, description: current.description || null },
      // The platform reads null as "unchanged" and "" as "emptied".
      omitUndefined({ name, description: description === "" ? null : description }),
    );
    const resolver = new TechnologyResolver(this.#context.technologies, options);
    const edition = omitUndefined({
      ...differing,
      ...("description" in differing ? { description: differing.description ?? "" } : {}),
      authorizedGroups: groups === undefined ? undefined : toAuthorizedGroups(groups ?? []),
      technologiesByCategory:
        jobTechnologies === undefined
          ? undefined
          : await resolver.jobs(jobTechnologies, await this.#categories(current.id, options)),
      appTechnologies: appTechnologies === undefined ? undefined : await resolver.apps(appTechnologies),
    });
    if (Object.keys(edition).length === 0) return current;
    return this.#context.call(projectsOperations.edit, { project: { id: current.id, ...edition } }, options);
  }

  async #categories(id: string, options: CallOptions): Promise<readonly string[] | undefined> {
    const { technologiesByCategory } = await this.#projects.technologies(id, options);
    const categories = technologiesByCategory.flatMap((entry) => (entry === null ? [] : [entry.jobCategory]));
    return categories.length === 0 ? undefined : categories;
  }
}
