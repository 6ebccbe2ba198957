/** One thing that is wrong, and where. */
export interface Problem {
  /** For example `new.graphql:12`, or `new.json $.__schema.types[3].name`. */
  readonly place: string;
  readonly message: string;
}

/** Thrown for what cannot be taken as it is, before anything was touched. The message names every place. */
export class RegenerateError extends Error {
  override readonly name = "RegenerateError";
  readonly problems: readonly Problem[];

  constructor(...problems: readonly Problem[]) {
    super(problems.map(({ place, message }) => `${place}: ${message}`).join("\n"));
    this.problems = problems;
  }
}
