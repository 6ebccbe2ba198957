/** What a file of an export is to be made of. */
export interface DefinitionForm {
  /** The members that come first, in this order; all others follow in alphabetical order. */
  readonly members: readonly string[];
  /** What is observed rather than defined: it would change from one export to the next of an unchanged project. */
  readonly observed?: readonly string[];
  /** The forms of members that are objects, or lists of objects. */
  readonly parts?: Readonly<Record<string, DefinitionForm>>;
}

const USUAL: DefinitionForm = { members: ["id", "name", "number", "path"] };

// Lists whose order means nothing, and is the platform's whim.
const SETS: ReadonlySet<string> = new Set(["emails", "loginEmails", "statusList", "linkedVolumes"]);

/**
 * A thing as its file holds it: what defines it, with its members in one fixed order, whichever the platform answers them
 * in. So two exports of an unchanged project are the same, and a change in a file is one of the project.
 */
export function toDefinition(value: object, { members, observed = [], parts = {} }: DefinitionForm): object {
  const given = new Map(Object.entries(value).filter(([member]) => !observed.includes(member)));
  const others = [...given.keys()].filter((member) => !members.includes(member)).toSorted();
  const names = [...members.filter((member) => given.has(member)), ...others];
  return Object.fromEntries(
    names.map((name) => {
      const part = fixed(given.get(name), parts[name] ?? USUAL);
      return [name, SETS.has(name) && Array.isArray(part) ? part.toSorted(byText) : part];
    }),
  );
}

function fixed(value: unknown, form: DefinitionForm): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => fixed(item, form));
  return typeof value === "object" && value !== null ? toDefinition(value, form) : value;
}

function byText(left: unknown, right: unknown): number {
  const [a, b] = [JSON.stringify(left), JSON.stringify(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
