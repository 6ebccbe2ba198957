/** What a program of claims counts. */
export interface Claims {
  /** Prints whether something holds and, where it does not, what there is to tell. */
  claim(what: string, holds: boolean, told?: string): void;
  /** Tells how many hold, and lets the process fail where one does not. */
  end(): void;
}

/** Counts claims; CI reads the last line. */
export function countClaims(): Claims {
  let passed = 0;
  let failed = 0;
  return {
    claim: (what, holds, told = "") => {
      if (holds) passed += 1;
      else failed += 1;
      const why = holds || told === "" ? "" : `\n${told.replaceAll(/^/gmu, "    ")}`;
      process.stdout.write(`${holds ? "✔" : "✘"} ${what}${why}\n`);
    },
    end: () => {
      process.stdout.write(`${String(passed)} passed, ${String(failed)} failed\n`);
      process.exitCode = failed > 0 ? 1 : 0;
    },
  };
}
