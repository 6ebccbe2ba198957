import type { AgaveTenant, SettledOptions } from "../options.ts";
import type { World } from "../world.ts";

/** The base URL of a tenant, without a slash at the end, for those who came by an origin. */
export function baseUrlOf({ code, baseUrl }: AgaveTenant, options: SettledOptions, origin: string): string {
  if (baseUrl !== undefined) return baseUrl.replace(/\/+$/, "");
  const root = options.publicUrl ?? origin;
  return code === options.tenant ? root : `${root}/${code}`;
}

/** Which tenant a request is for, and the path within it. */
export interface TenantPlace {
  readonly code: string;
  readonly path: string;
}

/** Finds the tenant by the host of its own URL, else by the first segment of the path, else takes the default one. */
export function placeOf(url: URL, world: World, options: SettledOptions): TenantPlace {
  for (const { code, baseUrl } of options.tenants) {
    if (baseUrl === undefined) continue;
    const { origin, pathname } = new URL(baseUrl);
    const prefix = pathname.replace(/\/+$/, "");
    if (origin === url.origin && isBelow(url.pathname, prefix))
      return { code, path: url.pathname.slice(prefix.length) };
  }
  const [, first = "", rest] = /^\/+([^/]+)(\/.*)?$/s.exec(url.pathname) ?? [];
  if (first !== "tenants" && world.has(first)) return { code: first, path: rest ?? "/" };
  return { code: options.tenant, path: url.pathname };
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
