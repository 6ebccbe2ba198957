import { checkBaseUrl } from "../core/base-url.ts";
import { connectionFromEnvironment } from "../core/transport/connection-options.ts";
import { processEnvironment, type Environment } from "../core/environment.ts";
import { omitUndefined } from "../core/omit-undefined.ts";
import { InvalidInputError } from "../core/errors.ts";
import type { Caller } from "../core/client.ts";
import { createGuard, type Guard } from "../core/guard/guarded.ts";
import { checkOptions, settle, type CallOptions, type ClientOptions } from "../core/options.ts";
import { immediate } from "../../generated/saagie/immediate.ts";
import { PlatformMethods } from "../../generated/saagie/methods.ts";
import { Apps } from "./apps/apps.ts";
import { Conditions } from "./conditions/conditions.ts";
import { createContext } from "./create-context.ts";
import { DockerCredentials } from "./docker-credentials/docker-credentials.ts";
import { EnvironmentVariables } from "./environment-variables/environment-variables.ts";
import { Groups } from "./people/groups.ts";
import { Jobs } from "./jobs/jobs.ts";
import { Logs } from "./logs/logs.ts";
import type { PlatformVersion } from "./versions/platform-version.ts";
import { Pipelines } from "./pipelines/pipelines.ts";
import { Profiles } from "./people/profiles.ts";
import type { Projects } from "./projects/projects.ts";
import { Reports } from "./reports/reports.ts";
import { Repositories } from "./repositories/repositories.ts";
import type { RequestArguments, RequestDocument } from "./requests/request.ts";
import { Storages } from "./storages/storages.ts";
import type { Technologies } from "./technologies/technologies.ts";
import { Users } from "./people/users.ts";
import { parseSaagieUrl } from "./references/urls.ts";
import type { SaagieCredentials } from "./credentials.ts";

/** Options of `Saagie.connect` and `Saagie.fromEnvironment`: what a pasted URL does not tell. */
export interface ConnectOptions extends ClientOptions, SaagieCredentials {
  /** The customer prefix. Default: what the host name tells. */
  readonly realm?: string;
  /** The platform's version, e.g. `2024.02`. Default: found when it first matters, with one small request. */
  readonly platformVersion?: string;
}

/** Options of a {@link Saagie} client. */
export interface SaagieOptions extends ConnectOptions {
  /** Scheme and host of the workspace, e.g. `https://acme-workspace.example.io`; a path prefix is kept. */
  readonly url: string;
  /** The platform's number. */
  readonly platform: number | string;
}

const guarded: Guard = createGuard({
  platform: "saagie",
  load: () => import("../../generated/saagie/inputs.ts"),
  immediate,
});

/**
 * A client of one Saagie platform.
 *
 * @remarks Nothing is sent until the first call; the token is fetched then, renewed when it ends, and shared by all calls.
 * @example
 * ```ts
 * import { Saagie } from "footbridge/saagie";
 *
 * const saagie = Saagie.connect("https://acme-workspace.example.io/projects/platform/6/", { user, password });
 * const run = await saagie.jobs.runAndWait({ project: "Sales", name: "Daily report" });
 * console.log(run.status);
 * ```
 */
export class Saagie {
  /** Scheme, host and path prefix, without a trailing slash. */
  readonly url: string;
  readonly platform: number;
  readonly realm: string;
  readonly projects: Projects;
  readonly jobs: Jobs;
  readonly pipelines: Pipelines;
  readonly apps: Apps;
  readonly storages: Storages;
  readonly environmentVariables: EnvironmentVariables;
  readonly dockerCredentials: DockerCredentials;
  /** The technology catalogue, as jobs and apps use it. */
  readonly technologies: Technologies;
  /** Where the technologies of the catalogue come from. */
  readonly repositories: Repositories;
  readonly users: Users;
  readonly groups: Groups;
  readonly profiles: Profiles;
  /** Conditions of pipelines: expressions tried out, and what became of them in runs. */
  readonly conditions: Conditions;
  /** Logs of jobs, apps and conditions. */
  readonly logs: Logs;
  /** What ran lately, in all projects. */
  readonly reports: Reports;
  /** The platform itself: name, counts, capacity. */
  readonly about: PlatformMethods;
  readonly #version: PlatformVersion;
  readonly #call: Caller;
  readonly #token: (signal: AbortSignal) => Promise<string>;

