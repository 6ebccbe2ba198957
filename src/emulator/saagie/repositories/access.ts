import type { CatalogueRepository } from "../technologies/records.ts";
import type { Context } from "../services.ts";
import { forbidden, notValid, unknownId } from "../shared/errors.ts";
import { isAdmin } from "../access/permissions.ts";

/**
 * Refuses whoever may not change the catalogue.
 *
 * @remarks The platform asks readers for this right too. Here everybody with a token may read: those who make jobs
 * and apps have to.
 * @throws Refusal
 */
export function requireCatalogueEditor(context: Context): void {
  if (isAdmin(context)) return;
  const { world, user } = context;
  const allowed = user.groups.some((name) =>
    world.groups
      .get(name)
      ?.realmAuthorization.permissions.some(({ artifact }) => artifact.type === "TECHNOLOGY_CATALOG"),
  );
  if (!allowed) throw forbidden();
}

/** Finds a repository to change. @throws Refusal when it does not exist, or the caller may not. */
export function requireRepository(context: Context, id: string): CatalogueRepository {
  requireCatalogueEditor(context);
  const repository = context.world.repositories.find((candidate) => candidate.id === id);
  if (repository === undefined) throw unknownId("Repository", "repository");
  return repository;
}

/** Finds a repository that people may change as they like. @throws Refusal also for the vendor's own. */
export function requireOwnRepository(context: Context, id: string): CatalogueRepository {
  const repository = requireRepository(context, id);
  if (repository.readOnly) throw notValid("Repository", { repository: "is read only" });
  return repository;
}
