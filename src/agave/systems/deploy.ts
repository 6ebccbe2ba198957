import type { SystemsGetResult, SystemsMethods } from "../../../generated/agave/methods.ts";
import type { CallOptions } from "../../core/options.ts";
import type { SystemInput } from "../../../generated/agave/api.ts";
import { covers, createOrUpdate, type Action } from "../changes.ts";

/** What was done to bring a system to its definition, and what it is now. */
export interface SystemDeployment {
  readonly action: Action;
  readonly system: SystemsGetResult;
}

/** Brings a system to its definition; its credentials count as a difference only where that is asked for. */
export async function deploySystem(
  systems: Pick<SystemsMethods, "get" | "create" | "update">,
  definition: SystemInput,
  { credentials = false, ...options }: CallOptions & { readonly credentials?: boolean },
): Promise<SystemDeployment> {
  const { id } = definition;
  const wanted = withPlainFolders(credentials ? definition : withoutSecrets(definition));
  const { action, now } = await createOrUpdate<SystemsGetResult>({
    find: () => systems.get({ id }, options),
    isAsDefined: (found) => covers(withPlainFolders(found), wanted),
    create: () => systems.create(definition, options),
    update: () => systems.update({ id }, definition, options),
  });
  return { action, system: now };
}

/** What is compared with an answer: secrets and who has them are never in it. */
function withoutSecrets({ storage, login, ...definition }: SystemInput): object {
  const { auth: storageAuth, ...plainStorage } = storage;
  const { auth: loginAuth, ...plainLogin } = login ?? {};
  return {
    ...definition,
    storage: { ...plainStorage, ...(storageAuth ? { auth: { type: storageAuth.type } } : {}) },
    ...(login ? { login: { ...plainLogin, ...(loginAuth ? { auth: { type: loginAuth.type } } : {}) } } : {}),
  };
}

/** The service adds a slash to the end of folders, or takes it away. */
function withPlainFolders(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => {
      if (typeof member === "string" && name.endsWith("Dir"))
        return [name, member.replace(/(?<=.)\/+$/u, "")];
      const isNested = typeof member === "object" && member !== null && !Array.isArray(member);
      return [name, isNested ? withPlainFolders(member) : member];
    }),
  );
}
