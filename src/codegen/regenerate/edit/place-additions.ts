import { Kind, visit, type ASTNode, type FieldDefinitionNode } from "graphql";
import { wordsOf } from "../../plugins/methods/names.ts";
import { namedType } from "../../schema/version-annotations.ts";
import type { Fact } from "../facts/facts-of.ts";
import { FileWords } from "./file-words.ts";
import { groupBy, pushTo } from "./group-by.ts";
import { membersIn } from "./insert-members.ts";
import { ReadyQueue } from "./ready-queue.ts";
import type { SchemaText } from "./schema-text.ts";

/** What is new in a schema, as far as it needs a file. */
export interface Additions {
  readonly types: readonly Fact[];
  readonly rootFields: readonly Fact[];
  /** What else leads to types: members that are new or lead elsewhere now. */
  readonly others: readonly Fact[];
}

/** Where schema files lie, and which types are the roots. */
export interface Home {
  readonly text: SchemaText;
  /** The folder of the endpoint's own files, as their names begin. */
  readonly folder: string;
  readonly roots: ReadonlySet<string>;
}

/** The file of each new type and root field, by its coordinate. */
export type Placement = ReadonlyMap<string, string>;

/**
 * Chooses the files of new types and root fields: a type goes to what refers to it, or else to what it refers to;
 * a root field goes to those of the same type, or else to its type. What has no siblings gets a file of its own.
 *
 * @remarks Each thing that has found its place may be the clue to another: it makes those ready that it is a clue to, and
 * nothing else is looked at again. So the work grows with what is new and how often it is spoken of.
 */
export function placeAdditions(additions: Additions, home: Home): Placement {
  const placing = new Placing(additions, home);
  placing.run();
  return placing.files;
}

