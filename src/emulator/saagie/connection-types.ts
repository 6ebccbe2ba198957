import { unknownId } from "./errors.ts";
import type { Resolvers } from "./schema.ts";

/**
 * What older versions of the catalogue have besides.
 *
 * @remarks Its repositories bring no connection types: how their metadata describes one is not documented.
 */
export const connectionTypeResolvers: Resolvers = {
  Query: {
    connectionTypes: () => [],
    connectionTypesByIds: () => [],
    connectionType: () => {
      throw unknownId("ConnectionType", "connectionTypeId");
    },
  },
};
