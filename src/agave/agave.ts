import { checkBaseUrl } from "../core/base-url.ts";
import { processEnvironment, type Environment } from "../core/environment.ts";
import type { WrittenFile } from "../core/content/archive.ts";
import type { Download } from "../core/http/download.ts";
import { createGuard, type Guard } from "../core/guard/guarded.ts";
import { lazy } from "../core/concurrency/lazy.ts";
import { checkOptions, settle, type CallOptions } from "../core/options.ts";
import { immediate } from "../../generated/agave/immediate.ts";
import { UuidsMethods } from "../../generated/agave/methods.ts";
import { Actors } from "./actors/actors.ts";
import { Admin } from "./admin/admin.ts";
import { Apps } from "./apps/apps.ts";
import { Clients } from "./clients/clients.ts";
import { createContext, type Connected } from "./create-context.ts";
import { outputOf, type FileAddress, type OutputPlace } from "./files/address.ts";
import type { DownloadOptions } from "./files/file-contents.ts";
import { Files } from "./files/files.ts";
import { Jobs } from "./jobs/jobs.ts";
import { Meta } from "./meta/meta.ts";
import { Monitors } from "./monitors/monitors.ts";
import { Notifications } from "./notifications/notifications.ts";
import { Postits } from "./postits/postits.ts";
import { Profiles } from "./profiles/profiles.ts";
import type { AgaveTokens } from "./sessions/credentials.ts";
import type { KeptSession, SessionsOptions } from "./sessions/list.ts";
import type { TokenKeeper } from "./sessions/token-needs.ts";
import { Systems } from "./systems/systems.ts";
import { Tags } from "./tags/tags.ts";
import type { Tenant } from "./tenants/tenants.ts";
import type { TenantsOptions, AgaveOptions, ConnectOptions, RestoreOptions, SaveOptions } from "./options.ts";
import { Transforms } from "./transforms/transforms.ts";

// Loaded when they are first asked for: a client that is given its credentials needs none of it.
const restoring = lazy(() => import("./sessions/restored-options.ts"));
const listing = lazy(() => import("./sessions/list.ts"));
const saving = lazy(() => import("./sessions/save.ts"));
const tenancy = lazy(() => import("./tenants/tenants.ts"));

const guarded: Guard = createGuard({
  platform: "agave",
  load: () => import("../../generated/agave/inputs.ts"),
  immediate,
});

const DEFAULT_URL = "https://api.tacc.utexas.edu";

/**
 * A client of Agave (Tapis v2).
 *
 * @remarks Nothing is read or sent until the first call; the token is fetched then, renewed ahead of its end, and shared by all
 * calls.
 * @example
 * ```ts
 * import { Agave } from "footbridge/agave";
 *
 * const agave = await Agave.restore(); // the session that an older tool has left behind
 * for await (const { name, length } of agave.files.list("data/results")) console.log(name, length);
 * ```
 */
export class Agave {
  /** Where the services of the tenant are, without a trailing slash. */
  readonly baseUrl: string;
  readonly actors: Actors;
  readonly admin: Admin;
  readonly apps: Apps;
  readonly clients: Clients;
  readonly files: Files;
  readonly jobs: Jobs;
  readonly meta: Meta;
  readonly monitors: Monitors;
  readonly notifications: Notifications;
  readonly postits: Postits;
  readonly profiles: Profiles;
  readonly systems: Systems;
  readonly tags: Tags;
  readonly transforms: Transforms;
  readonly uuids: UuidsMethods;
  readonly #context: Connected;
  readonly #options: AgaveOptions;

  /** @throws {@link InvalidInputError} naming an option that is wrong. */
  constructor(options: AgaveOptions = {}) {
    const context = contextOf(options, KEEPERS.get(options));
    this.#context = context;
    this.#options = options;
    this.baseUrl = context.baseUrl;
    this.actors = guarded("actors", new Actors(context));
    this.admin = guarded("admin", new Admin(context));
    this.apps = guarded("apps", new Apps(context));
    this.clients = guarded("clients", new Clients(context));
    this.files = guarded("files", new Files(context));
    this.jobs = guarded("jobs", new Jobs(context));
    this.meta = guarded("meta", new Meta(context));
    this.monitors = guarded("monitors", new Monitors(context));
    this.notifications = guarded("notifications", new Notifications(context));
    this.postits = guarded("postits", new Postits(context));
    this.profiles = guarded("profiles", new Profiles(context));
    this.systems = guarded("systems", new Systems(context));
    this.tags = guarded("tags", new Tags(context));
    this.transforms = guarded("transforms", new Transforms(context));
    this.uuids = guarded("uuids", new UuidsMethods(context.call));
  }

  /**
   * Lists the tenants, without a log-in.
   *
   * @remarks Remote call: `GET /tenants` of the central service.
   */
  static async tenants(options: TenantsOptions = {}): Promise<readonly Tenant[]> {
    checkOptions(options);
    return (await tenancy()).listTenants(options);
  }

