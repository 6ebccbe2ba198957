import { isSame } from "../core/changes.ts";
import { choose } from "../core/choose.ts";
import { InvalidInputError } from "../core/errors.ts";
import { fold } from "../core/lookup.ts";
import type { CallOptions } from "../core/options.ts";
import {
  appsOperations,
  type AppReference,
  type AppsAddVersionResult,
  type AppsCreateResult,
  type AppsEditResult,
  type AppsForUpgradeResult,
  type AppsInstallResult,
  type ProjectReference,
} from "../../generated/saagie/methods.ts";
import type { AppInput } from "../../generated/saagie/platform.ts";
import { asAlertingInput } from "./alerting.ts";
import type { AppChanges, AppDefinition, AppInstallation, AppMount, AppUpgrade } from "./app-definition.ts";
import { differingAppSettings, toAppSettingsInput } from "./app-inputs.ts";
import { withMounts } from "./app-mounts.ts";
import { differsFromVersion, toFirstAppVersion, toNextAppVersion, type AppVersion } from "./app-versions.ts";
import { checkName } from "./check-name.ts";
import { chooseContext } from "./choose-context.ts";
import type { SaagieContext } from "./context.ts";
import { sendKeepingAlerting } from "./keep-alerting.ts";
import { recoverCreation } from "./recover-creation.ts";
import { recoverVersion } from "./recover-version.ts";
import { OFFICIAL_CATALOG, type TechnologySummary } from "./technologies.ts";

/** The technology of the official catalogue that runs any Docker image. */
const DOCKER_IMAGE = "Docker image";

/** Creates, installs, edits and upgrades apps: checks first, then sends. */
export class AppDeployment {
  readonly #context: SaagieContext;

  constructor(context: SaagieContext) {
    this.#context = context;
  }

  /** See `Apps.create`. */
  async create(
    project: ProjectReference,
    definition: AppDefinition,
    options: CallOptions,
  ): Promise<AppsCreateResult> {
    const { references } = this.#context;
    const { name, storages = [] } = definition;
    checkName(name, "app");
    const settings = toAppSettingsInput(settingsOf(definition));
    const projectId = await references.resolve("PROJECT", project, options);
    const { id: technologyId } = await this.#technologyFor(projectId, definition, options);
    const place = { projectId, technologyId, settings: definition };
    const version = await toFirstAppVersion(this.#context, place, options);
    return withMounts(this.#context, { projectId, mounts: storages, options }, (volumesWithPath) =>
      this.#create(
        { ...settings, projectId, name, technologyId, version: { ...version, volumesWithPath } },
        options,
      ),
    );
  }

  /** See `Apps.install`. */
  async install(
    project: ProjectReference,
    { technology, technologyCatalog: catalog = OFFICIAL_CATALOG, context: wanted }: AppInstallation,
    options: CallOptions,
  ): Promise<AppsInstallResult> {
    const { call, references, technologies } = this.#context;
    const projectId = await references.resolve("PROJECT", project, options);
    const { id } = await this.#allowedTechnology(projectId, { technology, catalog }, options);
    const contexts = await technologies.appContexts(id, options);
    const context = chooseContext(contexts, wanted, { what: "context", setting: "context" });
    return call(appsOperations.install, { projectId, technologyId: id, contextId: context.id }, options);
  }

  /** See `Apps.edit`. */
  async edit(app: AppReference, wanted: AppChanges, options: CallOptions): Promise<AppsEditResult> {
    const { call } = this.#context;
    const current = await call(appsOperations.forUpgrade, { id: app }, options);
    const edited = await sendKeepingAlerting({
      before: current.alerting,
      differing: differingAppSettings(current, wanted),
      send: (edition) => call(appsOperations.edit, { appEdition: { id: current.id, ...edition } }, options),
    });
    return edited ?? current;
  }

  /** See `Apps.upgrade`. */
  async upgrade(app: AppReference, upgrade: AppUpgrade, options: CallOptions): Promise<AppsAddVersionResult> {
    const { call } = this.#context;
    const before = await call(appsOperations.forUpgrade, { id: app }, options);
    const current = currentOf(before);
    const draft = await toNextAppVersion(this.#context, { app: before, current, upgrade }, options);
    const mounts = upgrade.storages ?? mountsOf(current);
    const mounting = { projectId: before.project.id, mounts, options };
    return withMounts(this.#context, mounting, (volumesWithPath) => {
      const version = { ...draft, volumesWithPath };
      return recoverVersion<AppsAddVersionResult, AppVersion>({
        add: () => call(appsOperations.addVersion, { appId: before.id, version }, options),
        before: current.number,
        current: async () => currentOf(await call(appsOperations.forUpgrade, { id: before.id }, options)),
        isOurs: (found) => !differsFromVersion(found, version),
      });
    });
  }

