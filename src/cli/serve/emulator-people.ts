import type { Archive } from "../../archive/index.ts";
import type { EmulatedSaagie } from "../../emulator/index.ts";
import type { Saagie } from "../../saagie/index.ts";

/** The JSON files of exports are small; anything this large is a package. */
const LARGEST_JSON_BYTES = 16 * 1024 * 1024;

/** Makes the users and groups that an export speaks of, where an emulator lacks them: nobody can log in as one of them. */
export async function addPeople(emulator: EmulatedSaagie, saagie: Saagie, archive: Archive): Promise<void> {
  const { logins, groups } = await peopleOf(archive);
  const users = new Set((await saagie.users.list()).map(({ login }) => login));
  const present = new Set((await saagie.groups.list()).map(({ name }) => name));
  for (const login of logins) {
    if (!users.has(login)) emulator.users.add({ login, password: crypto.randomUUID() });
  }
  for (const name of groups) if (!present.has(name)) emulator.groups.add({ name });
}

interface People {
  readonly logins: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** Those who are told of runs, and the groups that have rights. */
async function peopleOf(archive: Archive): Promise<People> {
  const [logins, groups] = [new Set<string>(), new Set<string>()];
  for await (const { path, size = 0, open } of archive.entries()) {
    if (!path.endsWith(".json") || size > LARGEST_JSON_BYTES) continue;
    for (const { alerting, rights } of objectsIn(parse(await (await open()).text()))) {
      for (const login of loginsOf(alerting)) logins.add(login);
      if (!path.endsWith("project.json") || !Array.isArray(rights)) continue;
      for (const right of rights as readonly unknown[]) {
        if (isObject(right)) for (const group of Object.keys(right)) groups.add(group);
      }
    }
  }
  return { logins, groups };
}

/** Exports tell them in one of two ways. */
function loginsOf(alerting: unknown): readonly string[] {
  if (!isObject(alerting)) return [];
  const { logins, loginEmails } = alerting;
  const named = Array.isArray(loginEmails)
    ? loginEmails.map((entry: unknown) => isObject(entry) && entry["login"])
    : [];
  return [...(Array.isArray(logins) ? (logins as readonly unknown[]) : []), ...named].filter(
    (login): login is string => typeof login === "string",
  );
}

type Json = Readonly<Record<string, unknown>>;

/** All objects in a value, at any depth. */
function objectsIn(value: unknown): readonly Json[] {
  const found: Json[] = [];
  const waiting: unknown[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (isObject(next)) found.push(next);
    // One by one: a list may be longer than a call can have arguments.
    if (typeof next === "object" && next !== null) for (const one of Object.values(next)) waiting.push(one);
  }
  return found;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is no JSON, the import tells of. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
