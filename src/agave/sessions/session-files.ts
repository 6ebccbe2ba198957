import { InvalidInputError } from "../../core/errors.ts";
import { nodeDoor } from "../../core/runtime.ts";
import type { AgaveTokens } from "./credentials.ts";
import {
  isFields,
  isSession,
  parseFile,
  readSession,
  textAt,
  withTokens,
  type SessionFields,
  type SessionKey,
} from "./session-fields.ts";

/** A session in one of the files. */
export interface FoundSession {
  readonly fields: SessionFields;
  /** The name that it stands under, where it does. */
  readonly name: string | undefined;
  /** The file, and the place in it, for messages. */
  readonly place: string;
}

/** What selects a session; all that is given has to agree. */
export interface SessionChoice {
  readonly apiKey?: string | undefined;
  readonly clientName?: string | undefined;
  readonly username?: string | undefined;
  readonly tenantId?: string | undefined;
}

type Change = (fields: SessionFields, name: string | undefined) => SessionFields;

/** The folder in which older tools keep their sessions, and this library keeps its own. */
export class SessionFiles {
  readonly folder: string;
  readonly #node: NodeDoor;

  private constructor(folder: string, node: NodeDoor) {
    this.folder = folder;
    this.#node = node;
  }

  /**
   * Opens the folder; nothing is read yet.
   *
   * @throws {@link InvalidInputError} where there are no files.
   */
  static async open(folder: string | undefined): Promise<SessionFiles> {
    const node = await nodeDoor();
    if (node === undefined) throw new InvalidInputError("Sessions are kept in files, which only Node has.");
    return new SessionFiles(folder ?? node.homePath(".agave"), node);
  }

  /** Works while no other process of this library reads or writes the folder. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#node.withFileLock(this.#node.pathIn(this.folder, ".footbridge.lock"), work);
  }

  /** All sessions, the current one first. */
  async read(): Promise<readonly FoundSession[]> {
    const found: FoundSession[] = [];
    const collect: Change = (fields, name) => {
      found.push({ fields, name, place: "" });
      return fields;
    };
    for (const path of await this.#paths()) {
      const before = found.length;
      const value = await this.#parsed(path);
      if (value !== undefined) this.#walk(path, value, collect);
      found.splice(before, Infinity, ...found.slice(before).map((session) => ({ ...session, place: path })));
    }
    return found;
  }

  /** The session that is looked for: the first that agrees. */
  async find({ apiKey, clientName, username, tenantId }: SessionChoice): Promise<FoundSession | undefined> {
    return (await this.read()).find(({ fields, name }) => {
      const { credentials, tenantId: itsTenant } = readSession(fields);
      const names = [name, credentials.clientName, credentials.apiKey];
      return (
        (apiKey === undefined || credentials.apiKey === apiKey) &&
        (clientName === undefined || names.includes(clientName)) &&
        (username === undefined || credentials.username === username) &&
        (tenantId === undefined || itsTenant === tenantId)
      );
    });
  }

