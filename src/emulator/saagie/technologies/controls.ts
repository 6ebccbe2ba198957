import type { TechnologyRecord } from "./records.ts";
import type { Services } from "../services.ts";
import { synchronize } from "../repositories/synchronization.ts";

/** A capability of the installation. */
export interface FacetOptions {
  readonly name: string;
  /** @defaultValue the name */
  readonly description?: string;
}

/** Changes to the catalogue, for tests of what becomes of jobs when their technology goes, and of synchronizations. */
export interface TechnologyControls {
  /**
   * Takes a technology out of the catalogue. Jobs that use it are read with an error from then on.
   *
   * @throws RangeError when the catalogue does not have it.
   */
  remove(technologyId: string): void;
  /**
   * Makes a technology unavailable for whatever is new.
   *
   * @throws RangeError when the catalogue does not have it.
   */
  withdraw(technologyId: string): void;
  /**
   * Makes one runtime of a technology unavailable for whatever is new.
   *
   * @throws RangeError when the catalogue does not have the technology.
   */
  withdrawContext(technologyId: string, contextId: string): void;
  /** Makes the installation capable of something. Technologies that ask for it notice with their next synchronization. */
  addFacet(facet: FacetOptions): void;
  /**
   * Synchronizes a repository as its schedule would: nobody is the author. Time alone never does.
   *
   * @throws RangeError when there is no repository with this id.
   */
  synchronize(repositoryId: string): Promise<void>;
}

/** {@link TechnologyControls} of one emulator's world. */
export class EmulatedTechnologies implements TechnologyControls {
  readonly #services: () => Services;

  constructor(services: () => Services) {
    this.#services = services;
  }

  remove(technologyId: string): void {
    this.#replace(technologyId, () => []);
  }

  withdraw(technologyId: string): void {
    this.#replace(technologyId, (technology) => [{ ...technology, available: false }]);
  }

  withdrawContext(technologyId: string, contextId: string): void {
    this.#replace(technologyId, (technology) => [
      {
        ...technology,
        contexts: technology.contexts.map((context) =>
          context.id === contextId ? { ...context, available: false } : context,
        ),
      },
    ]);
  }

  addFacet({ name, description = name }: FacetOptions): void {
    const { world, clock } = this.#services();
    world.facets.push({ name, description, activationDate: clock.now() });
  }

  async synchronize(repositoryId: string): Promise<void> {
    const services = this.#services();
    const repository = services.world.repositories.find(({ id }) => id === repositoryId);
    if (repository === undefined) throw new RangeError(`The catalogue has no repository ${repositoryId}`);
    await synchronize(services, repository, { type: "AUTOMATIC", author: null });
  }

  #replace(
    technologyId: string,
    change: (technology: TechnologyRecord) => readonly TechnologyRecord[],
  ): void {
    let found = false;
    for (const repository of this.#services().world.repositories) {
      repository.technologies = repository.technologies.flatMap((technology) => {
        if (technology.id !== technologyId) return [technology];
        found = true;
        return change(technology);
      });
    }
    if (!found) throw new RangeError(`The catalogue has no technology ${technologyId}`);
  }
}
