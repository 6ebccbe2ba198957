/** The words of a name in any of the usual spellings, in lower case: "JobInstance" is "job", "instance". */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

/** Spells a name "LikeThis". */
export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** Spells a name "likeThis". */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** Spells one item of a plural name as a noun: "docker-credentials" is "docker credential". */
export function nounOf(plural: string): string {
  return wordsOf(plural).join(" ").replace(/ies$/, "y").replace(/s$/, "");
}
