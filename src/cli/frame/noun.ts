import type { CommandMaker } from "./command.ts";

/** A word after the program's name: a command, or what has commands of its own. */
export interface Noun {
  readonly name: string;
  readonly summary: string;
  /** What help shows it under. */
  readonly heading?: string;
  /** Whether help leaves it out: another name for what is there. */
  readonly isHidden?: true;
  /** The command, or the verbs, or further nouns; loaded when it is named, so that a start waits for nothing else. */
  readonly load: () => Promise<CommandMaker | readonly (CommandMaker | Noun)[]>;
}
