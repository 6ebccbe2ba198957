import type { ClientOptions } from "../core/options.ts";
import type { AgaveTokens, AgaveCredentials } from "./sessions/credentials.ts";
import type { RestoreChoice } from "./sessions/restore.ts";

/** Options of an {@link Agave} client. */
export interface AgaveOptions extends ClientOptions, AgaveCredentials {
  /** Where the services of the tenant are. @defaultValue "https://api.tacc.utexas.edu" */
  readonly baseUrl?: string;
  /** The id of the tenant, for a session that is saved. @defaultValue what the list of tenants says */
  readonly tenantId?: string;
  /**
   * Called with every new pair of tokens, and waited for, before the pair is used: for programs that keep tokens themselves. The
   * former refresh token serves no more.
   */
  readonly onToken?: (tokens: AgaveTokens) => void | Promise<void>;
}

/** Options of connecting to a tenant by its id. */
export interface ConnectOptions extends Omit<AgaveOptions, "baseUrl" | "tenantId">, TenantsOptions {
  /** The id of the tenant, e.g. `sd2e`, or its base URL. @defaultValue "tacc.prod" */
  readonly tenant?: string;
}

/** Options of restoring a session. */
export interface RestoreOptions
  extends RestoreChoice, Omit<AgaveOptions, keyof AgaveCredentials | "baseUrl" | "tenantId"> {}

/** Options of saving a session. */
export interface SaveOptions {
  /** The name that it is saved under. @defaultValue the name of the OAuth client, or its key */
  readonly clientName?: string;
  /** @defaultValue as for `Agave.restore` */
  readonly cacheDir?: string;
}

/** Options of listing tenants. */
export interface TenantsOptions extends ClientOptions {
  /** Where tenants are listed. @defaultValue `TAPIS_TENANTS_URL`, or `https://api.tacc.utexas.edu/tenants` */
  readonly tenantsUrl?: string;
  /** Ends the call. */
  readonly signal?: AbortSignal;
}
