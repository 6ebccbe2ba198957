import type { Services } from "../services.ts";
import { demandUsable, findSystem } from "../systems/rules.ts";
import type { AgaveCall, Caller } from "../wire/call.ts";
import { badRequest } from "../wire/service-error.ts";
import { readWebSource } from "../wire/web-source.ts";
import type { TenantWorld } from "../world.ts";
import { copyTree, type Copied } from "./copying.ts";
import { happened } from "./events.ts";
import type { FileRecord } from "./records.ts";
import { demandRight, entryAt, pathOn, readAgaveUrl, treeOf, type FilePlace } from "./rules.ts";

const SCHEMES: ReadonlySet<string> = new Set(["http", "https", "ftp", "sftp", "gridftp", "agave"]);

/**
 * Refuses a source that cannot be read.
 *
 * @throws ServiceError 400 for an address that is none, 403 or 404 for one of the platform that the caller cannot read
 */
export function demandSource(call: AgaveCall, url: string): void {
  const scheme = /^([a-z]+):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined || !SCHEMES.has(scheme)) throw badRequest(`Invalid urlToIngest value ${url}`);
  if (scheme !== "agave") return;
  const { systemId, path } = readAgaveUrl(url);
  const system = findSystem(call, systemId);
  demandUsable(system);
  const tree = treeOf(call.world, systemId);
  const place = { system, tree, path: pathOn(system, path, call.username) };
  entryAt(place);
  demandRight(call, place, "read");
}

/** What an import needs after its call has been answered. */
export interface Staging {
  readonly actor: {
    readonly services: Services;
    readonly world: TenantWorld;
    readonly username: string;
    readonly caller: Caller;
  };
  readonly record: FileRecord;
  readonly place: FilePlace;
  readonly url: string;
}

/** Fetches what an address leads to, after a second of the platform's time. */
export function stage(staging: Staging): void {
  const { services } = staging.actor;
  services.clock.at(services.clock.now() + 1000, () => {
    tell(staging, "STAGING", "Staging has begun");
    services.work.track(carryOut(staging));
  });
}

async function carryOut(staging: Staging): Promise<void> {
  const { record, actor, url } = staging;
  try {
    const { files, bytes } = url.startsWith("agave:") ? fromSystem(staging) : await fromWeb(staging);
    const progress = {
      averageRate: bytes,
      totalFiles: files,
      source: url,
      totalActiveTransfers: 0,
      totalBytes: bytes,
      totalBytesTransferred: bytes,
    };
    record.status = "STAGING_COMPLETED";
    const description = "Staging completed successfully";
    happened(record, { status: "STAGING_COMPLETED", description, progress }, actor);
    tell(staging, "TRANSFORMING_COMPLETED", "Your import completed successfully");
  } catch (error) {
    tell(staging, "STAGING_FAILED", error instanceof Error ? error.message : "The source cannot be read");
  }
}

function tell({ record, actor }: Staging, status: string, description: string): void {
  record.status = status;
  happened(record, { status, description }, actor);
}

function fromSystem({ actor, place, url }: Staging): Copied {
  const { systemId, path } = readAgaveUrl(url);
  const system = actor.world.systems.get(systemId);
  if (system === undefined) throw badRequest(`No system found for id ${systemId}`);
  const from = { tree: treeOf(actor.world, systemId), path: pathOn(system, path, actor.username) };
  return copyTree(from, place);
}

async function fromWeb({ actor, place, url }: Staging): Promise<Copied> {
  const bytes = await readWebSource(actor.services, url);
  place.tree.write(place.path, bytes);
  return { files: 1, bytes: bytes.byteLength };
}
