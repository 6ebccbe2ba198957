import type { Ids } from "../ids.ts";
import { standardSubscriptions } from "./oauth/apis.ts";
import { clientKey } from "./oauth/clients.ts";
import type { SettledOptions } from "./options.ts";
import { profileOf } from "./profiles/rules.ts";
import { agaveUuid } from "./wire/history.ts";
import { emptyTenant, type TenantWorld, type World } from "./world.ts";

/** What seed data is made from. */
export interface Seeding {
  readonly options: SettledOptions;
  readonly ids: Ids;
  readonly now: () => number;
}

/** All tenants, each with the same users and the same first resources. */
export function seedWorld(seeding: Seeding): World {
  return new Map(seeding.options.tenants.map((tenant) => [tenant.code, seedTenant(tenant, seeding)]));
}

function seedTenant(tenant: SettledOptions["tenants"][number], seeding: Seeding): TenantWorld {
  const { options, ids, now } = seeding;
  const world = emptyTenant(tenant, agaveUuid(ids, "016"));
  for (const [index, user] of options.users.entries()) {
    const { username } = user;
    world.profiles.set(username, profileOf(user, now(), 800_000 + index));
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
  return world;
}
