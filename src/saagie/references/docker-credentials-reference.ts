import { AmbiguousNameError, InvalidInputError } from "../../core/errors.ts";
import { notFoundByName } from "../../core/lookup/lookup.ts";
import { dockerCredentialsOperations } from "../../../generated/saagie/methods.ts";
import { namesNothing } from "./known-id.ts";
import type { LookUp } from "./look-up.ts";

const WHAT = "Docker credentials";

/** Finds Docker credentials by user name and registry in the list of their project, which the operation names. */
export const lookUpDockerCredentials: LookUp = async ({ call, variables }, reference, options) => {
  const wanted = accountIn(reference);
  if (wanted === undefined) {
    const hint = "Give their id, or { username, registry }; without a registry it is Docker Hub.";
    throw namesNothing(reference, WHAT, hint);
  }
  const projectId = variables?.["projectId"];
  if (typeof projectId !== "string")
    throw new InvalidInputError("Docker credentials are looked up in a project, and none is named.");
  return idOf(await call(dockerCredentialsOperations.listMinimal, { projectId }, options), wanted);
};

/** Who logs in where. */
interface Account {
  readonly username: string;
  readonly registry?: string | null;
}

function accountIn(reference: unknown): Account | undefined {
  if (typeof reference !== "object" || reference === null || !("username" in reference)) return undefined;
  const { username } = reference;
  const registry = "registry" in reference ? reference.registry : undefined;
  if (typeof username !== "string" || username === "") return undefined;
  return registry == null || typeof registry === "string"
    ? { username, registry: registry ?? null }
    : undefined;
}

function idOf(listed: readonly (Account & { readonly id: string })[], wanted: Account): string {
  const found = listed.filter(
    ({ username, registry }) =>
      username === wanted.username && (registry || null) === (wanted.registry || null),
  );
  const [only, second] = found;
  if (second !== undefined) {
    const ids = found.map(({ id }) => id);
    throw new AmbiguousNameError(`${textOf(wanted)} names several Docker credentials: ${ids.join(", ")}.`, {
      ids,
      hint: "Use an id.",
    });
  }
  if (only !== undefined) return only.id;
  const named = listed.map(({ id, ...account }) => ({ id, name: textOf(account) }));
  throw notFoundByName(named, textOf(wanted), WHAT);
}

/** How an account is told in messages: `robot at registry.example.io`. */
function textOf({ username, registry }: Account): string {
  return `${username} at ${registry || "Docker Hub"}`;
}
