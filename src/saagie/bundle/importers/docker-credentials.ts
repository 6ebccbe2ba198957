import { dockerCredentialsOperations } from "../../../../generated/saagie/methods.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import { pooled, type PoolOptions } from "../../../core/concurrency/pool.ts";
import type { CallOptions } from "../../../core/options.ts";
import { recoverCreation } from "../../recovery/creation.ts";
import type { BundleFiles } from "../format/files.ts";
import { credentialsName, readCredentials, type CredentialsRecord } from "../format/credentials-record.ts";
import {
  noopStep,
  createJournaled,
  settleConflict,
  createStep,
  type BundleContext,
  type ResourceImporter,
  type ImporterOptions,
  type Planned,
} from "../engine/resource-importer.ts";
import { refuseEqualNames } from "../format/archived-jobs.ts";

/** The file of Docker credentials. */
export const CREDENTIALS_FILE = "docker_credentials.json";

const WHAT = "docker credentials";

/** Credentials in an archive. */
interface ArchivedCredentials extends CredentialsRecord {
  readonly name: string;
  readonly path: string;
  readonly warnings: readonly string[];
}

/** Docker credentials: their passwords have to be told. */
export const credentialsImporter: ResourceImporter = {
  what: WHAT,
  read: async (files, options) => {
    const found = await readAll(files, options);
    return { count: found.length, plan: (context, how) => planAll(context, found, how) };
  },
};

async function readAll(files: BundleFiles, options: PoolOptions): Promise<readonly ArchivedCredentials[]> {
  const found = await pooled(
    files.named(CREDENTIALS_FILE),
    async (entry, signal) => {
      const { path, json, warnings } = await files.read(entry, "Docker credentials", signal);
      const record = readCredentials(json);
      return { ...record, path, warnings, name: credentialsName(record) };
    },
    options,
  );
  refuseEqualNames("set of credentials with", found);
  return found;
}

async function planAll(
  context: BundleContext,
  archived: readonly ArchivedCredentials[],
  { onPlanned, concurrency: _, ...options }: ImporterOptions,
): Promise<readonly Planned[]> {
  if (archived.length === 0) return [];
  const existing = await listCredentials(context, options);
  const planned: Planned[] = [];
  for (const thing of archived) {
    context.ids.name(WHAT, thing);
    planned.push(await planOne(context, thing, existing.get(thing.name)));
    onPlanned(thing.name);
  }
  return planned;
}

async function listCredentials(
  { call, projectId, isNew }: BundleContext,
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  if (isNew) return new Map();
  const list = await call(dockerCredentialsOperations.listMinimal, { projectId }, options);
  return new Map(
    list.map(({ id, registry, username }) => [
      credentialsName({ registry: registry || null, username: username ?? "" }),
      id,
    ]),
  );
}

async function planOne(
  context: BundleContext,
  thing: ArchivedCredentials,
  id: string | undefined,
): Promise<Planned> {
  const { journal, ids, secrets } = context;
  const { name, username, registry, warnings } = thing;
  if (id !== undefined) {
    ids.set(WHAT, name, id);
    const settled = settleConflict(context, id, await journal.entry(thing));
    const step = createStep(WHAT, thing, { action: "unchanged", warnings, ...settled });
    return step.action === "cannot" ? { step } : noopStep(step, id);
  }
  const password = await secrets.ask({ what: WHAT, username, registry });
  if (password === undefined) {
    const reason = "their password is not told: what uses them goes without";
    return noopStep(createStep(WHAT, thing, { action: "skip", reason, warnings }));
  }
  ids.set(WHAT, name);
  return {
    step: createStep(WHAT, thing, { action: "create", warnings }),
    apply: async ({ onUploaded: _, ...options }) => {
      const made = await createJournaled(journal, thing, () =>
        create(context, { ...thing, password }, options),
      );
      ids.set(WHAT, name, made);
      return { what: WHAT, name, id: made, action: "created", versions: {} };
    },
  };
}

function create(
  context: BundleContext,
  { registry, username, password, name }: ArchivedCredentials & { readonly password: string },
  options: CallOptions,
): Promise<{ readonly id: string }> {
  const { call, projectId } = context;
  const dockerCredentials = {
    projectId,
    username,
    password,
    ...omitUndefined({ registry: registry ?? undefined }),
  };
  return recoverCreation<{ readonly id: string }, { readonly id: string }>({
    create: () => call(dockerCredentialsOperations.create, { dockerCredentials }, options),
    find: async () => {
      const id = (await listCredentials(context, options)).get(name);
      return id === undefined ? undefined : { id };
    },
    // There were none of that user before; the password cannot be compared.
    isOurs: () => Promise.resolve(true),
  });
}
