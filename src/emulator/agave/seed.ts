import type { VirtualClock } from "../clock.ts";
import type { Ids } from "../ids.ts";
import { FIRST_API } from "./admin/apis.ts";
import { seedApps } from "./apps/seeds.ts";
import { seedJobs } from "./jobs/seeds.ts";
import { standardSubscriptions } from "./oauth/apis.ts";
import { clientKey } from "./oauth/clients.ts";
import type { SettledOptions } from "./options.ts";
import { profileOf } from "./profiles/rules.ts";
import { seedSystems } from "./systems/seeds.ts";
import { agaveUuid } from "./wire/history.ts";
import { emptyTenant, type TenantWorld, type World } from "./world.ts";

/** What seed data is made from. */
export interface Seeding {
  readonly options: SettledOptions;
  readonly ids: Ids;
  readonly clock: VirtualClock;
}

/** All tenants, each with the same users and the same first resources. */
export function seedWorld(seeding: Seeding): World {
  return new Map(seeding.options.tenants.map((tenant) => [tenant.code, seedTenant(tenant, seeding)]));
}

function seedTenant(tenant: SettledOptions["tenants"][number], seeding: Seeding): TenantWorld {
  const { options, ids, clock } = seeding;
  const world = emptyTenant(tenant, agaveUuid(ids, "016"));
  for (const [index, user] of options.users.entries()) {
    const { username } = user;
    world.profiles.set(username, profileOf(user, clock.now(), 800_000 + index));
    const name = "DefaultApplication";
    world.clients.set(clientKey(username, name), {
      name,
      owner: username,
      description: "",
      tier: "Unlimited",
      callbackUrl: "",
      key: `${username}-key`,
      secret: `${username}-secret`,
      subscriptions: standardSubscriptions(),
    });
  }
  const user = options.users[0].username;
  const admin = options.users.find(({ isAdmin }) => isAdmin === true)?.username ?? user;
  seedSystems(world, seeding, { user, admin });
  seedApps(world, seeding, { user, admin });
  seedJobs(world, seeding, user);
  for (const role of ["Internal_everyone", `${tenant.code}-sandbox-services-admin`])
    world.serviceRoles.add(role);
  world.apis.set(FIRST_API.id, { ...FIRST_API });
  return world;
}
