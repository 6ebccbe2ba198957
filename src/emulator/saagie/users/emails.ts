import type { Context } from "../services.ts";
import type { Resolvers } from "../wire/schema.ts";

/**
 * Whom alerts can reach, as the platform endpoint tells it.
 *
 * @remarks Who may ask is not known; it is taken as everybody with a token, since alerting is set by editors.
 */
export const userEmailResolvers: Resolvers = {
  Query: {
    usersByRealm: (_: unknown, _args: unknown, { world }: Context) =>
      [...world.users.values()].flatMap(({ login, email }) => (email === null ? [] : [{ login, email }])),
  },
};
