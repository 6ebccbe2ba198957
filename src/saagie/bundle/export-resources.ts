import { dockerCredentialsOperations, storagesOperations } from "../../../generated/saagie/methods.ts";
import { ProtocolError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { isId } from "../urls.ts";
import { credentialsName } from "./credentials-record.ts";
import type { WrittenThing } from "./export-apps.ts";
import type { WriteContext } from "./export-jobs.ts";
import { toJson } from "./manifest.ts";
import type { SecretRequest } from "./secrets.ts";

/** Ids become names of folders: nothing else may stand in their place. */
export function checkId(id: string, what: string): void {
  if (!isId(id)) throw new ProtocolError(`The platform answered a ${what} whose id is no id.`);
}

/** Writes Docker credentials, without their passwords, as `docker_credentials/<id>/docker_credentials.json`. */
export async function writeCredentials(
  { call, writer }: WriteContext,
  projectId: string,
  options: CallOptions,
): Promise<{ readonly things: readonly WrittenThing[]; readonly secrets: readonly SecretRequest[] }> {
  const list = await call(dockerCredentialsOperations.list, { projectId }, options);
  const things: WrittenThing[] = [];
  const secrets: SecretRequest[] = [];
  for (const { id, registry, username, ...more } of list) {
    checkId(id, "set of Docker credentials");
    const path = `docker_credentials/${id}/docker_credentials.json`;
    await writer.write(path, toJson({ id, registry, username, ...more }));
    const named = { registry: registry || null, username: username ?? "" };
    things.push({ id, name: credentialsName(named) });
    secrets.push({ what: "docker credentials", ...named });
  }
  return { things, secrets };
}

/** Writes storages, without what is in them, as `storages/<id>/storage.json`. */
export async function writeStorages(
  { call, writer }: WriteContext,
  projectId: string,
  options: CallOptions,
): Promise<readonly WrittenThing[]> {
  const { volumes } = await call(storagesOperations.forExport, { projectId }, options);
  const things: WrittenThing[] = [];
  for (const storage of volumes.flatMap((volume) => volume ?? [])) {
    checkId(storage.id, "storage");
    await writer.write(`storages/${storage.id}/storage.json`, toJson(storage));
    things.push({ id: storage.id, name: storage.name });
  }
  return things;
}
