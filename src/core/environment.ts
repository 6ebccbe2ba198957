/** Environment variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process; an empty one where there is none. */
export function processEnvironment(): Environment {
  return "process" in globalThis ? globalThis.process.env : {};
}

/** An object with one member, or without any where there is no value: for options that must not be `undefined`. */
export function present<Key extends string>(
  key: Key,
  value: string | undefined,
): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}