  /**
   * @throws {@link InvalidInputError} naming an option that is missing or wrong.
   */
  constructor(options: SaagieOptions) {
    const settings = settle(options);
    this.url = checkBaseUrl(options.url, settings.allowInsecureHttp);
    this.platform = platformNumber(options.platform);
    this.realm = realmOf(options, this.url);
    const context = createContext(options, this, settings);
    this.#version = context.version;
    this.#call = context.call;
    this.#token = context.token;
    this.technologies = guarded("technologies", context.technologies);
    this.projects = guarded("projects", context.projects);
    this.jobs = guarded("jobs", new Jobs(context));
    this.pipelines = guarded("pipelines", new Pipelines(context));
    this.apps = guarded("apps", new Apps(context));
    this.storages = guarded("storages", new Storages(context));
    this.environmentVariables = guarded("environmentVariables", new EnvironmentVariables(context));
    this.dockerCredentials = guarded("dockerCredentials", new DockerCredentials(context));
    this.repositories = guarded("repositories", new Repositories(context));
    this.users = guarded("users", new Users(context));
    this.groups = guarded("groups", new Groups(context));
    this.profiles = guarded("profiles", new Profiles(context));
    this.conditions = guarded("conditions", new Conditions(context));
    this.logs = guarded("logs", new Logs(context));
    this.reports = guarded("reports", new Reports(context));
    this.about = guarded("about", new PlatformMethods(context.call));
  }

  /**
   * Tells the platform's version, as this client takes it: what was given as `platformVersion`, or what the platform
   * shows of itself. A newer platform than this library knows is taken as the newest that it knows.
   *
   * @remarks Remote call: one introspection of the root fields, kept for an hour.
   * @example
   * ```ts
   * console.log(await saagie.version()); // 2024.02
   * ```
   */
  async version(options: Pick<CallOptions, "signal"> = {}): Promise<string> {
    checkOptions(options);
    return this.#version(options.signal);
  }

  /**
   * Tells the token that calls go with, for a program that keeps log-ins: logs in first where there is none, or where it has
   * ended. Keep it as you keep a password.
   *
   * @remarks Remote call: `POST /authentication/api/open/authenticate`, where a log-in is needed. How long a token lasts the
   * platform does not say, except where the token is a JSON web token.
   * @throws AuthenticationError when the platform refuses user and password.
   * @example
   * ```ts
   * const token = await saagie.token();
   * const later = Saagie.connect(saagieUrl, { token });
   * ```
   */
  async token(options: Pick<CallOptions, "signal"> = {}): Promise<string> {
    checkOptions(options);
    return this.#token(options.signal ?? new AbortController().signal);
  }

