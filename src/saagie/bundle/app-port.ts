import { appsOperations, type AppsForExportResult } from "../../../generated/saagie/methods.ts";
import type { AppEditionInput, AppVersionInput } from "../../../generated/saagie/platform.ts";
import { changes, defined, isSame } from "../../core/changes.ts";
import { fold } from "../../core/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { asAlertingInput } from "../alerting.ts";
import { toAppSettingsInput } from "../app-inputs.ts";
import { checkName } from "../check-name.ts";
import { recoverCreation } from "../recover-creation.ts";
import { recoverVersion } from "../recover-version.ts";
import type { AppContexts } from "./app-contexts.ts";
import type { AppRecord, AppVersionRecord } from "./app-record.ts";
import { reasonOf, type BundleContext } from "./kind.ts";
import { PENDING } from "./links.ts";
import { toDockerInfo } from "./target.ts";
import type { Standing, VersionedPort } from "./versioned.ts";

type FoundVersion = NonNullable<AppsForExportResult["currentVersion"]>;
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

  constructor({ context, app, id, contexts }: AppImport) {
    this.#context = context;
    this.#app = app;
    this.#id = id;
    this.#contexts = contexts;
  }

  async read(id: string, options: CallOptions): Promise<Standing<AppVersionRecord>> {
    const found = await this.#context.call(appsOperations.forExport, { id }, options);
    const technology = await this.#contexts.technologyOf(this.#app, options);
    if (found.technology !== null && found.technology.id !== technology) {
      throw this.#contexts.otherTechnology(this.#app);
    }
    const inputs = new Map<AppVersionRecord, AppVersionInput | undefined>();
    for (const version of this.#app.versions) {
      inputs.set(version, await this.#inputIfAny(version, options));
    }
    const all = versionsOf(found);
    return {
      versions: all.map(({ number }) => ({ number, isCurrent: number === found.currentVersion?.number })),
      changed: Object.keys(this.#differing(found)),
      isSame: (number, version, compare) => {
        const there = all.find((other) => other.number === number);
        const input = inputs.get(version);
        return there !== undefined && input !== undefined && isSameVersion(there, input, compare);
      },
    };
  }

  async problemOf(version: AppVersionRecord, options: CallOptions): Promise<string | undefined> {
    for (const { storage } of version.mounts) {
      if (storage === undefined) continue;
      const { links } = this.#context;
      const id = links.find("storage", storage);
      if (id === undefined) return `its storage "${storage.name}" cannot be made`;
      const owner = links.ownerOf(id);
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
    const created = await recoverCreation<{ readonly id: string }, { readonly id: string }>({
      create: () => call(appsOperations.create, { app }, options),
      find: async () => {
        const { apps } = await call(appsOperations.listMinimal, { projectId }, options);
        return apps.find((other) => fold(other.name) === fold(name));
      },
      isOurs: async ({ id }) => {
        const [only, other] = versionsOf(await call(appsOperations.forExport, { id }, options));
        return only !== undefined && other === undefined && isSameVersion(only, input, "all");
      },
    });
    return { id: created.id, number: 1 };
  }

  async add(appId: string, version: AppVersionRecord, options: CallOptions): Promise<number> {
    const { call } = this.#context;
    const input = await this.#input(version, options);
    const read = async (): Promise<readonly FoundVersion[]> =>
      versionsOf(await call(appsOperations.forExport, { id: appId }, options));
    const newest = (versions: readonly FoundVersion[]): FoundVersion | undefined =>
      versions.toSorted((a, b) => b.number - a.number)[0];
    const before = newest(await read())?.number ?? 0;
    const added = await recoverVersion<
      { readonly number: number },
      { readonly number: number; readonly found?: FoundVersion }
    >({
      add: () => call(appsOperations.addVersion, { appId, version: input }, options),
      before,
      current: async () => {
        const found = newest(await read());
        return { number: found?.number ?? before, ...defined({ found }) };
      },
      isOurs: ({ found }) => found !== undefined && isSameVersion(found, input, "all"),
    });
    return added.number;
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

  async settle(id: string, { isNew, ...options }: CallOptions & { readonly isNew: boolean }): Promise<void> {
    const { call } = this.#context;
    const differing = this.#differing(await call(appsOperations.forUpgrade, { id }, options));
    if (Object.keys(differing).length > 0) {
      await call(appsOperations.edit, { appEdition: { id, ...differing } }, options);
    }
    // A new app starts by itself.
    if (isNew && this.#app.isStopped) await call(appsOperations.stop, { id }, options);
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
        : [{ path, volumeId: this.#context.links.find("storage", storage) ?? PENDING }],
    );
    const docker = image === undefined ? undefined : { image, ...defined({ dockerCredentialsId }) };
    const dockerInfo = docker && toDockerInfo(this.#context, this.#app, docker);
    return { ...defined({ releaseNote, runtimeContextId, dockerInfo }), ports, volumesWithPath };
  }

  #settings(): Settings {
    return toAppSettingsInput(this.#app.settings);
  }

  #differing({
    description,
    alerting,
    resources,
  }: Pick<AppsForExportResult, "description" | "alerting" | "resources">): Settings {
    const wanted = this.#settings();
    return changes<Settings>(
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
function withoutNothing(resources: AppsForExportResult["resources"]): Settings["resources"] {
  if (resources === null) return null;
  const { cpu, memory } = resources;
  return cpu === null && memory === null ? null : { ...defined({ cpu, memory }) };
}

function versionsOf({ versions, currentVersion }: AppsForExportResult): readonly FoundVersion[] {
  return (versions ?? [currentVersion]).flatMap((version) => version ?? []);
}

function isSameVersion(found: FoundVersion, input: AppVersionInput, compare: "all" | "content"): boolean {
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
