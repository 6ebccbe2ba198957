import { adminRoutes } from "./admin/routes.ts";
import { actorRoutes } from "./actors/routes.ts";
import { transformRoutes } from "./transforms/routes.ts";
import { tagRoutes } from "./tags/routes.ts";
import { postitRoutes } from "./postits/routes.ts";
import { monitorRoutes } from "./monitors/routes.ts";
import { appRoutes } from "./apps/routes.ts";
import { fileRoutes } from "./files/routes.ts";
import { aloeJobRoutes, jobRoutes } from "./jobs/routes.ts";
import { metaRoutes } from "./meta/routes.ts";
import { notificationRoutes } from "./notifications/routes.ts";
import type { SettledOptions } from "./options.ts";
import { clientRoutes } from "./oauth/clients.ts";
import { tokenRoutes } from "./oauth/tokens.ts";
import { profileRoutes } from "./profiles/routes.ts";
import { systemRoutes } from "./systems/routes.ts";
import { tenantRoutes } from "./tenants/routes.ts";
import { uuidRoutes } from "./uuids/routes.ts";
import type { Route } from "./wire/route.ts";

/** The routes of all services; of several that fit, the first answers. */
export function agaveRoutes({ jobs }: Pick<SettledOptions, "jobs">): readonly Route[] {
  return [
    ...tenantRoutes,
    ...clientRoutes,
    ...tokenRoutes,
    ...profileRoutes,
    ...systemRoutes,
    ...fileRoutes,
    ...appRoutes,
    ...(jobs === "aloe" ? aloeJobRoutes : jobRoutes),
    ...metaRoutes,
    ...notificationRoutes,
    ...uuidRoutes,
    ...actorRoutes,
    ...adminRoutes,
    ...monitorRoutes,
    ...postitRoutes,
    ...tagRoutes,
    ...transformRoutes,
  ];
}