  /** Puts new tokens wherever the session stands; whether it stands anywhere. */
  async update(key: SessionKey, tokens: AgaveTokens): Promise<boolean> {
    let isKept = false;
    for (const path of await this.#paths()) {
      const value = await this.#parsed(path);
      if (value === undefined) continue;
      let isHere = false;
      const next = this.#walk(path, value, (fields) => {
        if (!isSession(fields, key)) return fields;
        isHere = true;
        return withTokens(fields, tokens);
      });
      if (isHere) await this.#write(path, next);
      isKept ||= isHere;
    }
    return isKept;
  }

  /**
   * Makes a session the current one; the one that was current goes to the others, as the older tools do it.
   *
   * @throws {@link InvalidInputError} naming the place in a file that is not what it should be.
   */
  async save(name: string, session: SessionFields): Promise<void> {
    const [currentPath, configPath] = this.#mainPaths();
    const config = fieldsAt(await this.#parsed(configPath), configPath);
    const former = entryOf(config?.["current"], configPath);
    const known = (await this.find({ clientName: name, username: textAt(session, "username") }))?.fields;
    const next = { ...known, ...session };
    const sessions = config?.["sessions"] ?? {};
    if (!isFields(sessions)) throw notAnObject(configPath, "sessions");
    const moved =
      former === undefined || former.name === name
        ? config?.["sessions"] === undefined
          ? placed(sessions, { name, fields: next }, configPath)
          : sessions
        : placed(sessions, former, configPath);
    await this.#write(configPath, { ...config, current: { [name]: next }, sessions: moved });
    const current = await this.#parsed(currentPath);
    await this.#write(currentPath, Array.isArray(current) ? [next, ...withoutTwin(current, name)] : next);
  }

  #mainPaths(): readonly [current: string, config: string] {
    return [this.#node.pathIn(this.folder, "current"), this.#node.pathIn(this.folder, "config.json")];
  }

  async #paths(): Promise<readonly string[]> {
    const names = await this.#node.namesIn(this.folder);
    const older = names.filter((name) => /^current#[^#]+#[^#]+$/u.test(name)).toSorted();
    return [
      ...this.#mainPaths(),
      ...older.map((name) => this.#node.pathIn(this.folder, name)),
      ...(names.includes("current") ? [] : [this.#node.homePath(".agpy")]),
    ];
  }

  async #parsed(path: string): Promise<unknown> {
    const text = await this.#node.readSecretFile(path);
    return text === undefined || text.trim() === "" ? undefined : parseFile(text, path);
  }

  async #write(path: string, value: unknown): Promise<void> {
    const indent = path.endsWith("config.json") ? 4 : undefined;
    await this.#node.writeSecretFile(path, JSON.stringify(value, undefined, indent));
  }

  /** Changes each session of a file, and nothing else of it. */
  #walk(path: string, value: unknown, change: Change): unknown {
    if (!path.endsWith("config.json")) {
      if (Array.isArray(value))
        return value.map((item: unknown) => (isFields(item) ? change(item, undefined) : item));
      return change(fieldsAt(value, path) ?? {}, undefined);
    }
    const config = fieldsAt(value, path) ?? {};
    const { current, sessions } = config;
    const next: Record<string, unknown> = { ...config };
    if (isFields(current)) next["current"] = isBare(current) ? change(current, undefined) : named(current);
    if (sessions !== undefined && sessions !== null) {
      if (!isFields(sessions)) throw notAnObject(path, "sessions");
      next["sessions"] = inMembers(sessions, (users) => inMembers(users, named));
    }
    return next;

    function named(fields: SessionFields): SessionFields {
      return Object.fromEntries(
        Object.entries(fields).map(([name, item]) => [name, isFields(item) ? change(item, name) : item]),
      );
    }
  }
}

type NodeDoor = NonNullable<Awaited<ReturnType<typeof nodeDoor>>>;

function inMembers(fields: SessionFields, change: (inner: SessionFields) => SessionFields): SessionFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, item]) => [name, isFields(item) ? change(item) : item]),
  );
}

/** Whether it is a session itself, not sessions by their names. */
function isBare(fields: SessionFields): boolean {
  return ["baseurl", "apikey", "access_token"].some((name) => typeof fields[name] === "string");
}

interface NamedSession {
  readonly name: string;
  readonly fields: SessionFields;
}

/** The one session under `current`. */
function entryOf(current: unknown, path: string): NamedSession | undefined {
  if (current === undefined || current === null) return undefined;
  if (!isFields(current)) throw notAnObject(path, "current");
  if (isBare(current)) {
    const name = textAt(current, "client_name", "apikey");
    return name === undefined ? undefined : { name, fields: current };
  }
  const [entry] = Object.entries(current);
  return entry !== undefined && isFields(entry[1]) ? { name: entry[0], fields: entry[1] } : undefined;
}

/** Sessions with one more, or another in its place. */
function placed(sessions: SessionFields, { name, fields }: NamedSession, path: string): SessionFields {
  const tenant = textAt(fields, "tenantid") ?? "";
  const user = textAt(fields, "username") ?? "";
  const users = sessions[tenant] ?? {};
  if (!isFields(users)) throw notAnObject(path, `sessions.${tenant}`);
  const names = users[user] ?? {};
  if (!isFields(names)) throw notAnObject(path, `sessions.${tenant}.${user}`);
  return { ...sessions, [tenant]: { ...users, [user]: { ...names, [name]: fields } } };
}

function withoutTwin(current: readonly unknown[], name: string): readonly unknown[] {
  return current.filter((item) => !isFields(item) || textAt(item, "client_name", "apikey") !== name);
}

function fieldsAt(value: unknown, path: string): SessionFields | undefined {
  if (value === undefined) return undefined;
  if (isFields(value)) return value;
  throw new InvalidInputError(`${path} does not hold a JSON object.`);
}

function notAnObject(path: string, place: string): InvalidInputError {
  return new InvalidInputError(`${path}: ${place} is not an object.`);
}
