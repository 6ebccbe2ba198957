/** The names of the public methods of a resource. */
export function publicMethods(resource: object): readonly string[] {
  const names = new Set<string>();
  for (let at = prototypeOf(resource); at !== Object.prototype; at = prototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) if (name !== "constructor") names.add(name);
  }
  return [...names];
}

/** Whether a member of a resource is one of its public methods. */
export function isMethod(resource: object, name: string | symbol): boolean {
  return typeof name === "string" && publicMethods(resource).includes(name);
}

/** The public methods of all resources of a client, as `resource.method`. */
export function allPublicMethods(client: object): readonly string[] {
  return Object.entries(client).flatMap(([name, member]: readonly [string, unknown]) =>
    typeof member === "object" && member !== null
      ? publicMethods(member).map((method) => `${name}.${method}`)
      : [],
  );
}

function prototypeOf(value: object): object {
  return (Object.getPrototypeOf(value) as object | null) ?? Object.prototype;
}
