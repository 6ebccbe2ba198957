/** What callers know a thing as, where the schema has another word for it: by the name of its type. */
const BY_TYPE: Readonly<Record<string, string>> = {
  DeletedRepository: "repository",
  Volume: "storage",
  Logs: "log",
  LogPage: "log",
};

/** The noun for a type of the schema, where the type's own name is not it. */
export function nounOfType(typeName: string): string | undefined {
  return Object.hasOwn(BY_TYPE, typeName) ? BY_TYPE[typeName] : undefined;
}
