/** Members that have a value. */
export function compact<Fields extends object>(fields: Fields): Compact<Fields> {
  // What is left has a value: the type says the same.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** The same members, each with a value or not at all. */
export type Compact<Fields> = {
  readonly [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key];
} & {
  readonly [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<
    Fields[Key],
    undefined
  >;
};
