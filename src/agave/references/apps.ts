import { isFootbridgeError, type NotFoundError } from "../../core/errors.ts";
import { notFoundByName } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { appsOperations, type AppsListVersionsResult, type Call } from "../../../generated/agave/methods.ts";
import { listBy } from "../listing/list-by.ts";

type Version = AppsListVersionsResult[number];

/**
 * Finds the id of an app that is given by its name: that of its newest version.
 *
 * @remarks Names have hyphens as well, and a service may have taken odd versions: what has a hyphen and is no name may be an id all
 * the same.
 * @throws NotFoundError with near names.
 */
export async function findAppId(call: Call, reference: string, options: CallOptions): Promise<string> {
  const newest = await findNewest(call, reference, options);
  if (newest !== undefined) return newest.id;
  if (reference.includes("-") && (await isApp(call, reference, options))) return reference;
  throw await notFound(call, reference, options);
}

/**
 * Finds the id of the newest version of an app by its name.
 *
 * @throws NotFoundError with near names.
 */
export async function newestIdOf(call: Call, name: string, options: CallOptions): Promise<string> {
  const newest = await findNewest(call, name, options);
  if (newest === undefined) throw await notFound(call, name, options);
  return newest.id;
}

async function findNewest(call: Call, name: string, options: CallOptions): Promise<Version | undefined> {
  const mark = ({ id }: Version): string => id;
  const rows: Version[] = [];
  const listing = listBy(
    call,
    { operation: appsOperations.listVersions, variables: { name }, mark },
    options,
  );
  for await (const row of listing) if (row.name === name) rows.push(row);
  return rows.toSorted(compareVersions).at(-1);
}

function compareVersions(left: Version, right: Version): number {
  const byVersion = (left.version ?? "").localeCompare(right.version ?? "", "en", { numeric: true });
  return byVersion || (left.revision ?? 0) - (right.revision ?? 0);
}

async function isApp(call: Call, appId: string, options: CallOptions): Promise<boolean> {
  try {
    await call(appsOperations.get, { appId: { id: appId } }, options);
    return true;
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND")) return false;
    throw error;
  }
}

/** The error tells near names where they can be had: one page of them, since there may be thousands of apps. */
async function notFound(call: Call, name: string, options: CallOptions): Promise<NotFoundError> {
  const rows = await call(appsOperations.listNames, { limit: 250 }, options).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    return [];
  });
  const names = new Map(rows.flatMap(({ id, name: of }) => (of === null ? [] : [[of, { id, name: of }]])));
  return notFoundByName([...names.values()], name, "app");
}
