/** What nothing in a module may be called, and what the printed methods use themselves. */
const TAKEN: ReadonlySet<string> = new Set(
  [
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends",
    "false finally for function if implements import in instanceof interface let new null package private protected",
    "public return static super switch this throw true try typeof undefined var void while with yield",
    "options callOptions present",
  ].flatMap((words) => words.split(" ")),
);

/** Names that every options object has already. */
const CALL_OPTIONS: ReadonlySet<string> = new Set(["signal", "timeoutMs", "strict"]);

/** Gives each value in a method a name of its own: the one that is wanted, unless it is a word of the language or taken. */
export class LocalNames {
  readonly #used: Set<string>;

  /** @param used - names that the method refers to */
  constructor(used: readonly string[]) {
    this.#used = new Set(used);
  }

  /** Whether a name is left to be had. */
  isFree(name: string): boolean {
    return !TAKEN.has(name) && !this.#used.has(name);
  }

  /** Takes a name, or one made from it. */
  take(wanted: string): string {
    const name = freeName(wanted, (word) => !this.isFree(word));
    this.#used.add(name);
    return name;
  }
}

/**
 * The name of the option that a variable is: its own, unless every call has an option, or every object a member, of that
 * name.
 *
 * @param variables - the names of all variables of the operation
 */
export function optionName(name: string, variables: readonly string[]): string {
  const isTaken = (word: string): boolean => CALL_OPTIONS.has(word) || word in Object.prototype;
  return freeName(name, (word) => isTaken(word) || (word !== name && variables.includes(word)));
}

function freeName(wanted: string, isTaken: (word: string) => boolean): string {
  let name = wanted;
  while (isTaken(name)) name += "Value";
  return name;
}
