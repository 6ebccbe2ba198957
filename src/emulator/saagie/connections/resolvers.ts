import { connectionsOf } from "./lookups.ts";
import type { ConnectionRecord } from "./records.ts";
import type { Context } from "../services.ts";
import { collect, refuseIf, unknownId } from "../shared/errors.ts";
import { findProject, requireProject } from "../access/permissions.ts";
import type { Resolvers } from "../wire/schema.ts";
import { jobsOf } from "../jobs/lookups.ts";

type ConnectionInput = Pick<
  ConnectionRecord,
  "projectId" | "name" | "connectionTypeId" | "repositoryId" | "parameters"
>;
type ConnectionEdition = Pick<ConnectionRecord, "id" | "name" | "parameters">;

interface ById {
  readonly id: string;
}

/**
 * How connections to other systems answer, on the versions that have them.
 *
 * @remarks There is no other system: whatever is tried out can be reached, and has nothing to choose from. Whether a
 * connection type exists is not looked at, since it is the catalogue's, and no document says that the platform does.
 */
export const connectionResolvers: Resolvers = {
  Query: {
    getConnectionsByProject: (_: unknown, { projectId }: { projectId: string }, context: Context) =>
      connectionsOf(context.world, requireProject(context, projectId, "ROLE_PROJECT_VIEWER").id),
    connection: (_: unknown, { id }: ById, context: Context) => {
      const found = context.world.connections.get(id);
      return found !== undefined && findProject(context, found.projectId) !== undefined ? found : null;
    },
    checkConnection: (_: unknown, { projectId }: { projectId: string }, context: Context) => {
      requireProject(context, projectId, "ROLE_PROJECT_VIEWER");
      return { result: { ok: true, message: null }, error: null };
    },
    getExtJobParamValues: (_: unknown, { connectionId }: { connectionId: string }, context: Context) => {
      requireConnection(context, connectionId, "ROLE_PROJECT_VIEWER");
      return { result: [], error: null };
    },
  },
  Mutation: {
    createProjectConnection: (
      _: unknown,
      { connectionInput }: { connectionInput?: ConnectionInput | null },
      context: Context,
    ) => create(context, connectionInput),
    editProjectConnection: (
      _: unknown,
      { connectionInput }: { connectionInput: ConnectionEdition },
      context: Context,
    ) => {
      const { id, name, parameters } = connectionInput;
      const existing = requireConnection(context, id, "ROLE_PROJECT_EDITOR");
      return save(context, { ...existing, name, parameters, lastUpdate: context.clock.now() });
    },
    deleteProjectConnections: (
      _: unknown,
      { connectionIds }: { connectionIds: readonly string[] },
      context: Context,
    ) => {
      // All or none: an unknown one is told before any goes.
      for (const id of connectionIds) requireConnection(context, id, "ROLE_PROJECT_EDITOR");
      for (const id of connectionIds) context.world.connections.delete(id);
      return true;
    },
  },
  Connection: {
    jobs: ({ id, projectId }: ConnectionRecord, _args: unknown, { world }: Context) =>
      jobsOf(world, projectId).filter(({ versions }) =>
        versions.some((version) => version.connectionId === id),
      ),
    // What is a password is not told to anybody.
    parameters: ({ parameters }: ConnectionRecord) =>
      parameters.map((parameter) => (parameter.isPassword ? { ...parameter, value: null } : parameter)),
  },
};

function create(context: Context, input: ConnectionInput | null | undefined): ConnectionRecord {
  if (input == null) throw unknownId("Connection", "connectionInput");
  requireProject(context, input.projectId, "ROLE_PROJECT_EDITOR");
  const now = context.clock.now();
  const { projectId, name, connectionTypeId, repositoryId, parameters } = input;
  return save(context, {
    id: context.ids.uuid(),
    projectId,
    name,
    connectionTypeId,
    repositoryId,
    parameters,
    creator: context.user.login,
    creationDate: now,
    lastUpdate: now,
  });
}

function requireConnection(
  context: Context,
  id: string,
  role: Parameters<typeof requireProject>[2],
): ConnectionRecord {
  const found = context.world.connections.get(id);
  if (found === undefined) throw unknownId("Connection", "id");
  requireProject(context, found.projectId, role);
  return found;
}

function save({ world }: Context, connection: ConnectionRecord): ConnectionRecord {
  const { id, projectId, name } = connection;
  const isTaken = connectionsOf(world, projectId).some((other) => other.id !== id && other.name === name);
  refuseIf(
    "Connection",
    collect({ name: name.trim() === "" ? "must not be empty" : isTaken ? "already used" : undefined }),
  );
  world.connections.set(id, connection);
  return connection;
}
