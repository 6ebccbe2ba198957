import type { Command, Option } from "commander";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { openSaagie, type OpenSaagie } from "../profiles/open-platforms.ts";
import { ProfileStore } from "../profiles/profile-store.ts";

/** Nobody waits for a name longer than this. */
const PATIENCE_MS = 3_000;

type Names = readonly { readonly name: string }[];

/** What names of a kind are looked up with, by what help calls an operand or an option's value. */
const NAMES: Readonly<Record<string, (open: OpenSaagie, signal: AbortSignal) => Promise<Names>>> = {
  project: ({ saagie }, signal) => saagie.projects.list({ signal }),
  job: ({ saagie, project }, signal) =>
    project === undefined ? Promise.resolve([]) : saagie.jobs.listMinimal(project, { signal }),
  pipeline: ({ saagie, project }, signal) =>
    project === undefined ? Promise.resolve([]) : saagie.pipelines.listMinimal(project, { signal }),
  app: ({ saagie, project }, signal) =>
    project === undefined ? Promise.resolve([]) : saagie.apps.listMinimal(project, { signal }),
  storage: ({ saagie, project }, signal) =>
    project === undefined ? Promise.resolve([]) : saagie.storages.listMinimal(project, { signal }),
};

/** Finds what may stand where a command line ends: the last word is the beginning of it. */
export async function candidates(
  program: Command,
  words: readonly string[],
  io: Io,
): Promise<readonly string[]> {
  const begun = words.at(-1) ?? "";
  const place = placeOf(program, words.slice(0, -1));
  const found = await wordsFor(place, begun, io);
  return (
    [...new Set(found)]
      // A name that cannot be shown as it is cannot be typed either.
      .filter((word) => word.startsWith(begun) && printable(word) === word)
      .toSorted()
  );
}

/** Where in a command line a word is to be found. */
interface Place {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly option: Option | undefined;
  /** How many operands are there already. */
  readonly operands: number;
  /** The words after the command. */
  readonly given: readonly string[];
}

function placeOf(program: Command, words: readonly string[]): Place {
  let command = program;
  let [operands, at] = [0, 0];
  let option: Option | undefined;
  for (const [index, word] of words.entries()) {
    if (option !== undefined) {
      option = undefined;
      continue;
    }
    const known = command.options.find(({ short, long }) => word === short || word === long);
    if (known !== undefined) {
      option = known.required ? known : undefined;
      continue;
    }
    const inner = command.commands.find((one) => one.name() === word);
    if (inner === undefined) operands += 1;
    else [command, operands, at] = [inner, 0, index + 1];
  }
  return { command, option, operands, given: words.slice(at) };
}

async function wordsFor(place: Place, begun: string, io: Io): Promise<readonly string[]> {
  const { command, option, operands } = place;
  if (option !== undefined) {
    const value = /<(\w+)>/u.exec(option.flags)?.[1];
    return option.argChoices ?? (await namesOf(option.long === "--profile" ? "profile" : value, place, io));
  }
  if (begun.startsWith("-"))
    return command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
  if (command.commands.length > 0) return command.commands.map((inner) => inner.name());
  const operand = command.registeredArguments[operands];
  return operand?.argChoices ?? namesOf(operand?.name(), place, io);
}

async function namesOf(kind: string | undefined, { given }: Place, io: Io): Promise<readonly string[]> {
  // Who completes wants no message: what cannot be found is not offered.
  try {
    if (kind === "profile") return Object.keys((await new ProfileStore(io).read()).profiles);
    const look = kind === undefined ? undefined : NAMES[kind];
    if (look === undefined) return [];
    const [profile, project] = ["--profile", "--project"].map((name) => {
      const at = given.indexOf(name);
      return at < 0 ? undefined : given[at + 1];
    });
    const options = { quiet: true, ...(profile && { profile }), ...(project && { project }) } as const;
    const signal = AbortSignal.any([io.stop, AbortSignal.timeout(PATIENCE_MS)]);
    const names = await look(await openSaagie({ options, io }), signal);
    // What begins like an option would be taken for one.
    return names.map(({ name }) => name).filter((name) => !name.startsWith("-"));
  } catch {
    return [];
  }
}
