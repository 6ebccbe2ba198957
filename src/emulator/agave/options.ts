import type { ClockMode } from "../clock.ts";
import { checkChoice } from "../check-members.ts";
import type { Fetch } from "../in-process.ts";

/** A person of the emulated tenants. */
export interface AgaveUser {
  readonly username: string;
  readonly password: string;
  /** @defaultValue the username at example.com */
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** Whether this is an administrator of the tenants. @defaultValue false */
  readonly isAdmin?: boolean;
}

/** A tenant of the emulated platform. */
export interface AgaveTenant {
  /** The id that clients use, for example "sd2e". */
  readonly code: string;
  /** @defaultValue the code */
  readonly name?: string;
  /** Where its services are. @defaultValue the emulator's own URL; `/<code>` below it for all but the first tenant */
  readonly baseUrl?: string;
}

/** How an emulated Agave platform is set up. */
export interface EmulatedAgaveOptions {
  /** Scheme, host and port of which the emulator is the in-process answer. @defaultValue "http://127.0.0.1:4030" */
  readonly origin?: string;
  /** The tenants. @defaultValue the eleven of the real platform */
  readonly tenants?: readonly AgaveTenant[];
  /** The code of the tenant that answers at the origin itself. @defaultValue "tacc.prod", or the first of `tenants` */
  readonly tenant?: string;
  /** The users of every tenant. The first is the one whose seed data there is. @defaultValue ann, bob and admin */
  readonly users?: readonly AgaveUser[];
  /**
   * What stands before paths in the tenants list and in `_links`, where programs reach the emulator by another address than it
   * sees. @defaultValue the address of each request
   */
  readonly publicUrl?: string;
  /** How long an access token is good, in seconds of the emulator's clock. @defaultValue 14400 */
  readonly tokenLifetimeSeconds?: number;
  /** How the gateway words its refusals. @defaultValue "json" */
  readonly gatewayFaults?: "json" | "xml";
  /** Whether `_links` say `/2.0/` and a host that does not exist, as older installations do. @defaultValue false */
  readonly legacyLinks?: boolean;
  /** What every envelope says as `version`. @defaultValue "2.2.27", or "2.3.0" with `jobs: "aloe"` */
  readonly version?: string;
  /**
   * Reaches the addresses of notifications, postits, imports and inputs of jobs. @defaultValue the global `fetch`, for addresses of
   * this machine only
   */
  readonly fetch?: Fetch;
  /** Folders of this machine that hold the files of storage systems, by the system's id. @defaultValue all files in memory */
  readonly folders?: Readonly<Record<string, string>>;
  /**
   * How jobs run: only pretending, as scripts say, or by really running the template of their app on this machine, by its shell.
   * The latter needs `users` with passwords of your own: those that are built in are known to everybody. @defaultValue "scripted"
   */
  readonly executor?: "scripted" | "process";
  /**
   * Which service runs jobs: that of the other services' release, or its successor of release 2.3, called Aloe, which names some
   * members of a job otherwise, has other statuses, and a route for each action. @defaultValue "classic"
   */
  readonly jobs?: "classic" | "aloe";
  /** How time passes. @defaultValue "real" */
  readonly clock?: ClockMode;
  /** The time at which the clock starts. @defaultValue the present for "real", else 2024-06-03T08:00:00Z */
  readonly start?: Date;
  /** From which identifiers are made: the same seed, the same identifiers. @defaultValue 1 */
  readonly seed?: number;
}

/** Options with every default filled in. */
export interface SettledOptions {
  readonly origin: string;
  readonly tenants: readonly AgaveTenant[];
  readonly tenant: string;
  readonly users: readonly [AgaveUser, ...AgaveUser[]];
  readonly publicUrl: string | undefined;
  readonly tokenLifetimeMs: number;
  readonly gatewayFaults: "json" | "xml";
  readonly legacyLinks: boolean;
  readonly version: string;
  readonly fetch: Fetch;
  readonly folders: Readonly<Record<string, string>>;
  readonly executor: "scripted" | "process";
  readonly jobs: "classic" | "aloe";
  readonly clock: ClockMode;
  readonly startMs: number;
  readonly seed: number;
}

const TENANTS: readonly AgaveTenant[] = [
  { code: "3dem", name: "3dem Tenant" },
  { code: "agave.prod", name: "Agave Public Tenant" },
  { code: "araport.org", name: "Araport" },
  { code: "designsafe", name: "DesignSafe" },
  { code: "iplantc.org", name: "CyVerse Science APIs" },
  { code: "irec", name: "iReceptor" },
  { code: "portals", name: "Portals Tenant" },
  { code: "sd2e", name: "SD2E Tenant" },
  { code: "sgci", name: "Science Gateways Community Institute" },
  { code: "tacc.prod", name: "TACC" },
  { code: "vdjserver.org", name: "VDJ Server" },
];

const ANN: AgaveUser = { username: "ann", password: "ann-password", firstName: "Ann", lastName: "Example" };
const OTHERS: readonly AgaveUser[] = [
  { username: "bob", password: "bob-password", firstName: "Bob", lastName: "Example" },
  { username: "admin", password: "admin-password", firstName: "Ada", lastName: "Example", isAdmin: true },
];

const START = Date.UTC(2024, 5, 3, 8);

/**
 * Fills in the defaults.
 *
 * @throws RangeError when the default tenant is not one of the tenants, or there is none, when commands of anybody would run, and
 * for a jobs service that there is not
 */
export function settle(options: EmulatedAgaveOptions): SettledOptions {
  const { clock = "real", start, tenants = TENANTS, jobs = "classic" } = options;
  checkChoice(jobs, ["classic", "aloe"], "The option jobs");
  const tenant = options.tenant ?? (options.tenants === undefined ? "tacc.prod" : tenants[0]?.code);
  if (tenant === undefined || !tenants.some(({ code }) => code === tenant))
    throw new RangeError(`The tenant ${String(tenant)} is not one of the tenants`);
  if (options.executor === "process" && options.users === undefined)
    throw new RangeError(
      'With executor "process" users run commands on this machine: give users with passwords of your own',
    );
  const [first = ANN, ...others] = options.users ?? [ANN, ...OTHERS];
  return {
    origin: new URL(options.origin ?? "http://127.0.0.1:4030").origin,
    tenants,
    tenant,
    users: [first, ...others],
    publicUrl: options.publicUrl?.replace(/\/+$/, ""),
    tokenLifetimeMs: (options.tokenLifetimeSeconds ?? 14_400) * 1000,
    gatewayFaults: options.gatewayFaults ?? "json",
    legacyLinks: options.legacyLinks ?? false,
    version: options.version ?? (jobs === "aloe" ? "2.3.0" : "2.2.27"),
    jobs,
    fetch: options.fetch ?? loopbackFetch,
    folders: options.folders ?? {},
    executor: options.executor ?? "scripted",
    clock,
    startMs: start?.getTime() ?? (clock === "real" ? Date.now() : START),
    seed: options.seed ?? 1,
  };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** A request that anybody can make the emulator send must not reach more than this machine, unless it is asked for. */
const loopbackFetch: Fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (!LOOPBACK.test(url.hostname)) throw new TypeError(`${url.hostname} is not this machine`);
  return fetch(input, { ...init, redirect: "manual" });
};
