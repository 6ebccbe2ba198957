import type { CatalogueRepository } from "../technologies/records.ts";
import type { ConnectionTypeRecord } from "./type-records.ts";
import type { Context } from "../services.ts";
import { unknownId } from "../shared/errors.ts";
import type { Resolvers } from "../wire/schema.ts";
import { SEED_CONNECTION_TYPES } from "./seeds.ts";

interface InRepository {
  readonly connectionTypeId: string;
  readonly repositoryId: string;
}

/**
 * How the connection types of the catalogue answer, on the versions that have them.
 *
 * @remarks They are those of the seed, and no synchronization changes them: how the metadata of a repository
 * describes one is not documented.
 */
export const connectionTypeResolvers: Resolvers = {
  Query: {
    connectionTypes: (_: unknown, _args: unknown, context: Context) => allIn(context),
    // Unknown ids are left out, as those of technologies are.
    connectionTypesByIds: (_: unknown, { ids }: { ids: readonly string[] }, context: Context) => {
      const all = allIn(context);
      return ids.flatMap((id) => all.find((type) => type.id === id) ?? []);
    },
    connectionType: (
      _: unknown,
      { connectionTypeId, repositoryId }: InRepository,
      context: Context,
    ): ConnectionTypeRecord => {
      const found = allIn(context).find(
        (type) => type.connectionTypeId === connectionTypeId && type.repositoryId === repositoryId,
      );
      if (found === undefined) throw unknownId("ConnectionType", "connectionTypeId");
      return found;
    },
  },
  Repository: { connectionTypes: typesOf },
  DeletedRepository: { connectionTypes: typesOf },
  SuccessfulSynchronization: { connectionTypeReports: () => [] },
};

function allIn({ world }: Context): readonly ConnectionTypeRecord[] {
  return world.repositories.flatMap(typesOf);
}

function typesOf({ id }: Pick<CatalogueRepository, "id">): readonly ConnectionTypeRecord[] {
  return SEED_CONNECTION_TYPES.filter(({ repositoryId }) => repositoryId === id);
}
