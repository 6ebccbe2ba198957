import type { CatalogueRepository } from "./technologies/records.ts";
import type { GroupRecord } from "./groups/records.ts";
import type { UserRecord } from "./users/records.ts";
import type { World } from "./world.ts";

/** The categories that jobs can be sorted into. */
export const JOB_CATEGORIES: readonly string[] = ["Extraction", "Processing", "Smart App"];

/** The group of the first user, to whom tests give projects. */
const TEST_GROUP = "technical-ci-saagieapi";

/** The group and the user that every installation has, and that cannot be deleted. */
const ADMIN_GROUP = "admins";
const ADMIN = "site_admin";

/** What a new world is told. */
export interface SeedOptions {
  readonly user: string;
  readonly password: string;
  readonly platforms: readonly number[];
  readonly repositories: CatalogueRepository[];
}

/** Makes the world in which an emulator starts: a catalogue, two groups, two users, and nothing made by anyone. */
export function seedWorld({ user, password, platforms, repositories }: SeedOptions): World {
  const creators: GroupRecord = {
    ...makeGroup(TEST_GROUP),
    permissions: platforms.map((platformId) => ({
      platformId,
      type: "PROJECTS_CREATOR",
      role: "ROLE_PROJECT_CREATOR",
    })),
  };
  const admins: GroupRecord = { ...makeGroup(ADMIN_GROUP), protected: true };
  const admin = {
    ...makeUser({ login: ADMIN, password: null, groups: [ADMIN_GROUP], roles: ["ROLE_ADMIN"] }),
    protected: true,
  };
  const tester = makeUser({ login: user, password, groups: [TEST_GROUP], roles: ["ROLE_ADMIN"] });
  return {
    platforms,
    users: new Map([admin, tester].map((person) => [person.login, person])),
    groups: new Map([admins, creators].map((group) => [group.name, group])),
    projects: new Map(),
    jobs: new Map(),
    instances: new Map(),
    pipelines: new Map(),
    pipelineInstances: new Map(),
    conditions: new Map(),
    apps: new Map(),
    volumes: new Map(),
    variables: new Map(),
    dockerCredentials: new Map(),
    connections: new Map(),
    repositories,
    facets: [],
    formerUsers: new Map(),
  };
}

/** What makes a user; the rest follows. */
export interface UserFields {
  readonly login: string;
  readonly password: string | null;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
}

/** Makes a user with an e-mail address of a domain that belongs to nobody. */
export function makeUser({ login, password, groups = [], roles = ["ROLE_READER"] }: UserFields): UserRecord {
  return {
    login,
    password,
    groups,
    roles,
    platforms: [],
    protected: false,
    job: null,
    email: `${login}@example.org`,
  };
}

/** Makes a group without any right. */
export function makeGroup(name: string): GroupRecord {
  return {
    name,
    protected: false,
    role: "ROLE_READER",
    permissions: [],
    realmAuthorization: { permissions: [] },
  };
}
