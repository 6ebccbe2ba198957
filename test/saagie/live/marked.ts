import type { Saagie } from "../../../src/saagie/index.ts";

/** What there is on a platform outside of projects, and the projects. */
interface Kind {
  readonly what: string;
  /** The names of all, each with what they are deleted by. */
  readonly list: (saagie: Saagie) => Promise<readonly (readonly [name: string, key: string])[]>;
  readonly delete: (saagie: Saagie, key: string) => Promise<unknown>;
}

/** In the order in which they are deleted: a project with all that is in it, before the groups that it is given to. */
const KINDS: readonly Kind[] = [
  {
    what: "project",
    list: async ({ projects }) => (await projects.list()).map(({ id, name }) => [name, id]),
    delete: ({ projects }, id) => projects.delete(id),
  },
  {
    what: "group",
    list: async ({ groups }) => (await groups.list()).map(({ name }) => [name, name]),
    delete: ({ groups }, name) => groups.delete(name),
  },
  {
    what: "user",
    list: async ({ users }) => (await users.list()).map(({ login }) => [login, login]),
    delete: ({ users }, login) => users.delete(login),
  },
  {
    what: "repository",
    list: async ({ repositories }) => (await repositories.listMinimal()).map(({ id, name }) => [name, id]),
    delete: ({ repositories }, id) => repositories.delete(id),
  },
  {
    what: "variable",
    list: async ({ environmentVariables }) =>
      (await environmentVariables.listGlobal()).map(({ id, name }) => [name, id]),
    delete: ({ environmentVariables }, id) => environmentVariables.delete(id),
  },
];

/** Whatever its name has become by another platform's rules, a mark stays in it. */
const hasMark = (name: string, mark: string): boolean => name.toLowerCase().includes(mark.toLowerCase());

/** What has a mark in its name, as `kind name`. */
export async function listMarked(saagie: Saagie, mark: string): Promise<readonly string[]> {
  const lists = KINDS.map(async ({ what, list }) =>
    (await list(saagie)).flatMap(([name]) => (hasMark(name, mark) ? [`${what} ${name}`] : [])),
  );
  return (await Promise.all(lists)).flat();
}

/** Deletes what has a mark in its name. @returns why something is left */
export async function deleteMarked(saagie: Saagie, mark: string): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const kind of KINDS) {
    for (const [name, key] of await kind.list(saagie)) {
      if (!hasMark(name, mark)) continue;
      await kind.delete(saagie, key).catch((error: unknown) => void failures.push(error));
    }
  }
  return failures;
}
