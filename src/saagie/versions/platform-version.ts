import { createCache } from "../../core/concurrency/cached.ts";
import type { Caller } from "../../core/client.ts";
import { isFootbridgeError, type ErrorCode } from "../../core/errors.ts";
import { notify, type Settings } from "../../core/options.ts";
import { parseVersion, versionByFields } from "../../core/version/platform-versions.ts";
import { platformOperations } from "../../../generated/saagie/methods.ts";
import { versions } from "../../../generated/saagie/versions.ts";
import { loadHistory } from "./load-history.ts";

/** Tells the version of the platform; the signal ends this caller's wait. */
export type PlatformVersion = (signal?: AbortSignal) => Promise<string>;

/** A platform may be upgraded under a client that lives long. */
const KEPT_MS = 3_600_000;

/** What says that the platform does not let itself be asked, rather than that it cannot be reached. */
const NO_ANSWER: ReadonlySet<ErrorCode> = new Set([
  "PERMISSION_DENIED",
  "REFUSED",
  "NOT_FOUND",
  "HTTP_STATUS",
  "PROTOCOL",
]);

/**
 * Finds out which version a platform has: what the user told, or else by its root fields, with one request that all
 * callers share and whose answer is kept for an hour. Versions with the same root fields are told apart by a request for
 * each type that codegen has found to do so.
 *
 * @remarks A platform that does not answer introspection is taken as the newest known version, with a warning.
 * @throws {@link InvalidInputError} when what the user told is no version, or one that is too old
 */
export function createPlatformVersion(
  told: string | undefined,
  { call, settings }: { readonly call: () => Caller; readonly settings: Settings },
): PlatformVersion {
  const newest = versions.at(-1) ?? "";
  if (told !== undefined) {
    const version = parseVersion(told, versions);
    return async () => version;
  }
  const found = createCache<"version", string>(settings.clock, KEPT_MS);
  return async (signal) =>
    found.get(
      "version",
      async (shared) => {
        try {
          const schema = await call()(platformOperations.rootFields, {}, { signal: shared });
          const roots = [schema.queryType, schema.mutationType];
          const fields = new Set(roots.flatMap((root) => root?.fields?.map(({ name }) => name) ?? []));
          const history = await loadHistory();
          const { rootFields = {} } = history["platform"] ?? {};
          // Most versions have root fields of their own: then nothing else is asked for.
          const isMarked = Object.values(history).some(({ marks }) => marks);
          const seen = isMarked
            ? await (await import("./marks.ts")).seenMarks(call(), history, shared)
            : undefined;
          return (
            versionByFields(
              new Set([...fields, ...(seen?.has ?? [])]),
              { ...rootFields, ...seen?.ranges },
              versions,
            ) ?? newest
          );
        } catch (error) {
          if (!isFootbridgeError(error) || !NO_ANSWER.has(error.code)) throw error;
          const message = `The platform does not tell its version (${error.message}): it is taken as ${newest}.`;
          notify(settings.onWarning, { operation: "PlatformRootFields", message, path: undefined });
          return newest;
        }
      },
      signal,
    );
}
