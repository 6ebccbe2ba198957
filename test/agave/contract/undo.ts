import type { Agave } from "../../../src/agave/index.ts";
import { NotFoundError } from "../../../src/index.ts";

/** What a service answers about something that it has made. */
type Made = Readonly<Record<string, unknown>>;

/** Takes something away that a request has made. */
export type Undo = () => Promise<unknown>;

/** A request that was answered with success. */
export interface Answered {
  readonly method: string;
  /** Below the base URL of the tenant. */
  readonly path: string;
  readonly result: unknown;
}

interface Maker {
  /** The requests that make such a thing. */
  readonly route: RegExp;
  /** What tells it from others. */
  readonly key: string;
  /** What takes it away; undefined where the answer is of something that was there before. */
  readonly undo: (agave: Agave, key: string, asked: Asked) => Promise<unknown> | undefined;
}

/** What was asked, by the parts of the path. */
interface Asked {
  /** What stood in the path. */
  readonly name: string;
  readonly made: Made;
}

/** Every request that leaves something behind, and what takes it away. */
const MAKERS: readonly Maker[] = [
  { route: /^POST \/systems\/v2$/u, key: "id", undo: ({ systems }, id) => systems.delete(id) },
  {
    route: /^PUT \/systems\/v2\/([^/]+)$/u,
    key: "id",
    undo: ({ systems }, id, { name, made }) => {
      if (id !== name) return systems.delete(id);
      return made["public"] === true ? systems.unpublish(id) : undefined;
    },
  },
  { route: /^POST \/apps\/v2$/u, key: "id", undo: ({ apps }, id) => apps.delete(id) },
  {
    route: /^PUT \/apps\/v2\/([^/]+)$/u,
    key: "id",
    undo: ({ apps }, id, { name }) => (id === name ? undefined : apps.delete(id)),
  },
  { route: /^POST \/jobs\/v2(?:\/[^/]+)?$/u, key: "id", undo: ({ jobs }, id) => endJob(jobs, id) },
  { route: /^PUT \/jobs\/v2\/[^/]+$/u, key: "id", undo: ({ jobs }, id) => endJob(jobs, id) },
  { route: /^POST \/meta\/v2\/data$/u, key: "uuid", undo: ({ meta }, uuid) => meta.delete(uuid) },
  { route: /^POST \/meta\/v2\/schemas$/u, key: "uuid", undo: ({ meta }, uuid) => meta.deleteSchema(uuid) },
  {
    route: /^POST \/notifications\/v2$/u,
    key: "id",
    undo: ({ notifications }, id) => notifications.delete(id),
  },
  { route: /^POST \/monitors\/v2$/u, key: "id", undo: ({ monitors }, id) => monitors.delete(id) },
  { route: /^POST \/postits\/v2$/u, key: "postit", undo: ({ postits }, postit) => postits.delete(postit) },
  { route: /^POST \/tags\/v2$/u, key: "id", undo: ({ tags }, id) => tags.delete(id) },
  {
    route: /^POST \/actors\/v2\/aliases$/u,
    key: "alias",
    undo: ({ actors }, alias) => actors.deleteAlias(alias),
  },
  {
    route: /^POST \/actors\/v2\/configs$/u,
    key: "name",
    undo: ({ actors }, name) => actors.deleteConfig(name),
  },
  { route: /^POST \/actors\/v2$/u, key: "id", undo: ({ actors }, id) => actors.delete(id) },
  { route: /^POST \/clients\/v2$/u, key: "name", undo: ({ clients }, name) => clients.delete(name) },
  { route: /^POST \/profiles\/v2$/u, key: "username", undo: ({ profiles }, name) => profiles.delete(name) },
  {
    route: /^POST \/profiles\/v2\/([^/]+)\/users$/u,
    key: "username",
    undo: ({ profiles }, username, { name }) => profiles.deleteInternalUser(name, username),
  },
  {
    route: /^POST \/admin\/v2\/service_accounts$/u,
    key: "id",
    undo: ({ admin }, id) => admin.deleteAccount(id),
  },
  { route: /^POST \/admin\/v2\/service_roles$/u, key: "id", undo: ({ admin }, id) => admin.deleteRole(id) },
  { route: /^POST \/admin\/v2\/apis$/u, key: "id", undo: ({ admin }, id) => admin.deleteApi(id) },
];

/** A job that goes on writes its archive later. */
async function endJob(jobs: Agave["jobs"], id: string): Promise<void> {
  await unlessGone(() => jobs.stop(id));
  await unlessGone(() => jobs.hide(id));
}

/** What takes away what a request has made, by the client that has made it. */
export function undoOf(agave: Agave, { method, path, result }: Answered): readonly Undo[] {
  const asked = `${method} ${path.replace(/\/$/u, "")}`;
  for (const { route, key, undo } of MAKERS) {
    const match = route.exec(asked);
    if (match === null) continue;
    const name = decodeURIComponent(match[1] ?? "");
    return [result].flat().flatMap((made: unknown) => {
      const id = typeof made === "object" && made !== null ? (made as Made)[key] : undefined;
      return typeof id === "string" ? [async () => undo(agave, id, { name, made: made as Made })] : [];
    });
  }
  return [];
}

/** Takes something away; that it is not there any more is as it should be. */
export async function unlessGone(undo: Undo): Promise<void> {
  try {
    await undo();
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}
