import type { Agave } from "../../../src/agave/index.ts";
import { collect } from "./collect.ts";
import { names, usernameOf, type Person } from "./names.ts";

/** Tells what somebody has on a platform, as its public methods list it. */
export async function belongings(
  agave: Agave,
  person: Person,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { storage, folder, otherFolder } = names();
  const own = person === "bob" ? otherFolder : folder;
  const lists = {
    systems: collect(agave.systems.list()),
    apps: collect(agave.apps.list()),
    jobs: collect(agave.jobs.list()),
    files: collect(agave.files.list(`${storage}${own}`)),
    meta: collect(agave.meta.list()),
    schemas: collect(agave.meta.listSchemas()),
    notifications: collect(agave.notifications.list()),
    monitors: collect(agave.monitors.list()),
    postits: collect(agave.postits.list()),
    tags: collect(agave.tags.list()),
    actors: agave.actors.list(),
    aliases: agave.actors.listAliases(),
    configs: agave.actors.listConfigs(),
    clients: agave.clients.list(),
    internalUsers: agave.profiles.listInternalUsers(usernameOf(person)),
  };
  return told(lists);
}

/** Tells what the administrators of a platform see: accounts, roles and APIs, and everybody's profile. */
export async function tenancy({
  admin,
  profiles,
}: Agave): Promise<Readonly<Record<string, readonly string[]>>> {
  return told({
    accounts: collect(admin.listAccounts()),
    roles: collect(admin.listRoles()),
    apis: collect(admin.listApis()),
    profiles: collect(profiles.list()),
  });
}

async function told(
  lists: Readonly<Record<string, Promise<readonly object[]>>>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const entries = Object.entries(lists).map(
    async ([name, items]) => [name, (await items).map(lasting).toSorted()] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** What tells a thing from others, and what it is like, without what goes on by itself. */
const LASTING: ReadonlySet<string> = new Set([
  "id",
  "uuid",
  "postit",
  "alias",
  "name",
  "username",
  "path",
  "default",
  "public",
  "globalDefault",
]);

function lasting(item: object): string {
  return JSON.stringify(Object.entries(item).filter(([name]) => LASTING.has(name)));
}
