import {
  appsOperations,
  type AppsForExportResult,
  type AppsForUpgradeResult,
} from "../../../../generated/saagie/methods.ts";
import type { AppEditionInput, AppVersionInput } from "../../../../generated/saagie/platform.ts";
import { pickChanged, isSame } from "../../../core/changes.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import { foldCase } from "../../../core/lookup/lookup.ts";
import type { CallOptions } from "../../../core/options.ts";
import { asAlertingInput } from "../../settings/alerting.ts";
import { toAppSettingsInput } from "../../apps/inputs.ts";
import { currentOf } from "../../apps/comparison.ts";
import { checkName } from "../../settings/check-name.ts";
import { sendKeepingAlerting } from "../../settings/keep-alerting.ts";
import { recoverCreation } from "../../recovery/creation.ts";
import { recoverVersion } from "../../recovery/version.ts";
import type { AppRecord, AppVersionRecord } from "../format/app-record.ts";
import { reasonOf, type BundleContext } from "../engine/resource-importer.ts";
import { PENDING_ID } from "../engine/id-map.ts";
import {
  currentIn,
  type NextVersion,
  type TargetState,
  type VersionedPort,
} from "../engine/versioned-import.ts";
import type { AppContexts } from "./app-contexts.ts";
import { toDockerInfo, withCredentialsOf } from "./docker-info.ts";

type FoundVersion = NonNullable<AppsForUpgradeResult["currentVersion"]>;
/** An app of the target; with all of its versions, or no more than the current one. */
type FoundApp = Omit<AppsForUpgradeResult, "history"> & Partial<Pick<AppsForExportResult, "versions">>;
type Settings = Omit<AppEditionInput, "id" | "name">;

/** What an app is imported with. */
export interface AppImport {
  readonly context: BundleContext;
  readonly app: AppRecord;
  /** What the target has under its name. */
  readonly id: string | undefined;
  readonly contexts: AppContexts;
}

/** One app of an archive, in the target. */
export class AppPort implements VersionedPort<AppVersionRecord> {
  readonly #context: BundleContext;
  readonly #app: AppRecord;
  readonly #id: string | undefined;
  readonly #contexts: AppContexts;
  /** Whether the app was made just now with all of its settings: then there is nothing to compare them with. */
  #isWhole = false;

  constructor({ context, app, id, contexts }: AppImport) {
    this.#context = context;
    this.#app = app;
    this.#id = id;
    this.#contexts = contexts;
  }