class Placing {
  readonly files = new Map<string, string>();
  readonly #additions: Additions;
  readonly #home: Home;
  readonly #scalars: string;
  readonly #words: FileWords;
  /** The files that have a type that is no root. */
  readonly #typed: ReadonlySet<string>;
  /** The files of known root fields, by the type of their answers. */
  readonly #known = new Map<string, string[]>();
  /** What is new and speaks of a type, by the type's name. */
  readonly #speakers: {
    readonly others: ReadonlyMap<string, readonly Fact[]>;
    readonly rootFields: ReadonlyMap<string, readonly Fact[]>;
    readonly types: ReadonlyMap<string, readonly Fact[]>;
  };
  /** New root fields, by the type of their answers. */
  readonly #answers: ReadonlyMap<string, readonly Fact[]>;
  /** What has a clue: types that something placed speaks of, root fields of a placed type, types that speak of one. */
  readonly #referred: ReadyQueue;
  readonly #siblings: ReadyQueue;
  readonly #referring: ReadyQueue;

  constructor(additions: Additions, home: Home) {
    const { types, rootFields, others } = additions;
    const { text, folder, roots } = home;
    this.#additions = additions;
    this.#home = home;
    const known = [...text.files.keys()].find((file) => file.endsWith("/scalars.graphql"));
    this.#scalars = known ?? `${folder}scalars.graphql`;
    const parts = [...text.parts].filter(([name]) => !roots.has(name));
    this.#typed = new Set(parts.flatMap(([, own]) => own.map(({ file }) => file)));
    this.#words = new FileWords(folder, this.#scalars);
    for (const [name, own] of parts) for (const { file } of own) this.#words.add(file, name);
    for (const { file, node } of rootFieldsIn(home)) {
      this.#words.add(file, node.name.value);
      pushTo(this.#known, namedType(node.type), file);
    }
    this.#speakers = {
      others: bySpokenOf(others),
      rootFields: bySpokenOf(rootFields),
      types: bySpokenOf(types),
    };
    this.#answers = groupBy(rootFields, (field) => [answerOf(field)]);
    this.#referred = new ReadyQueue(types);
    this.#siblings = new ReadyQueue(rootFields);
    this.#referring = new ReadyQueue(types);
  }

  run(): void {
    const { types, rootFields } = this.#additions;
    for (const type of types) {
      if (type.properties.kind === "scalar") this.#put(type, this.#scalars);
    }
    for (const type of types) {
      if (this.#speakers.others.has(type.name)) this.#referred.add(type);
      if (namesIn(type.node).some((name) => this.#fileOf(name) !== undefined)) this.#referring.add(type);
    }
    for (const field of rootFields)
      if (this.#fileOf(answerOf(field)) !== undefined) this.#siblings.add(field);
    this.#follow();
    this.#takeWords();
    for (const type of types) if (this.#answers.has(type.name)) this.#putOwn(type);
    this.#takeWords();
    for (const type of types) this.#putOwn(type);
    for (const field of rootFields) {
      if (!this.#takeWord(field)) this.#putOwn(field);
    }
  }

  /** Places whatever has a clue, and what that is a clue to. */
  #follow(): void {
    for (;;) {
      if (this.#take(this.#referred, (type) => this.#referrer(type))) continue;
      if (this.#take(this.#siblings, (field) => this.#siblingsOf(field))) continue;
      if (!this.#take(this.#referring, (type) => this.#referredBy(type))) return;
    }
  }

  /** Places the first that is ready; whether there was one. */
  #take(queue: ReadyQueue, clue: (fact: Fact) => string | undefined): boolean {
    for (let fact = queue.take(); fact !== undefined; fact = queue.take()) {
      const file = this.files.has(fact.coordinate) ? undefined : clue(fact);
      if (file === undefined) continue;
      this.#put(fact, file);
      return true;
    }
    return false;
  }

  /** Places the root fields whose words lead to a file. */
  #takeWords(): void {
    for (const field of this.#additions.rootFields) this.#takeWord(field);
  }

  #takeWord(field: Fact): boolean {
    if (this.files.has(field.coordinate)) return true;
    const file = this.#words.fileOf(field.name);
    if (file === undefined) return false;
    this.#put(field, file);
    this.#follow();
    return true;
  }

  /** Nothing is known of it, or it is something of its own. */
  #putOwn(fact: Fact): void {
    if (this.files.has(fact.coordinate)) return;
    this.#put(fact, `${this.#home.folder}${wordsOf(fact.name).join("-") || fact.name}.graphql`);
    this.#follow();
  }

  #put(fact: Fact, file: string): void {
    this.files.set(fact.coordinate, file);
    this.#words.add(file, fact.name);
    for (const name of namesIn(fact.node)) this.#referred.addNamed(name);
    if (fact.kind !== "type") return;
    for (const field of this.#answers.get(fact.name) ?? []) this.#siblings.add(field);
    for (const type of this.#speakers.types.get(fact.name) ?? []) this.#referring.add(type);
  }

  /** The file that a type is in, or will be. */
  #fileOf(name: string): string | undefined {
    if (this.#home.roots.has(name)) return undefined;
    const file = this.files.get(name) ?? this.#home.text.parts.get(name)?.[0]?.file;
    // A file that has something of every resource is a clue to none.
    return file === undefined || file === this.#scalars || !file.startsWith(this.#home.folder)
      ? undefined
      : file;
  }

  /** The file that refers to a type most often. */
  #referrer({ name, coordinate }: Fact): string | undefined {
    const { others, rootFields, types } = this.#speakers;
    return mostFrequent([
      ...(others.get(name) ?? []).map((fact) => this.#fileOfMember(fact)),
      ...(rootFields.get(name) ?? []).map((field) => this.files.get(field.coordinate)),
      ...(types.get(name) ?? [])
        .filter((other) => other.coordinate !== coordinate)
        .map((other) => this.files.get(other.name)),
    ]);
  }

  #fileOfMember({ coordinate }: Fact): string | undefined {
    const [type = "", field] = coordinate.split(/\W+/);
    if (!this.#home.roots.has(type)) return this.#fileOf(type);
    const { facts, parts } = this.#home.text;
    const own = parts.get(type) ?? [];
    const known = facts.get(`${type}.${field}`)?.node.loc?.source.name;
    const file = this.files.get(`${type}.${field}`) ?? known ?? (own.length === 1 ? own[0]?.file : undefined);
    // A file of roots alone is no place for types.
    return file !== undefined && (this.#typed.has(file) || own.length > 1) ? file : undefined;
  }

  /** The file with most root fields of the same type, or the file of that type. */
  #siblingsOf(field: Fact): string | undefined {
    const type = answerOf(field);
    const file = this.#fileOf(type);
    return file === undefined ? undefined : (mostFrequent(this.#known.get(type) ?? []) ?? file);
  }

  /** The file that a type refers to most often, that of an interface of its before all. */
  #referredBy(type: Fact): string | undefined {
    const names = namesIn(type.node).filter((name) => name !== type.name);
    const interfaces = "interfaces" in type.node ? (type.node.interfaces ?? []) : [];
    const [face] = interfaces.map(({ name }) => this.#fileOf(name.value));
    return face ?? mostFrequent(names.map((name) => this.#fileOf(name)));
  }
}

function rootFieldsIn({
  text,
  roots,
}: Home): readonly { readonly file: string; readonly node: FieldDefinitionNode }[] {
  return [...roots].flatMap((root) =>
    (text.parts.get(root) ?? []).flatMap((part) =>
      membersIn(part).flatMap((node) =>
        node.kind === Kind.FIELD_DEFINITION ? [{ file: part.file, node }] : [],
      ),
    ),
  );
}

/** The type that a root field answers. */
function answerOf({ node }: Fact): string {
  return namedType((node as FieldDefinitionNode).type);
}

function bySpokenOf(facts: readonly Fact[]): ReadonlyMap<string, readonly Fact[]> {
  return groupBy(facts, ({ node }) => namesIn(node));
}

const names = new WeakMap<ASTNode, readonly string[]>();

/** The names of the types that a definition speaks of. */
function namesIn(node: ASTNode): readonly string[] {
  const known = names.get(node);
  if (known !== undefined) return known;
  const found: string[] = [];
  visit(node, { NamedType: ({ name }) => void found.push(name.value) });
  names.set(node, found);
  return found;
}

/** The most frequent; of several, the first. */
function mostFrequent(files: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const file of files) if (file !== undefined) counts.set(file, (counts.get(file) ?? 0) + 1);
  return [...counts].toSorted(([, left], [, right]) => right - left)[0]?.[0];
}
