/** Who has an alias: something of the target, or something that is about to be made there. */
export interface AliasOwner {
  readonly name: string;
  /** Its id in the target; `undefined` for what is yet to be made. */
  readonly id: string | undefined;
}

/** Which alias belongs to whom: they are unique in a project, for jobs and for pipelines. */
export class AliasOwners {
  readonly #owners = new Map<string, AliasOwner>();

  constructor(
    existing: readonly { readonly id: string; readonly name: string; readonly alias?: string | null }[],
  ) {
    for (const { alias, name, id } of existing) if (alias) this.#owners.set(alias, { name, id });
  }

  /** Why something cannot have an alias, if so. */
  refusalOf(alias: string, id: string | undefined): string | undefined {
    if (!/^\w+$/u.test(alias)) return "letters, digits and _ only";
    const owner = this.#owners.get(alias);
    if (owner === undefined || (owner.id !== undefined && owner.id === id)) return undefined;
    return `"${owner.name}" has it`;
  }

  give(alias: string, owner: AliasOwner): void {
    this.#owners.set(alias, owner);
  }
}
