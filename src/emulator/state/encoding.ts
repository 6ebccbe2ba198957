/** What JSON can hold. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A state that cannot be loaded: it is none, or one of another kind. */
export class BadState extends Error {
  override readonly name = "BadState";
}

/** A value as JSON, and apart from it the files in it. */
export interface Encoded {
  readonly value: JsonValue;
  readonly files: readonly Blob[];
}

/**
 * Writes a value as JSON, whatever it is made of: objects, lists, maps, sets and files.
 *
 * @remarks What JSON lacks is an object with one member that begins with `$`: `{"$map": [[key, value], …]}`,
 * `{"$set": […]}`, `{"$file": index}` for a file, `{"$number": "Infinity"}`, and `{"$object": {…}}` for an object that
 * has such a member itself. What is in several places is written once, with a number, as `{"$id": n, …}` or
 * `{"$id": n, "$list": […]}`, and elsewhere as `{"$ref": n}`: so it is one thing again after loading. Members that are
 * undefined are left out.
 * @throws TypeError when there is something that cannot be saved, a function for instance, with the path to it.
 */
export function encode(root: unknown): Encoded {
  const encoder = new Encoder(findShared(root));
  return { value: encoder.encode(root, ""), files: encoder.files };
}

/**
 * Reads what {@link encode} wrote.
 *
 * @throws BadState when it did not.
 */
export function decode({ value, files }: Encoded): unknown {
  return new Decoder(files).decode(value);
}

/** Finds the objects to which more than one way leads. */
function findShared(root: unknown): ReadonlySet<object> {
  const seen = new Set<object>();
  const shared = new Set<object>();
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null || value instanceof Blob) continue;
    if (seen.has(value)) shared.add(value);
    else {
      seen.add(value);
      for (const member of membersOf(value)) waiting.push(member);
    }
  }
  return shared;
}

function membersOf(value: object): readonly unknown[] {
  if (value instanceof Map) return [...value.entries()].flat();
  return value instanceof Set ? [...value] : Object.values(value);
}

class Encoder {
  readonly files: Blob[] = [];
  readonly #shared: ReadonlySet<object>;
  readonly #ids = new Map<object, number>();

  constructor(shared: ReadonlySet<object>) {
    this.#shared = shared;
  }

  /** @param path - where the value is, for messages */
  encode(value: unknown, path: string): JsonValue {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) ? value : { $number: String(value) };
      case "object":
        return value === null ? null : this.#object(value, path);
      default:
        throw new TypeError(`${path} is a ${typeof value}, which cannot be saved`);
    }
  }

  #object(value: object, path: string): JsonValue {
    if (value instanceof Blob) return { $file: this.#file(value) };
    const known = this.#ids.get(value);
    if (known !== undefined) return { $ref: known };
    if (!this.#shared.has(value)) return this.#content(value, path);
    const $id = this.#ids.size + 1;
    this.#ids.set(value, $id);
    const content = this.#content(value, path);
    return isList(content) ? { $id, $list: content } : { $id, ...content };
  }

  #content(value: object, path: string): readonly JsonValue[] | { readonly [key: string]: JsonValue } {
    if (Array.isArray(value))
      return value.map((member, index) => this.encode(member, `${path}[${String(index)}]`));
    if (value instanceof Map) {
      const entries = [...value].map(([key, member]) => [
        this.encode(key, `${path} (a key)`),
        this.encode(member, `${path}.${String(key)}`),
      ]);
      return { $map: entries };
    }
    if (value instanceof Set) return { $set: [...value].map((member) => this.encode(member, path)) };
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new TypeError(`${path} is a ${value.constructor.name}, which cannot be saved`);
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    const content = Object.fromEntries(
      members.map(([key, member]) => [key, this.encode(member, `${path}.${key}`)]),
    );
    return members.some(([key]) => key.startsWith("$")) ? { $object: content } : content;
  }

  #file(file: Blob): number {
    const known = this.files.indexOf(file);
    return known >= 0 ? known : this.files.push(file) - 1;
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

class Decoder {
  readonly #files: readonly Blob[];
  readonly #known = new Map<JsonValue, object>();

  constructor(files: readonly Blob[]) {
    this.#files = files;
  }

  decode(value: JsonValue): unknown {
    if (typeof value !== "object" || value === null) return value;
    return isList(value) ? this.#list(value) : this.#object(value);
  }

  #list(value: readonly JsonValue[], target: unknown[] = []): unknown[] {
    for (const member of value) target.push(this.decode(member));
    return target;
  }

  #object({ $id, ...members }: { readonly [key: string]: JsonValue }): unknown {
    const { $ref, $number, $file, $list, $map, $set, $object, ...rest } = members;
    if ($ref !== undefined) return this.#reference($ref);
    if ($number !== undefined) return Number($number);
    if ($file !== undefined) return this.#file($file);
    if ($list !== undefined) return this.#list(listIn($list), this.#note($id, []));
    if ($map !== undefined) return this.#map(listIn($map), this.#note($id, new Map()));
    if ($set !== undefined) return this.#set(listIn($set), this.#note($id, new Set()));
    const content = $object === undefined ? rest : objectIn($object);
    const unknown =
      $object === undefined ? Object.keys(content).find((key) => key.startsWith("$")) : undefined;
    if (unknown !== undefined) throw new BadState(`The state has something of the unknown kind ${unknown}`);
    const target = this.#note($id, {});
    for (const [key, member] of Object.entries(content)) {
      // Not by assignment, which for some names does more than to set a member.
      const descriptor = { value: this.decode(member), enumerable: true, writable: true, configurable: true };
      Object.defineProperty(target, key, descriptor);
    }
    return target;
  }

  #note<T extends object>(id: JsonValue | undefined, target: T): T {
    if (id !== undefined) this.#known.set(id, target);
    return target;
  }

  #reference(id: JsonValue): object {
    const known = this.#known.get(id);
    if (known === undefined)
      throw new BadState(`The state refers to ${JSON.stringify(id)}, which it does not have`);
    return known;
  }

  #file(index: JsonValue): Blob {
    const file = typeof index === "number" ? this.#files[index] : undefined;
    if (file === undefined) throw new BadState(`The state has no file ${JSON.stringify(index)}`);
    return file;
  }

  #map(entries: readonly JsonValue[], target: Map<unknown, unknown>): Map<unknown, unknown> {
    for (const entry of entries) {
      const [key, member] = listIn(entry);
      if (key === undefined || member === undefined)
        throw new BadState("The state has a map without its members");
      target.set(this.decode(key), this.decode(member));
    }
    return target;
  }

  #set(members: readonly JsonValue[], target: Set<unknown>): Set<unknown> {
    for (const member of members) target.add(this.decode(member));
    return target;
  }
}

function listIn(value: JsonValue): readonly JsonValue[] {
  if (!isList(value)) throw new BadState("The state has something else where a list belongs");
  return value;
}

function objectIn(value: JsonValue): { readonly [key: string]: JsonValue } {
  if (typeof value !== "object" || value === null || isList(value))
    throw new BadState("The state has something else where an object belongs");
  return value;
}
