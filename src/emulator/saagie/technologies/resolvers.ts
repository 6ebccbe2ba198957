import type { CatalogueRepository } from "./records.ts";
import { technologyView } from "./views.ts";
import type { Context } from "../services.ts";
import { notValid } from "../shared/errors.ts";
import type { Resolvers } from "../wire/schema.ts";

/**
 * How the technologies of the catalogue answer.
 *
 * @remarks Everybody with a token may read it: those who make jobs have to. The right on the catalogue is
 * about changing it.
 */
export const technologyResolvers: Resolvers = {
  Query: {
    technology: (_: unknown, { id }: { id: string }, { world }: Context) => {
      const [view] = viewsOf(world.repositories, [id]);
      return view ?? null;
    },
    technologiesByIds: (_: unknown, { ids }: { ids: readonly string[] }, { world }: Context) =>
      viewsOf(world.repositories, ids),
    updatedTechnologies: (_: unknown, { from }: { from: string }, { world }: Context) =>
      updatedSince(world.repositories, from),
    facets: (_: unknown, _args: unknown, { world }: Context) => world.facets,
  },
};

/** Unknown ids are left out: the list cannot hold null. */
function viewsOf(repositories: readonly CatalogueRepository[], ids: readonly string[]): readonly object[] {
  return ids.flatMap((id) => {
    for (const repository of repositories) {
      const technology = repository.technologies.find((candidate) => candidate.id === id);
      if (technology !== undefined) return [technologyView(technology, repository)];
    }
    return [];
  });
}

function updatedSince(repositories: readonly CatalogueRepository[], from: string): readonly object[] {
  const moment = Date.parse(from);
  if (Number.isNaN(moment)) throw notValid("Technology", { from: "is not a moment in ISO 8601" });
  return repositories.flatMap((repository) =>
    repository.technologies
      .filter(({ lastUpdate }) => lastUpdate > moment)
      .map((technology) => technologyView(technology, repository)),
  );
}
