import type { VirtualClock } from "../clock.ts";
import type { Ids } from "../ids.ts";
import { BadState } from "../state/encoding.ts";
import { keepState, type StateStore } from "../state/kept-state.ts";
import { DiskTree } from "./files/disk-tree.ts";
import type { FileTree, TreeEntry } from "./files/file-tree.ts";
import { MemoryTree } from "./files/memory-tree.ts";
import { enter, isFinal } from "./jobs/rules.ts";
import type { Services } from "./services.ts";
import { newTree } from "./systems/registration.ts";
import type { TenantWorld } from "./world.ts";

/** What keeping the state of a platform takes. */
export interface TenantParts {
  readonly clock: VirtualClock;
  readonly services: () => Services;
  /** Begins anew, with identifiers that go on from somewhere. */
  readonly restart: (ids: Ids) => Services;
}

/** A file of a tree as it is kept; a folder has no content. */
interface KeptEntry {
  readonly path: string;
  readonly modified: number;
  readonly content: Blob | null;
}

type KeptTrees = ReadonlyMap<string, readonly KeptEntry[]>;

/** What is not kept as it is. */
const APART: readonly string[] = ["tenant", "uuid", "trees"] satisfies readonly (keyof TenantWorld)[];

const LOST = "The emulator that carried it out was ended";

/**
 * Saves and loads all that the tenants know.
 *
 * @remarks What was under way is at its end after loading: jobs and executions have failed, and so have imports of files. Files
 * of systems that lie in a folder of this machine stay there.
 */
export function keepTenants({ clock, services, restart }: TenantParts): StateStore {
  return keepState({
    platform: "agave",
    clock,
    ids: () => services().ids,
    worldOf: () =>
      Promise.resolve(new Map([...services().world].map(([code, world]) => [code, keptTenant(world)]))),
    replace: async (given, ids) => {
      const tenants = await checked(given, services());
      clock.forgetTasks();
      const next = restart(ids);
      for (const { code, stores, trees } of tenants) {
        const world = next.world.get(code);
        if (world === undefined) continue;
        Object.assign(world, stores);
        plantTrees(world, trees, next);
        conclude(world, next);
      }
    },
  });
}

function keptTenant(world: TenantWorld): object {
  const stores = Object.entries(world).filter(([name]) => !APART.includes(name));
  const inMemory = [...world.trees].filter(([, tree]) => !(tree instanceof DiskTree));
  const trees: KeptTrees = new Map(inMemory.map(([system, tree]) => [system, [...entriesOf(tree, "/")]]));
  return { ...Object.fromEntries(stores), trees };
}

function* entriesOf(tree: FileTree, folder: string): Iterable<KeptEntry> {
  for (const entry of tree.list(folder)) {
    yield { path: entry.path, modified: entry.modified, content: contentOf(tree, entry) };
    if (entry.isFolder) yield* entriesOf(tree, entry.path);
  }
}

function contentOf(tree: FileTree, { path, isFolder }: TreeEntry): Blob | null {
  return isFolder ? null : new Blob([new Uint8Array(tree.read(path) ?? [])]);
}

/** A file that was read, which planting it needs at once. */
interface ReadEntry extends Omit<KeptEntry, "content"> {
  readonly bytes: Uint8Array | null;
}

interface ReadTenant {
  readonly code: string;
  readonly stores: object;
  readonly trees: ReadonlyMap<string, readonly ReadEntry[]>;
}

/** @throws BadState when it cannot be what {@link keptTenant} made, or is of tenants that are not emulated */
async function checked(given: unknown, { world }: Services): Promise<readonly ReadTenant[]> {
  if (!(given instanceof Map)) throw new BadState("The state has no tenants");
  const tenants: ReadTenant[] = [];
  for (const [code, kept] of given as ReadonlyMap<unknown, unknown>) {
    const fresh = typeof code === "string" ? world.get(code) : undefined;
    if (typeof code !== "string" || fresh === undefined)
      throw new BadState(`The state has the tenant ${String(code)}, which is not emulated`);
    const { trees, ...stores } = recordOf(kept);
    checkStores(stores, fresh);
    tenants.push({ code, stores, trees: await readTrees(trees) });
  }
  return tenants;
}

function checkStores(stores: Readonly<Record<string, unknown>>, fresh: TenantWorld): void {
  for (const [name, store] of Object.entries(stores)) {
    const known: unknown = APART.includes(name) ? undefined : Reflect.get(fresh, name);
    if (known === undefined) throw new BadState(`The state has ${name}, which is not known`);
    if (Object.getPrototypeOf(store) !== Object.getPrototypeOf(known))
      throw new BadState(`The state has something else where ${name} belong`);
  }
}

async function readTrees(trees: unknown): Promise<ReadTenant["trees"]> {
  if (!(trees instanceof Map)) throw new BadState("The state has no files");
  const read = new Map<string, readonly ReadEntry[]>();
  for (const [system, entries] of trees as ReadonlyMap<unknown, unknown>) {
    if (!Array.isArray(entries) || !entries.every(isKeptEntry))
      throw new BadState(`The state has no files of ${String(system)}`);
    read.set(String(system), await Promise.all(entries.map(readEntry)));
  }
  return read;
}

async function readEntry({ content, ...entry }: KeptEntry): Promise<ReadEntry> {
  return { ...entry, bytes: content === null ? null : new Uint8Array(await content.arrayBuffer()) };
}

function isKeptEntry(value: unknown): value is KeptEntry {
  const { path, modified, content } = recordOf(value);
  return (
    typeof path === "string" &&
    path.startsWith("/") &&
    typeof modified === "number" &&
    (content === null || content instanceof Blob)
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function plantTrees(world: TenantWorld, trees: ReadTenant["trees"], services: Services): void {
  for (const id of world.systems.keys()) {
    if (!world.trees.has(id)) world.trees.set(id, newTree(id, world, services));
  }
  for (const [system, entries] of trees) {
    let at: number | undefined;
    const tree = new MemoryTree(() => at ?? services.clock.now());
    for (const { path, modified, bytes } of entries) {
      at = modified;
      if (bytes === null) tree.makeFolder(path);
      else tree.write(path, bytes);
    }
    at = undefined;
    world.trees.set(system, tree);
  }
}

/** Brings to its end what was under way, since what carried it on is gone. */
function conclude(world: TenantWorld, services: Services): void {
  for (const job of world.jobs.values()) {
    if (isFinal(job.status)) continue;
    job.message = LOST;
    enter(job, { status: "FAILED", description: LOST }, { services, world });
  }
  for (const file of world.files.values()) {
    if (file.status === "STAGING_QUEUED" || file.status === "STAGING") file.status = "STAGING_FAILED";
  }
  for (const actor of world.actors.values()) {
    if (actor.status === "SUBMITTED") actor.status = "READY";
    for (const execution of actor.executions.values()) {
      if (execution.status !== "SUBMITTED" && execution.status !== "RUNNING") continue;
      execution.status = "ERROR";
      execution.finishTime = services.clock.now();
    }
  }
}