  /**
   * Runs a query or mutation of your own, with the log-in, retries, limits and errors of every method: a typed document, as
   * codegen writes it, or a text.
   *
   * @remarks Remote call: the document's own, sent as it is. No version of the platform is looked at: what the platform does
   * not know it refuses in its own words, as an {@link UnsupportedByPlatformError}. A query is repeated as reads are; a mutation
   * never is, and one whose answer was lost is an {@link OutcomeUnknownError}. Files go as `Blob` or `File` in the variables.
   * Values belong into the variables.
   * @returns all of `data`, of the document's type. Errors beside it go to `onWarning`, or throw with `strict`.
   * @throws {@link InvalidInputError} when the document is no GraphQL, with line and column; a subscription; or has several
   * operations of which `operationName` names none.
   * @example
   * ```ts
   * const { project, jobs } = await saagie.request(ProjectJobsDocument, { id: projectId });
   * ```
   */
  async request<Result = unknown, Variables = Readonly<Record<string, unknown>>>(
    document: RequestDocument<Result, Variables>,
    ...given: RequestArguments<NoInfer<Variables>>
  ): Promise<Result> {
    const calledAt = new Error();
    // Who asks by methods alone does not carry it.
    const { request } = await import("./requests/request.ts");
    return request(this.#call, { given: [document, ...given], calledAt }) as Promise<Result>;
  }

  /**
   * Connects to the platform that a URL pasted from the browser names: its home, or any page below it.
   *
   * @throws {@link InvalidInputError} when the URL names no platform, or tells no realm and none is given.
   * @example
   * ```ts
   * const saagie = Saagie.connect("https://acme-workspace.example.io/projects/platform/6/", { user, password });
   * ```
   */
  static connect(pastedUrl: string | URL, options: ConnectOptions): Saagie {
    const { url, realm, platform } = parseSaagieUrl(pastedUrl);
    return new Saagie({ ...(realm === undefined ? {} : { realm }), ...options, url, platform });
  }

  /**
   * Connects with what the environment tells.
   *
   * @remarks Reads `SAAGIE_URL` (a pasted URL, or the base URL beside `SAAGIE_PLATFORM`), `SAAGIE_USER` and
   * `SAAGIE_PASSWORD` or `SAAGIE_TOKEN`, and optionally `SAAGIE_REALM` and `SAAGIE_PLATFORM_VERSION`; of connections
   * `FOOTBRIDGE_CA_FILE`, `FOOTBRIDGE_CERT_FILE`, `FOOTBRIDGE_KEY_FILE`, `FOOTBRIDGE_KEY_PASSPHRASE` and
   * `FOOTBRIDGE_MAX_CONNECTIONS`. Options win.
   * @throws {@link InvalidInputError} naming the variables that are missing.
   */
  static fromEnvironment(
    options: ConnectOptions = {},
    environment: Environment = processEnvironment(),
  ): Saagie {
    checkOptions(options);
    const read = (name: string): string | undefined => environment[`SAAGIE_${name}`] || undefined;
    const url = read("URL");
    const [user, password, token] = [read("USER"), read("PASSWORD"), read("TOKEN")];
    const hasCredentials = options.token !== undefined || options.password !== undefined;
    const missing = [
      ...(url === undefined ? ["SAAGIE_URL"] : []),
      ...(hasCredentials || token !== undefined
        ? []
        : [...(user ? [] : ["SAAGIE_USER"]), ...(password ? [] : ["SAAGIE_PASSWORD"])]),
    ];
    if (url === undefined || missing.length > 0) {
      throw new InvalidInputError(`The environment lacks ${missing.join(", ")}.`, {
        hint: "Set SAAGIE_URL to the address of the platform's page, SAAGIE_USER and SAAGIE_PASSWORD (or SAAGIE_TOKEN).",
      });
    }
    const settled: ConnectOptions = {
      ...omitUndefined({ user, password }),
      // A token wins over user and password: it must not win over those that the options bring.
      ...(options.password === undefined ? omitUndefined({ token }) : {}),
      ...omitUndefined({ realm: read("REALM"), platformVersion: read("PLATFORM_VERSION") }),
      ...connectionFromEnvironment(environment, options),
      ...options,
    };
    const platform = read("PLATFORM");
    return platform === undefined || /\/projects\/+platform\/+\d/u.test(url)
      ? Saagie.connect(url, settled)
      : new Saagie({ ...settled, url, platform });
  }
}

function platformNumber(platform: number | string): number {
  if (/^\d+$/u.test(String(platform))) return Number(platform);
  throw new InvalidInputError(`The platform is a number, not ${JSON.stringify(platform)}.`, {
    hint: "It is the number after /platform/ in the address of its page.",
  });
}

function realmOf({ realm }: SaagieOptions, url: string): string {
  const told = realm ?? parseSaagieUrl(`${url}/projects/platform/0`).realm;
  if (told !== undefined && /^[\w.-]+$/u.test(told)) return told;
  throw new InvalidInputError(
    told === undefined
      ? `The host ${new URL(url).host} tells no realm.`
      : `${JSON.stringify(told)} is not a realm: letters, digits, ".", "-" and "_" only.`,
    { hint: "Give the realm as an option: it is what stands before -workspace in the usual host name." },
  );
}
