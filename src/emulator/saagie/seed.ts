import { seedCatalogue } from "./seed-catalogue.ts";
import type { GroupRecord, UserRecord, World } from "./store.ts";

/** The categories that jobs can be sorted into. */
export const JOB_CATEGORIES: readonly string[] = ["Extraction", "Processing", "Smart App"];

/** The group of the first user, to whom tests give projects. */
const TEST_GROUP = "technical-ci-saagieapi";

/** What a new world is told. */
export interface SeedOptions {
  readonly user: string;
  readonly password: string;
  readonly platforms: readonly number[];
}

/** Makes the world in which an emulator starts: a catalogue, two groups, one user, and nothing made by anyone. */
export function seedWorld({ user, password, platforms }: SeedOptions): World {
  const creators: GroupRecord = {
    name: TEST_GROUP,
    protected: false,
    permissions: platforms.map((platformId) => ({
      platformId,
      type: "PROJECTS_CREATOR",
      role: "ROLE_PROJECT_CREATOR",
    })),
  };
  const admins: GroupRecord = { name: "admins", protected: true, permissions: [] };
  const tester = makeUser({ login: user, password, groups: [TEST_GROUP], roles: ["ROLE_ADMIN"] });
  return {
    platforms,
    users: new Map([[tester.login, tester]]),
    groups: new Map([admins, creators].map((group) => [group.name, group])),
    projects: new Map(),
    jobs: new Map(),
    instances: new Map(),
    repositories: seedCatalogue(),
    tokens: new Map(),
  };
}

/** What makes a user; the rest follows. */
export interface UserFields {
  readonly login: string;
  readonly password: string;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
}

/** Makes a user with an e-mail address of a domain that belongs to nobody. */
export function makeUser({ login, password, groups = [], roles = ["ROLE_READER"] }: UserFields): UserRecord {
  return { login, password, groups, roles, email: `${login}@example.org` };
}
