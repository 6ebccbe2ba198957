import { makeGroup, makeUser } from "../seed.ts";
import type { Permission } from "../groups/records.ts";
import type { World } from "../world.ts";

/** A user to add. */
export interface UserOptions {
  readonly login: string;
  readonly password: string;
  /** Those that do not exist yet are made, without any right. @defaultValue none */
  readonly groups?: readonly string[];
  /** Whether this user may do everything. @defaultValue false */
  readonly admin?: boolean;
}

/** A group to add, or to give rights to. */
export interface GroupOptions {
  readonly name: string;
  /** Whether its people may make projects. @defaultValue false */
  readonly projectCreator?: boolean;
  /** What its people may do in every project. @defaultValue nothing */
  readonly allProjects?: "ROLE_PROJECT_VIEWER" | "ROLE_PROJECT_EDITOR" | "ROLE_PROJECT_MANAGER";
  /** Whether its people may read and change the variables of the platform. @defaultValue false */
  readonly variables?: boolean;
  /** Whether its people may change the catalogue. @defaultValue false */
  readonly catalogue?: boolean;
}

/** Adds to what an emulator has of one kind. */
export interface Seeder<Options> {
  /** Adds one; what was there under the same name is replaced. */
  add(options: Options): void;
}

/** People and groups of an emulated platform, for tests of who may do what. */
export class EmulatedPeople {
  /** People. Rights on a project are given to their groups, by `createProject` and `editProject`. */
  readonly users: Seeder<UserOptions>;
  /** Groups. */
  readonly groups: Seeder<GroupOptions>;

  constructor(world: () => World, platformId: number) {
    const addGroup = ({ name, projectCreator, allProjects, variables, catalogue }: GroupOptions): void => {
      const permissions: Permission[] = [];
      if (projectCreator === true)
        permissions.push({ platformId, type: "PROJECTS_CREATOR", role: "ROLE_PROJECT_CREATOR" });
      if (variables === true)
        permissions.push({ platformId, type: "PROJECTS_ENVVAR_EDITOR", role: "ROLE_PROJECT_ENVVAR_EDITOR" });
      if (allProjects !== undefined) permissions.push({ platformId, type: "PROJECTS", role: allProjects });
      const group = { ...makeGroup(name), permissions };
      if (catalogue === true) {
        const artifact = { type: "TECHNOLOGY_CATALOG" };
        group.realmAuthorization = { permissions: [{ artifact, role: "ROLE_ACCESS" }] };
      }
      world().groups.set(name, group);
    };
    this.groups = { add: addGroup };
    this.users = {
      add: ({ login, password, groups = [], admin = false }) => {
        for (const name of groups) if (!world().groups.has(name)) addGroup({ name });
        world().users.set(
          login,
          makeUser({ login, password, groups, roles: [admin ? "ROLE_ADMIN" : "ROLE_READER"] }),
        );
      },
    };
  }
}
