import { omitUndefined } from "../../core/omit-undefined.ts";
import { choose } from "../../core/lookup/choose.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { findExisting } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  appsOperations,
  type AppReference,
  type AppsAddVersionResult,
  type AppsCreateResult,
  type AppsEditResult,
  type AppsForUpgradeResult,
  type AppsInstallResult,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { AppInput } from "../../../generated/saagie/platform.ts";
import { currentOf, differingFrom, isAsCreated, settingsOf } from "./comparison.ts";
import type { AppChanges, AppDefinition, AppInstallation, AppMount, AppUpgrade } from "./definition.ts";
import { differingAppSettings, toAppSettingsInput, type AppSettingsInput } from "./inputs.ts";
import { asMount, knownMounts, withMounts, type KnownMount } from "./mounts.ts";
import {
  differsFromVersion,
  mountsOf,
  toFirstAppVersion,
  toNextAppVersion,
  type AppVersion,
  type AppVersionDraft,
} from "./versions.ts";
import { checkName } from "../settings/check-name.ts";
import { chooseContext } from "../technologies/choose-context.ts";
import type { SaagieContext } from "../context.ts";
import { applyDifference, asCreated } from "../deployment/apply-difference.ts";
import type { DeploymentResult } from "../deployment/deployment-result.ts";
import { sendKeepingAlerting } from "../settings/keep-alerting.ts";
import { keepInside } from "../settings/keep-inside.ts";
import { recoverCreation } from "../recovery/creation.ts";
import { recoverVersion } from "../recovery/version.ts";
import { OFFICIAL_CATALOG, type TechnologySummary } from "../technologies/technologies.ts";

/** The technology of the official catalogue that runs any Docker image. */
const DOCKER_IMAGE = "Docker image";

/** What `apps.createOrUpgrade` did. Versions of apps have no source URL. */
export type AppDeploymentResult = DeploymentResult;

/** A version to add to an app. */
interface NextVersion {
  readonly app: AppsForUpgradeResult;
  readonly draft: AppVersionDraft;
  readonly mounts: readonly AppMount[];
}

/** An app, and what it is to become. */
interface ExistingApp {
  readonly app: AppsForUpgradeResult;
  readonly definition: AppDefinition;
  /** Absent for those that it has. */
  readonly mounts: readonly KnownMount[] | undefined;
}

