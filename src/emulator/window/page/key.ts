const STORED = "footbridge-emulator-key";

/**
 * Takes the key out of the address, where `footbridge emulator` has put it, and keeps it for this tab alone.
 *
 * @returns undefined when nobody has told one yet
 */
export function takeKey(): string | undefined {
  const given = /^#key=(.+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    keepKey(decoded(given));
    // Neither the address that is shown, nor the history, needs to have it.
    history.replaceState(null, "", `${location.pathname}${location.search}`);
  }
  return sessionStorage.getItem(STORED) ?? undefined;
}

/** Keeps a key for this tab. */
export function keepKey(key: string): void {
  sessionStorage.setItem(STORED, key);
}

/** Forgets the key: it is not the right one. */
export function forgetKey(): void {
  sessionStorage.removeItem(STORED);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
