const MAX_NAME_LENGTH = 254;

/** What is wrong with a name that has to be unique among others, letter case ignored. */
export function nameProblem(
  name: string,
  others: readonly string[],
  maxLength: number = MAX_NAME_LENGTH,
): string | undefined {
  if (name.trim() === "") return "must not be empty";
  if (name.length > maxLength) return `must be shorter than ${String(maxLength + 1)} characters`;
  const wanted = name.toLowerCase();
  return others.some((other) => other.toLowerCase() === wanted) ? "already used" : undefined;
}

/** What is wrong with an alias that has to be unique among others. */
export function aliasProblem(alias: string, others: readonly (string | null)[]): string | undefined {
  if (!/^\w+$/.test(alias)) return "must consist of letters, digits and underscores";
  return others.includes(alias) ? "already used" : undefined;
}

/**
 * The alias of something that was given none: its name with underscores for spaces.
 *
 * @remarks Only spaces are known to become underscores. That other characters do too, and that an alias
 * in use gets a number, keeps the rules that an alias has to obey.
 */
export function aliasFor(name: string, others: readonly (string | null)[]): string {
  const alias = name.replace(/\W/g, "_");
  return numbered(alias, "_", (candidate) => others.includes(candidate));
}

/** The name of a copy: "Copy of …", numbered from 2 on when there is one already. */
export function copyName(name: string, others: readonly string[]): string {
  return numbered(`Copy of ${name}`, " ", isTakenBy(others));
}

/** The name of a copied storage. How the platform calls the second one is not known; here it is numbered. */
export function volumeCopyName(name: string, others: readonly string[]): string {
  return numbered(`${name} (copy)`, " ", isTakenBy(others));
}

/** The name of an installed app: that of its technology, with a number in brackets when there is one already. */
export function installedName(label: string, others: readonly string[]): string {
  const isTaken = isTakenBy(others);
  let candidate = label;
  for (let number = 1; isTaken(candidate); number += 1) candidate = `${label} (${String(number)})`;
  return candidate;
}

/** The name of the storage of an installed app, with the first number that is free. */
export function installedVolumeName(appName: string, others: readonly string[]): string {
  const isTaken = isTakenBy(others);
  let number = 0;
  while (isTaken(`storage ${appName} (${String(number)})`)) number += 1;
  return `storage ${appName} (${String(number)})`;
}

function isTakenBy(others: readonly string[]): (candidate: string) => boolean {
  const taken = new Set(others.map((other) => other.toLowerCase()));
  return (candidate) => taken.has(candidate.toLowerCase());
}

function numbered(base: string, separator: string, isTaken: (candidate: string) => boolean): string {
  let candidate = base;
  for (let number = 2; isTaken(candidate); number += 1) candidate = `${base}${separator}${String(number)}`;
  return candidate;
}
