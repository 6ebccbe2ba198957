import type { TechnologyRecord } from "./catalogue-model.ts";
import type { World } from "./store.ts";

/** Changes to the catalogue, for tests of what becomes of jobs when their technology goes. */
export interface CatalogueChanges {
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
}

/** {@link CatalogueChanges} of one emulator's world. */
export class CatalogueDoor implements CatalogueChanges {
  readonly #world: () => World;

  constructor(world: () => World) {
    this.#world = world;
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

  #replace(
    technologyId: string,
    change: (technology: TechnologyRecord) => readonly TechnologyRecord[],
  ): void {
    let found = false;
    for (const repository of this.#world().repositories) {
      repository.technologies = repository.technologies.flatMap((technology) => {
        if (technology.id !== technologyId) return [technology];
        found = true;
        return change(technology);
      });
    }
    if (!found) throw new RangeError(`The catalogue has no technology ${technologyId}`);
  }
}
