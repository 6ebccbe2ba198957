import { listed, type Inventory, type Kind } from "../control/inventory.ts";
import { fileOverview, filesIn } from "./files/overview.ts";
import { jobDetail, jobOverview } from "./jobs/overview.ts";
import type { JobRecord } from "./jobs/records.ts";
import type { Services } from "./services.ts";
import type { SystemRecord } from "./systems/records.ts";
import type { TenantWorld } from "./world.ts";

/** A tenant as people see it. */
export interface TenantOverview {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly jobs: number;
}

/** A system as people see it. */
export interface SystemOverview {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly owner: string;
  readonly isPublic: boolean;
}

/** What an emulated Agave has, for people; without secrets. Queries name a tenant, or mean the default one. */
export function agaveInventory(services: () => Services): Inventory {
  const tenantOf = (query: URLSearchParams): TenantWorld => {
    const { world, options } = services();
    const code = query.get("tenant") ?? options.tenant;
    const found = world.get(code);
    if (found === undefined) throw new RangeError(`There is no tenant ${code}`);
    return found;
  };
  return {
    facts: { Tenant: services().options.tenant },
    kinds: {
      tenants: tenants(services),
      jobs: {
        list: (query) => listed(visibleJobs(tenantOf(query)), query, jobOverview),
        find: (id, query) => {
          const job = tenantOf(query).jobs.get(id);
          return job?.isVisible === true ? jobDetail(job) : undefined;
        },
      },
      systems: {
        list: (query) => listed(systemsOf(tenantOf(query)), query, systemOverview),
        find: (id, query) => {
          const system = tenantOf(query).systems.get(id);
          return system && systemOverview(system);
        },
      },
      files: files(tenantOf),
    },
  };
}

function tenants(services: () => Services): Kind {
  const overview = ({ tenant, jobs }: TenantWorld): TenantOverview => ({
    id: tenant.code,
    name: tenant.name ?? tenant.code,
    isDefault: tenant.code === services().options.tenant,
    jobs: jobs.size,
  });
  return {
    list: (query) => listed([...services().world.values()], query, overview),
    find: (id) => {
      const found = services().world.get(id);
      return found && overview(found);
    },
  };
}

/** Of the folder that the query names as `path`, on the system that it names as `system`. */
function files(tenantOf: (query: URLSearchParams) => TenantWorld): Kind {
  return {
    list: (query) => {
      const entries = filesIn(tenantOf(query), query.get("system") ?? "", query.get("path") ?? "/");
      return listed(entries, query, fileOverview);
    },
    find: (path, query) => {
      const entry = tenantOf(query)
        .trees.get(query.get("system") ?? "")
        ?.find(path);
      return entry && fileOverview(entry);
    },
  };
}

/** The newest first. */
function visibleJobs({ jobs }: TenantWorld): readonly JobRecord[] {
  return [...jobs.values()].filter(({ isVisible }) => isVisible).toReversed();
}

function systemsOf({ systems }: TenantWorld): readonly SystemRecord[] {
  return [...systems.values()].filter(({ isDeleted }) => !isDeleted);
}

function systemOverview(system: SystemRecord): SystemOverview {
  const { id, name, type, status, owner } = system;
  return { id, name, type, status, owner, isPublic: system.public };
}
