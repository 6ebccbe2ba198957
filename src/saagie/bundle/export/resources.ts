import { dockerCredentialsOperations, storagesOperations } from "../../../../generated/saagie/methods.ts";
import { ProtocolError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/options.ts";
import { isId } from "../../references/urls.ts";
import { credentialsName } from "../format/credentials-record.ts";
import { toDefinition, type DefinitionForm } from "../format/definition.ts";
import { FolderNames } from "../format/folder-names.ts";
import { toJson } from "../format/manifest.ts";
import type { SecretRequest } from "../format/secrets.ts";
import type { WrittenThing } from "./written-thing.ts";
import type { WriteContext } from "./context.ts";

/** Ids become parts of names of folders: nothing else may stand in their place. */
export function checkId(id: string, what: string): void {
  if (!isId(id)) throw new ProtocolError(`The platform answered a ${what} whose id is not an id.`);
}

const CREDENTIALS: DefinitionForm = {
  members: ["id", "registry", "username"],
  // What uses them stands in the files of jobs and apps.
  observed: ["lastUpdate", "jobs", "apps"],
};

const STORAGE: DefinitionForm = {
  members: ["id", "name", "projectId", "size", "description", "creationDate", "creator", "originalVolumeId"],
  observed: ["duplicationStatus", "isLocked"],
};

/** Writes Docker credentials, without their passwords, as `docker_credentials/<user and registry>/docker_credentials.json`. */
export async function writeCredentials(
  { call, writer }: WriteContext,
  projectId: string,
  options: CallOptions,
): Promise<{ readonly things: readonly WrittenThing[]; readonly secrets: readonly SecretRequest[] }> {
  const list = await call(dockerCredentialsOperations.list, { projectId }, options);
  const things: WrittenThing[] = [];
  const secrets: SecretRequest[] = [];
  const all = list.map((credentials) => {
    const named = { registry: credentials.registry || null, username: credentials.username ?? "" };
    return { credentials, named, thing: { id: credentials.id, name: credentialsName(named) } };
  });
  const names = new FolderNames(all.map(({ thing }) => thing));
  for (const { credentials, named, thing } of all) {
    checkId(thing.id, "set of Docker credentials");
    const folder = `docker_credentials/${names.of(thing)}/`;
    await writer.write(`${folder}docker_credentials.json`, toJson(toDefinition(credentials, CREDENTIALS)));
    await writer.finishFolder(folder);
    things.push(thing);
    secrets.push({ what: "docker credentials", ...named });
  }
  return { things, secrets };
}

/** Writes storages, without what is in them, as `storages/<name>/storage.json`. */
export async function writeStorages(
  { call, writer }: WriteContext,
  projectId: string,
  options: CallOptions,
): Promise<readonly WrittenThing[]> {
  const { volumes } = await call(storagesOperations.forExport, { projectId }, options);
  const things: WrittenThing[] = [];
  const names = new FolderNames(volumes);
  for (const storage of volumes.flatMap((volume) => volume ?? [])) {
    checkId(storage.id, "storage");
    const folder = `storages/${names.of(storage)}/`;
    await writer.write(`${folder}storage.json`, toJson(toDefinition(storage, STORAGE)));
    await writer.finishFolder(folder);
    things.push({ id: storage.id, name: storage.name });
  }
  return things;
}
