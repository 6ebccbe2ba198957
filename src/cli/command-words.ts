/** Options of the library that its messages name, and what the command line calls them. */
const WORDS: Readonly<Record<string, string>> = {
  skipImpossible: "--skip-impossible",
  globalVariables: "--global-variables",
};

/** A message of the library with its options as the command line calls them: `set skipImpossible` is `give --skip-impossible`. */
export function inCommandWords(message: string): string {
  return message.replaceAll(/\b(?:(set) )?(skipImpossible|globalVariables)\b/gu, (_, set, option: string) => {
    const word = WORDS[option] ?? option;
    return set === undefined ? word : `give ${word}`;
  });
}

/** Steps of a plan or of an import with their reasons in the words of the command line. */
export function stepsInCommandWords<Step extends { readonly reason?: string }>(
  steps: readonly Step[],
): readonly Step[] {
  return steps.map((step) =>
    step.reason === undefined ? step : { ...step, reason: inCommandWords(step.reason) },
  );
}
