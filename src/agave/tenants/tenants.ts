import { checkBaseUrl } from "../../core/base-url.ts";
import { createCallers, type Caller } from "../../core/client.ts";
import { processEnvironment, type Environment } from "../../core/environment.ts";
import { InvalidInputError, NotFoundError } from "../../core/errors.ts";
import { settle } from "../../core/options.ts";
import { headerSession } from "../../core/session.ts";
import { tenantsOperations, type TenantsListResult } from "../../../generated/agave/methods.ts";
import type { AgaveOptions, ConnectOptions, TenantsOptions } from "../options.ts";
import { agaveEndpoint } from "../create-context.ts";

/** A tenant: an organisation with its own users and its own base URL. */
export type Tenant = TenantsListResult[number];

const TENANTS_URL = "https://api.tacc.utexas.edu/tenants";

/** Lists the tenants. */
export function listTenants(
  options: TenantsOptions,
  environment: Environment = processEnvironment(),
): Promise<readonly Tenant[]> {
  const { call, signal } = centralCaller(options, environment);
  return call(tenantsOperations.list, {}, signal);
}

/**
 * The base URL of a tenant by its id, without a trailing slash; a URL is its own.
 *
 * @throws NotFoundError when there is no such tenant.
 */
async function baseUrlOf(
  tenant: string,
  options: TenantsOptions,
  environment: Environment = processEnvironment(),
): Promise<string> {
  if (/^https?:\/\//iu.test(tenant)) return checkBaseUrl(tenant, options.allowInsecureHttp ?? false);
  const tenants = await listTenants(options, environment);
  const found = tenants.find(({ code }) => code.toLowerCase() === tenant.toLowerCase());
  if (found !== undefined) return checkBaseUrl(found.baseUrl, options.allowInsecureHttp ?? false);
  throw new NotFoundError(`There is no tenant ${JSON.stringify(tenant)}.`, {
    platform: "agave",
    hint: `There are ${tenants.map(({ code }) => code).join(", ")}.`,
  });
}

/**
 * The options of a client of a tenant, which is named by its id or its base URL.
 *
 * @throws NotFoundError when there is no such tenant.
 */
export async function optionsFor(
  tenant: string,
  options: Omit<ConnectOptions, "tenant">,
): Promise<AgaveOptions> {
  const { tenantsUrl: _, signal: __, ...rest } = options;
  const baseUrl = await baseUrlOf(tenant, options);
  const isId = !/^https?:/iu.test(tenant);
  return { ...rest, baseUrl, ...(isId ? { tenantId: tenant } : {}) };
}

/** The id of the tenant at a base URL; `undefined` where it is not listed. */
export async function tenantIdOf(
  baseUrl: string,
  options: TenantsOptions,
  environment: Environment = processEnvironment(),
): Promise<string | undefined> {
  const bare = (url: string): string => url.replace(/\/+$/u, "").toLowerCase();
  const tenants = await listTenants(options, environment);
  return tenants.find((tenant) => bare(tenant.baseUrl) === bare(baseUrl))?.code;
}

function centralCaller(
  { tenantsUrl, signal, ...options }: TenantsOptions,
  environment: Environment,
): { readonly call: Caller; readonly signal: { readonly signal?: AbortSignal } } {
  const settings = settle(options);
  const given = tenantsUrl ?? (environment["TAPIS_TENANTS_URL"] || TENANTS_URL);
  const url = checkBaseUrl(given, settings.allowInsecureHttp);
  const base = /^(.*)\/tenants(?:\/v2)?$/u.exec(url)?.[1];
  if (base === undefined)
    throw new InvalidInputError("The URL of the tenants does not end in /tenants.", {
      hint: `It is one such as ${TENANTS_URL}.`,
    });
  const { call } = createCallers({
    platform: "agave",
    settings,
    session: headerSession({}),
    endpoints: { central: agaveEndpoint(base) },
    resolve: (_kind, reference) => String(reference),
  });
  return { call, signal: signal ? { signal } : {} };
}