  #create(app: AppInput, options: CallOptions): Promise<AppsCreateResult> {
    const { call } = this.#context;
    return recoverCreation<AppsCreateResult, AppsForUpgradeResult>({
      create: () => call(appsOperations.create, { app }, options),
      find: async () => {
        const { apps } = await call(appsOperations.listMinimal, { projectId: app.projectId }, options);
        const found = apps.find(({ name }) => fold(name) === fold(app.name));
        return found && call(appsOperations.forUpgrade, { id: found.id }, options);
      },
      isOurs: async (found) => isAsCreated(found, app),
    });
  }

  /** The technology of a new app; that of any image is not looked for among those that the project allows: that is not stated. */
  #technologyFor(
    projectId: string,
    definition: AppDefinition,
    options: CallOptions,
  ): Promise<TechnologySummary> {
    const { technology, technologyCatalog: catalog = OFFICIAL_CATALOG, image } = definition;
    if (technology !== undefined) return this.#allowedTechnology(projectId, { technology, catalog }, options);
    if (image !== undefined) {
      return this.#context.technologies.find(DOCKER_IMAGE, { ...options, catalog });
    }
    throw new InvalidInputError(`The app "${definition.name}" has neither an image nor a technology.`, {
      hint: "Give image, or technology and perhaps context.",
    });
  }

  /** An app technology that the project allows. @throws InvalidInputError listing those that it does */
  async #allowedTechnology(
    projectId: string,
    { technology, catalog }: { readonly technology: string; readonly catalog: string },
    options: CallOptions,
  ): Promise<TechnologySummary> {
    const { projects, technologies } = this.#context;
    const [{ appTechnologies }, inCatalog] = await Promise.all([
      projects.technologies(projectId, options),
      technologies.list({ ...options, catalog }),
    ]);
    const forApps = inCatalog.filter(({ kind }) => kind === "app");
    const found = choose(forApps, technology, `available app technology of the catalogue "${catalog}"`);
    const allowed = new Set((appTechnologies ?? []).map((entry) => entry?.id));
    if (allowed.has(found.id)) return found;
    const labels = forApps.filter(({ id }) => allowed.has(id)).map(({ label }) => label);
    throw new InvalidInputError(
      `The project does not allow apps of ${found.label}; it allows: ${labels.join(", ") || "none"}.`,
      { hint: "Choose one of these, or add the technology with projects.edit." },
    );
  }
}

/** The app-level settings of a definition. */
function settingsOf({ description, alerting, resources }: AppDefinition): AppChanges {
  return {
    ...(description === undefined ? {} : { description }),
    ...(alerting === undefined ? {} : { alerting }),
    ...(resources === undefined ? {} : { resources }),
  };
}

/** The storages that a version mounts, to be mounted again; those that the app has lost cannot be. */
function mountsOf({ volumesWithPath }: AppVersion): readonly AppMount[] {
  return (volumesWithPath ?? []).flatMap(({ path, volume }) =>
    volume === null ? [] : [{ path, storage: { id: volume.id } }],
  );
}

function currentOf({ name, currentVersion }: AppsForUpgradeResult): AppVersion {
  if (currentVersion !== null) return currentVersion;
  throw new InvalidInputError(`The app "${name}" has no version.`);
}

/** Whether an app found under the name is what was asked for: the name may have been taken before. */
function isAsCreated(found: AppsForUpgradeResult, app: AppInput): boolean {
  const { currentVersion: version } = found;
  const { description, alerting, resources } = app;
  // What is asked for of GPUs cannot be read back.
  const { gpu: _, ...readable } = resources ?? {};
  const wanted = { description: description ?? null, resources: resources == null ? null : readable };
  return (
    version?.number === 1 &&
    found.name === app.name &&
    found.technology?.id === app.technologyId &&
    (version.releaseNote || null) === (app.version.releaseNote || null) &&
    !differsFromVersion(version, app.version) &&
    isSame(asAlertingInput(found.alerting), alerting) &&
    Object.keys(differingAppSettings(found, wanted)).length === 0
  );
}
