import { appsOf } from "../projects/access.ts";
import { currentAppVersion } from "../apps/records.ts";
import type { Context } from "../services.ts";
import { dockerCredentialsOf } from "./lookups.ts";
import type { DockerCredentialsRecord } from "./records.ts";
import { collect, notValid, refuseIf, unknownId } from "../shared/errors.ts";
import { currentVersion } from "../jobs/versions.ts";
import { findProject, requireProject } from "../access/permissions.ts";
import type { Resolvers } from "../wire/schema.ts";
import { jobsOf } from "../jobs/lookups.ts";
import type { Moment } from "../shared/records.ts";

interface Credentials {
  readonly projectId: string;
  readonly registry?: string | null;
  readonly username?: string | null;
  readonly password: string;
}

interface ById {
  readonly id: string;
  readonly projectId: string;
}

/**
 * How Docker credentials answer.
 *
 * @remarks Nothing is said of who may see or change them: as for everything else in a project, viewers and
 * editors. Those in use can be deleted too, since nothing says otherwise; what uses them keeps their id.
 */
export const dockerCredentialsResolvers: Resolvers = {
  Query: {
    allDockerCredentials: (_: unknown, { projectId }: { projectId: string }, context: Context) =>
      dockerCredentialsOf(context.world, requireProject(context, projectId, "ROLE_PROJECT_VIEWER").id),
    dockerCredentials: (_: unknown, { id, projectId }: ById, context: Context) => {
      const project = findProject(context, projectId);
      return project === undefined ? null : (credentialsIn(context, { id, projectId }) ?? null);
    },
  },
  Mutation: {
    createDockerCredentials: (
      _: unknown,
      { dockerCredentials }: { dockerCredentials?: Credentials | null },
      context: Context,
    ) => create(context, required(dockerCredentials)),
    updateDockerCredentials: (
      _: unknown,
      { dockerCredentialsUpdate }: { dockerCredentialsUpdate?: (Credentials & ById) | null },
      context: Context,
    ) => update(context, required(dockerCredentialsUpdate)),
    deleteDockerCredentials: (_: unknown, id: ById, context: Context) =>
      context.world.dockerCredentials.delete(requireCredentials(context, id).id),
  },
  DockerCredentials: {
    // An older version that could be gone back to does not count as a use: whether it does is not known.
    jobs: ({ id, projectId }: DockerCredentialsRecord, _args: unknown, { world }: Context) =>
      jobsOf(world, projectId).filter((job) => currentVersion(job).dockerInfo?.dockerCredentialsId === id),
    apps: ({ id, projectId }: DockerCredentialsRecord, _args: unknown, { world }: Context) =>
      appsOf(world, projectId).filter((app) => currentAppVersion(app).dockerInfo?.dockerCredentialsId === id),
  },
};

/** The schema lets the input be null, which can mean nothing. */
function required<Input>(input: Input | null | undefined): Input {
  if (input == null) throw notValid("DockerCredentials", { dockerCredentials: "must not be null" });
  return input;
}

function credentialsIn({ world }: Context, { id, projectId }: ById): DockerCredentialsRecord | undefined {
  const found = world.dockerCredentials.get(id);
  return found?.projectId === projectId ? found : undefined;
}

function requireCredentials(context: Context, { id, projectId }: ById): DockerCredentialsRecord {
  requireProject(context, projectId, "ROLE_PROJECT_EDITOR");
  const found = credentialsIn(context, { id, projectId });
  if (found === undefined) throw unknownId("DockerCredentials", "id");
  return found;
}

function create(context: Context, { projectId, registry, username, password }: Credentials): object {
  requireProject(context, projectId, "ROLE_PROJECT_EDITOR");
  return save(context, {
    id: context.ids.uuid(),
    projectId,
    registry: registryOf(registry),
    username: username ?? "",
    password,
    lastUpdate: context.clock.now(),
  });
}

/** Without a registry they become credentials of Docker Hub; without a user name they keep theirs. */
function update(context: Context, { registry, username, password, ...ids }: Credentials & ById): object {
  const existing = requireCredentials(context, ids);
  return save(context, {
    ...existing,
    registry: registryOf(registry),
    username: username ?? existing.username,
    password,
    lastUpdate: context.clock.now(),
  });
}

/** An empty text is how some clients say "none". */
function registryOf(registry: string | null | undefined): string | null {
  return registry === "" ? null : (registry ?? null);
}

/** Keeps credentials, if nothing is wrong with them. @returns them as mutations answer them */
function save({ world }: Context, credentials: DockerCredentialsRecord): object {
  const { id, projectId, registry, username, password, lastUpdate } = credentials;
  const isTaken = dockerCredentialsOf(world, projectId).some(
    (other) => other.id !== id && other.registry === registry && other.username === username,
  );
  refuseIf(
    "DockerCredentials",
    collect({
      username: username.trim() === "" ? "must not be empty" : isTaken ? "already used" : undefined,
      password: password === "" ? "must not be empty" : undefined,
    }),
  );
  world.dockerCredentials.set(id, credentials);
  return { ...credentials, lastUpdate: zonedDate(lastUpdate) };
}

/** The form in which mutations write the date: with microseconds, and the zone once more by name. */
function zonedDate(at: Moment): string {
  return new Date(at).toISOString().replace(/Z$/, "000Z[UTC]");
}
