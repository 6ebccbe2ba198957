import { foldCase } from "../../../core/lookup/lookup.ts";
import type { ResourceType } from "./plan-step.ts";

/** Stands for the id of something that the import is yet to make. */
export const PENDING_ID = "pending";

/** How an archive names something that something else refers to. */
export interface SourceName {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * Which thing of the target stands for which of the archive.
 *
 * @remarks References inside an archive hold ids of the source, which mean nothing elsewhere; names do, ignoring case.
 */
export class IdMap {
  readonly #byName = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #owners = new Map<string, string>();

  /** Says what a thing is called whose id at the source is known. */
  name(what: ResourceType, { id, name }: SourceName): void {
    if (id !== undefined && name !== undefined) this.#names.set(`${what} ${id}`, name);
  }

  /** Says what id the target has for a name; without one, that it will have one. */
  set(what: ResourceType, name: string, id: string = PENDING_ID): void {
    this.#byName.set(`${what} ${foldCase(name)}`, id);
  }

  /** Takes back what was said of a name. */
  remove(what: ResourceType, name: string): void {
    this.#byName.delete(`${what} ${foldCase(name)}`);
  }

  /** The id in the target, {@link PENDING_ID} for what is yet to be made, `undefined` for what will not be there. */
  find(what: ResourceType, { id, name }: SourceName): string | undefined {
    const known = (id === undefined ? undefined : this.#names.get(`${what} ${id}`)) ?? name;
    return known === undefined ? undefined : this.#byName.get(`${what} ${foldCase(known)}`);
  }

  /** Says which app a storage of the target belongs to. */
  own(storageId: string, app: string): void {
    this.#owners.set(storageId, app);
  }

  /** The id of the app that a storage of the target belongs to, if any. */
  ownerOf(storageId: string): string | undefined {
    return this.#owners.get(storageId);
  }
}