  /**
   * Connects to a tenant by its id.
   *
   * @remarks Remote call: `GET /tenants` of the central service, but for a base URL.
   * @throws NotFoundError when there is no such tenant.
   * @example
   * ```ts
   * const agave = await Agave.connect({ tenant: "sd2e", username, password, apiKey, apiSecret });
   * ```
   */
  static async connect(given: ConnectOptions = {}): Promise<Agave> {
    checkOptions(given);
    const { tenant = "tacc.prod", ...options } = given;
    const { optionsFor } = await tenancy();
    return new Agave(await optionsFor(tenant, options));
  }

  /**
   * Restores a session: a token that is given, or one of the environment; what the files hold that the older tools, or
   * {@link Agave.save}, have left; or credentials of the environment.
   *
   * @remarks Reads `current`, `config.json` and `current#tenant#user` in the folder `.agave` of the home folder (or the one that
   * `TAPIS_CACHE_DIR`, `TAPIS_CACHE` or `AGAVE_CACHE_DIR` names), and `TAPIS_BASE_URL`, `TAPIS_TOKEN`, `TAPIS_REFRESH_TOKEN`,
   * `TAPIS_API_KEY`, `TAPIS_API_SECRET`, `TAPIS_USERNAME` and `TAPIS_PASSWORD`. Renewed tokens go back to the files; members that
   * are not known stay. Of connections, the variables `FOOTBRIDGE_…` are read that `Saagie.fromEnvironment` reads.
   * @throws {@link AuthenticationError} when there is no session; {@link InvalidInputError} naming the place in a file that is
   * wrong.
   */
  static async restore(
    options: RestoreOptions = {},
    environment: Environment = processEnvironment(),
  ): Promise<Agave> {
    checkOptions(options);
    const { restoredOptions } = await restoring();
    const { options: restored, keeper } = await restoredOptions(options, environment);
    if (keeper) KEEPERS.set(restored, keeper);
    return new Agave(restored);
  }

  /**
   * Lists the sessions that the older tools and {@link Agave.save} have left in files, the current one first; without secrets.
   *
   * @remarks Reads what {@link Agave.restore} reads; no remote call.
   * @throws {@link InvalidInputError} naming the place in a file that is wrong, and where there are no files.
   * @example
   * ```ts
   * const session = (await Agave.sessions()).find(({ tenantId }) => tenantId === "sd2e");
   * if (session) await (await Agave.restore(session)).save(); // makes it the current one
   * ```
   */
  static async sessions(
    options: SessionsOptions = {},
    environment: Environment = processEnvironment(),
  ): Promise<readonly KeptSession[]> {
    checkOptions(options);
    return (await listing()).listSessions(options, environment);
  }

  /**
   * Opens a file by its address, or a job's output by the URL that a listing gave, as a stream.
   *
   * @remarks Remote call: `GET /files/v2/media/…`, or `GET /jobs/v2/{id}/outputs/media/…`.
   * @throws NotFoundError when there is no such file.
   */
  open(address: FileAddress, options: CallOptions = {}): Promise<Download> {
    const output = outputAt(address);
    return output === undefined
      ? this.files.open(address, options)
      : this.jobs.openOutput(output.jobId, output.path, options);
  }

  /**
   * Saves a file by its address, or a job's output by the URL that a listing gave, on disk, on Node.
   *
   * @remarks Remote calls: as {@link Agave.open}; constant memory.
   * @throws NotFoundError when there is no such file.
   */
  download(address: FileAddress, path: string, options: DownloadOptions = {}): Promise<WrittenFile> {
    const output = outputAt(address);
    return output === undefined
      ? this.files.download(address, path, options)
      : this.jobs.downloadOutput(output.jobId, output.path, { ...options, to: path });
  }

  /** The present tokens; `undefined` before the first log-in. */
  get tokens(): AgaveTokens | undefined {
    return this.#context.tokens.tokens;
  }

  /**
   * Logs in now, or renews the tokens, instead of when it is due.
   *
   * @remarks Remote call: `POST /token`.
   * @throws {@link AuthenticationError} when the log-in is refused.
   */
  refresh(): Promise<AgaveTokens> {
    return this.#context.tokens.renew();
  }

  /**
   * Saves the session where the older tools keep theirs, and makes it the current one.
   *
   * @remarks The password is not saved. The files are written whole or not at all, for this user's eyes only, and while no other
   * process of this library writes them. Remote call: none, or `GET /tenants` where the id of the tenant is not known.
   * @throws {@link InvalidInputError} when the session has no name and no key, or a file is wrong.
   */
  async save(options: SaveOptions = {}): Promise<void> {
    checkOptions(options);
    const { credentials, tokens } = this.#context.tokens;
    const { saveSession } = await saving();
    await saveSession({ credentials, tokens, baseUrl: this.baseUrl, client: this.#options }, options);
  }
}

function outputAt(address: FileAddress): OutputPlace | undefined {
  return typeof address === "string" || address instanceof URL ? outputOf(address) : undefined;
}

/** Where the tokens of restored clients are kept: nothing that a caller gives. */
const KEEPERS = new WeakMap<AgaveOptions, TokenKeeper>();

function contextOf(options: AgaveOptions, keeper: TokenKeeper | undefined): Connected {
  const settings = settle(options);
  const baseUrl = checkBaseUrl(options.baseUrl ?? DEFAULT_URL, settings.allowInsecureHttp);
  return createContext({ baseUrl, credentials: options, onToken: options.onToken, keeper }, settings);
}