/** How an existing app differs from a definition; nothing has been sent. */
interface AppDifference extends NextVersion {
  readonly settings: AppSettingsInput;
  readonly isNewVersion: boolean;
}

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
    const current = await this.#context.call(appsOperations.forUpgrade, { id: app }, options);
    return (
      (await this.#edit(current, differingAppSettings(current, keepInside(current, wanted)), options)) ??
      current
    );
  }

  /** See `Apps.upgrade`. */
  async upgrade(app: AppReference, upgrade: AppUpgrade, options: CallOptions): Promise<AppsAddVersionResult> {
    const before = await this.#context.call(appsOperations.forUpgrade, { id: app }, options);
    const current = currentOf(before);
    const draft = await toNextAppVersion(this.#context, { app: before, current, upgrade }, options);
    return this.#addVersion(
      { app: before, draft, mounts: upgrade.storages ?? mountsOf(current).map(asMount) },
      options,
    );
  }

  /** See `Apps.createOrUpgrade`. */
  async createOrUpgrade(
    project: ProjectReference,
    definition: AppDefinition,
    options: CallOptions,
  ): Promise<AppDeploymentResult> {
    const { call, references } = this.#context;
    const projectId = await references.resolve("PROJECT", project, options);
    const { apps } = await call(appsOperations.listMinimal, { projectId }, options);
    const existing = findExisting(apps, definition.name, "app");
    const { storages } = definition;
    const known = storages && (await knownMounts(this.#context, { projectId, mounts: storages, options }));
    if (existing === undefined) {
      const wanted = omitUndefined({ ...definition, storages: known?.map(asMount) });
      const created = await this.create(projectId, wanted, options);
      return asCreated(created, created.currentVersion?.number);
    }
    const app = await call(appsOperations.forUpgrade, { id: existing.id }, options);
    return this.#bringTo(await this.#difference({ app, definition, mounts: known }, options), options);
  }

  /** Everything is checked and compared before the first write: a typing error does not leave an app half changed. */
  async #difference({ app, definition, mounts }: ExistingApp, options: CallOptions): Promise<AppDifference> {
    await this.#checkSameTechnology(app, definition, options);
    const settings = differingFrom(app, definition);
    const current = currentOf(app);
    const draft = await toNextAppVersion(this.#context, { app, current, upgrade: definition }, options);
    const wanted = mounts ?? mountsOf(current);
    const volumesWithPath = wanted.flatMap((mount) => ("create" in mount ? [] : [mount]));
    const isNewVersion =
      volumesWithPath.length < wanted.length || differsFromVersion(current, { ...draft, volumesWithPath });
    return { app, settings, draft, mounts: wanted.map(asMount), isNewVersion };
  }

  #bringTo(
    { settings, isNewVersion, ...next }: AppDifference,
    options: CallOptions,
  ): Promise<AppDeploymentResult> {
    const { app, draft } = next;
    return applyDifference({
      id: app.id,
      name: app.name,
      before: currentOf(app),
      settings,
      notes: { releaseNote: draft.releaseNote },
      addVersion: isNewVersion ? () => this.#addVersion(next, options) : undefined,
      sendSettings: () => this.#edit(app, settings, options),
    });
  }

  async #edit(
    app: AppsForUpgradeResult,
    differing: AppSettingsInput,
    options: CallOptions,
  ): Promise<AppsEditResult | undefined> {
    const { call } = this.#context;
    return sendKeepingAlerting({
      before: app.alerting,
      differing,
      send: (edition) => call(appsOperations.edit, { appEdition: { id: app.id, ...edition } }, options),
    });
  }

  async #addVersion(
    { app, draft, mounts }: NextVersion,
    options: CallOptions,
  ): Promise<AppsAddVersionResult> {
    const { call } = this.#context;
    const mounting = { projectId: app.project.id, mounts, options };
    return withMounts(this.#context, mounting, (volumesWithPath) => {
      const version = { ...draft, volumesWithPath };
      return recoverVersion<AppsAddVersionResult, AppVersion>({
        add: () => call(appsOperations.addVersion, { appId: app.id, version }, options),
        before: currentOf(app).number,
        current: async () => currentOf(await call(appsOperations.forUpgrade, { id: app.id }, options)),
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
        const found = findExisting(apps, app.name, "app");
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
    const { technology, technologyCatalog: catalog = OFFICIAL_CATALOG } = definition;
    return technology === undefined
      ? this.#technologyNamed(definition, options)
      : this.#allowedTechnology(projectId, { technology, catalog }, options);
  }

  /** The technology that a definition names, or that of any image. @throws InvalidInputError listing those that there are */
  async #technologyNamed(definition: AppDefinition, options: CallOptions): Promise<TechnologySummary> {
    const { technology, technologyCatalog: catalog = OFFICIAL_CATALOG, image } = definition;
    const { technologies } = this.#context;
    if (technology !== undefined) {
      return chooseForApps(await technologies.list({ ...options, catalog }), technology, catalog);
    }
    if (image !== undefined) return technologies.find(DOCKER_IMAGE, { ...options, catalog });
    throw new InvalidInputError(`The app "${definition.name}" has neither an image nor a technology.`, {
      hint: "Give image, or technology and perhaps context.",
    });
  }

  async #checkSameTechnology(
    { name, technology }: AppsForUpgradeResult,
    definition: AppDefinition,
    options: CallOptions,
  ): Promise<void> {
    const wanted = await this.#technologyNamed(definition, options);
    if (technology === null || technology.id === wanted.id) return;
    const found = await this.#context.technologies.nameOf(technology.id, options);
    throw new InvalidInputError(
      `The technology of the app "${name}" is ${found?.label ?? technology.id} and cannot become ${wanted.label}.`,
      { hint: "Delete the app, or choose another name." },
    );
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
    const found = chooseForApps(inCatalog, technology, catalog);
    const allowed = new Set((appTechnologies ?? []).map((entry) => entry?.id));
    if (allowed.has(found.id)) return found;
    const labels = forApps(inCatalog)
      .filter(({ id }) => allowed.has(id))
      .map(({ label }) => label);
    throw new InvalidInputError(
      `The project does not allow apps of ${found.label}; it allows: ${labels.join(", ") || "none"}.`,
      { hint: "Choose one of these, or add the technology with projects.edit." },
    );
  }
}

function forApps(technologies: readonly TechnologySummary[]): readonly TechnologySummary[] {
  return technologies.filter(({ kind }) => kind === "app");
}

function chooseForApps(
  technologies: readonly TechnologySummary[],
  wanted: string,
  catalog: string,
): TechnologySummary {
  return choose(forApps(technologies), wanted, `available app technology of the catalogue "${catalog}"`);
}