  async read(
    id: string,
    { versions, ...options }: CallOptions & { readonly versions: "all" | "current" },
  ): Promise<TargetState<AppVersionRecord>> {
    const { call } = this.#context;
    const isAll = versions === "all";
    const found: FoundApp = isAll
      ? await call(appsOperations.forExport, { id }, options)
      : await call(appsOperations.forUpgrade, { id }, options);
    const technology = await this.#contexts.technologyOf(this.#app, options);
    if (found.technology !== null && found.technology.id !== technology) {
      throw this.#contexts.otherTechnology(this.#app);
    }
    const inputs = new Map<AppVersionRecord, AppVersionInput | undefined>();
    for (const version of isAll ? this.#app.versions : [currentIn(this.#app)]) {
      inputs.set(version, await this.#inputIfAny(version, options));
    }
    const all = versionsOf(found);
    const { currentVersion } = found;
    const differing = this.#differing(found);
    return {
      name: found.name,
      versions: all.map(({ number }) => ({ number, isCurrent: number === currentVersion?.number })),
      changed: Object.keys(differing),
      isSame: (number, version, compare) => {
        const there = all.find((other) => other.number === number);
        const input = inputs.get(version);
        return there !== undefined && input !== undefined && isSameVersion(there, input, compare);
      },
      add: async (version, how) => {
        const meant = await this.#input(version, how);
        const input = currentVersion === null ? meant : withCredentialsOf(currentVersion, meant);
        return this.#add({ id, input, before: currentVersion?.number ?? 0 }, how);
      },
      settle: (how) => this.#edit(found, differing, how),
    };
  }

  async problemOf(version: AppVersionRecord, options: CallOptions): Promise<string | undefined> {
    for (const { storage } of version.mounts) {
      if (storage === undefined) continue;
      const { ids } = this.#context;
      const id = ids.find("storage", storage);
      if (id === undefined) return `its storage "${storage.name}" cannot be made`;
      const owner = ids.ownerOf(id);
      if (owner !== undefined && owner !== this.#id)
        return `its storage "${storage.name}" belongs to another app here`;
    }
    try {
      checkName(this.#app.name, "app");
      this.#settings();
      await this.#input(version, options);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  async create(
    version: AppVersionRecord,
    options: CallOptions,
  ): Promise<{ readonly id: string; readonly number: number }> {
    const { call, projectId } = this.#context;
    const { name } = this.#app;
    const input = await this.#input(version, options);
    const technologyId = await this.#contexts.technologyOf(this.#app, options);
    const settings = Object.entries(this.#settings()).filter(([, value]) => value != null);
    const app = { ...Object.fromEntries(settings), name, projectId, technologyId, version: input };
    this.#isWhole = true;
    const created = await recoverCreation<{ readonly id: string }, { readonly id: string }>({
      create: () => call(appsOperations.create, { app }, options),
      find: async () => {
        const { apps } = await call(appsOperations.listMinimal, { projectId }, options);
        return apps.find((other) => foldCase(other.name) === foldCase(name));
      },
      isOurs: async ({ id }) => {
        // Of what was found, no more than the version is compared.
        this.#isWhole = false;
        const [only, other] = versionsOf(await call(appsOperations.forExport, { id }, options));
        return only !== undefined && other === undefined && isSameVersion(only, input, "all");
      },
    });
    return { id: created.id, number: 1 };
  }

  async add({ version, ...next }: NextVersion<AppVersionRecord>, options: CallOptions): Promise<number> {
    return this.#add({ ...next, input: await this.#input(version, options) }, options);
  }

  async makeCurrent(appId: string, versionNumber: number, options: CallOptions): Promise<void> {
    const { call } = this.#context;
    // Not repeatable for sure: it is looked whether an earlier import has come that far.
    const { currentVersion } = await call(appsOperations.forUpgrade, { id: appId }, options);
    if (currentVersion?.number === versionNumber) return;
    await call(appsOperations.rollback, { appId, versionNumber }, options);
  }

  async flagMajor(appId: string, versionNumber: number, options: CallOptions): Promise<void> {
    await this.#context.call(
      appsOperations.setMajorVersion,
      { appId, versionNumber, isMajor: true },
      options,
    );
  }

  async finish(id: string, options: CallOptions): Promise<void> {
    const { call } = this.#context;
    if (!this.#isWhole) {
      const found = await call(appsOperations.forUpgrade, { id }, options);
      await this.#edit(found, this.#differing(found), options);
    }
    // A new app starts by itself.
    if (this.#app.isStopped) await call(appsOperations.stop, { id }, options);
  }

  async #add(
    { id, input, before }: { readonly id: string; readonly input: AppVersionInput; readonly before: number },
    options: CallOptions,
  ): Promise<number> {
    const { call } = this.#context;
    const added = await recoverVersion<{ readonly number: number }, FoundVersion>({
      add: () => call(appsOperations.addVersion, { appId: id, version: input }, options),
      before,
      current: async () => currentOf(await call(appsOperations.forUpgrade, { id }, options)),
      isOurs: (found) => isSameVersion(found, input, "all"),
    });
    return added.number;
  }

  async #edit(
    { id, alerting }: Pick<FoundApp, "id" | "alerting">,
    differing: Settings,
    options: CallOptions,
  ): Promise<void> {
    await sendKeepingAlerting({
      before: alerting,
      differing,
      send: (edition) => this.#context.call(appsOperations.edit, { appEdition: { id, ...edition } }, options),
    });
  }

  async #inputIfAny(version: AppVersionRecord, options: CallOptions): Promise<AppVersionInput | undefined> {
    try {
      return await this.#input(version, options);
    } catch (error) {
      reasonOf(error);
      return undefined;
    }
  }

  async #input(version: AppVersionRecord, options: CallOptions): Promise<AppVersionInput> {
    const { releaseNote, image, dockerCredentialsId, ports, mounts } = version;
    const runtimeContextId = await this.#contexts.contextOf(this.#app, version, options);
    const volumesWithPath = mounts.flatMap(({ path, storage }) =>
      storage === undefined
        ? []
        : [{ path, volumeId: this.#context.ids.find("storage", storage) ?? PENDING_ID }],
    );
    const docker = image === undefined ? undefined : { image, ...omitUndefined({ dockerCredentialsId }) };
    const dockerInfo = docker && toDockerInfo(this.#context, this.#app, docker);
    return { ...omitUndefined({ releaseNote, runtimeContextId, dockerInfo }), ports, volumesWithPath };
  }

  #settings(): Settings {
    return toAppSettingsInput(this.#app.settings);
  }

  #differing({
    description,
    alerting,
    resources,
  }: Pick<FoundApp, "description" | "alerting" | "resources">): Settings {
    const wanted = this.#settings();
    return pickChanged<Settings>(
      {
        description: description || null,
        alerting: asAlertingInput(alerting),
        resources: withoutNothing(resources),
      },
      { ...wanted, ...("description" in wanted ? { description: wanted.description || null } : {}) },
    );
  }
}

/** Amounts of nothing count as none: platforms answer either. */
function withoutNothing(resources: FoundApp["resources"]): Settings["resources"] {
  if (resources === null) return null;
  const { cpu, memory } = resources;
  return cpu === null && memory === null ? null : { ...omitUndefined({ cpu, memory }) };
}

function versionsOf({
  versions,
  currentVersion,
}: Pick<FoundApp, "versions" | "currentVersion">): readonly FoundVersion[] {
  return (versions ?? [currentVersion]).flatMap((version) => version ?? []);
}

function isSameVersion(found: FoundVersion, meant: AppVersionInput, compare: "all" | "content"): boolean {
  const input = compare === "all" ? meant : withCredentialsOf(found, meant);
  const { dockerInfo, runtimeContextId, ports, volumesWithPath } = input;
  if (compare === "all" && (input.releaseNote || null) !== (found.releaseNote || null)) return false;
  const mounts = (found.volumesWithPath ?? []).flatMap((mount) =>
    mount?.volume == null ? [] : [{ path: mount.path, volumeId: mount.volume.id }],
  );
  const docker = found.dockerInfo && {
    image: found.dockerInfo.image,
    dockerCredentialsId: found.dockerInfo.dockerCredentialsId,
  };
  return (
    isSame(docker, dockerInfo) &&
    isSame(found.runtimeContextId || null, runtimeContextId) &&
    isSame(byKey(mounts, "path"), byKey(volumesWithPath ?? [], "path")) &&
    isSame(
      byKey(
        found.ports.map(({ internalUrl: _, ...port }) => port),
        "number",
      ),
      byKey(ports, "number"),
    )
  );
}

function byKey(items: readonly (object | null | undefined)[], key: string): readonly unknown[] {
  const keyOf = (item: object | null | undefined): string =>
    String(Reflect.get(item ?? {}, key)).padStart(6, "0");
  return [...items].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
