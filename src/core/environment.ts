/** Environment variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process; an empty one where there is none. */
export function processEnvironment(): Environment {
  return "process" in globalThis ? globalThis.process.env : {};
}
