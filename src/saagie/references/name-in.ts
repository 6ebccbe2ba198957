/** The name in a reference that is one by itself or has one: of a thing whose names are unique on the platform. */
export function nameIn(reference: unknown): string | undefined {
  const name =
    typeof reference === "object" && reference !== null && "name" in reference ? reference.name : reference;
  return typeof name === "string" && name.trim() !== "" ? name : undefined;
}
