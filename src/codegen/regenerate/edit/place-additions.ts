import { Kind, visit, type ASTNode, type FieldDefinitionNode } from "graphql";
import { wordsOf } from "../../plugins/names.ts";
import { namedType } from "../../version-annotations.ts";
import type { Fact } from "../facts/facts-of.ts";
import { membersIn } from "./insert-members.ts";
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
 * a root field goes to those of the same type, or else to its type. What has no kin gets a file of its own.
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

  constructor(additions: Additions, home: Home) {
    this.#additions = additions;
    this.#home = home;
  }

  run(): void {
    const { types, rootFields } = this.#additions;
    for (const type of types) {
      if (type.properties.kind === "scalar") this.#put(type, this.#fileOfScalars());
    }
    const steps = [
      () => this.#first(types, (type) => this.#referrer(type)),
      () => this.#first(rootFields, (field) => this.#kinOf(field)),
      () => this.#first(types, (type) => this.#referred(type)),
      // Nothing else is known of it than its words, or it is something of its own.
      () => this.#first(rootFields, (field) => this.#byWords(field)),
      () => this.#first([...types.filter((type) => this.#isAnswer(type)), ...types], ownFile),
      () => this.#first(rootFields, ownFile),
    ];
    while (steps.some((step) => step())) {
      // Each thing that has found its place may be the clue to another.
    }
  }

  /** Places the first that a clue leads to a file, if there is one. */
  #first(facts: readonly Fact[], clue: (fact: Fact) => string | undefined): boolean {
    for (const fact of facts) {
      if (this.files.has(fact.coordinate)) continue;
      const file = clue(fact);
      if (file === undefined) continue;
      this.#put(fact, file.includes("/") ? file : `${this.#home.folder}${file}`);
      return true;
    }
    return false;
  }

  #put(fact: Fact, file: string): void {
    this.files.set(fact.coordinate, file);
  }

  #isRoot(name: string): boolean {
    return this.#home.roots.has(name);
  }

  /** Whether a new root field answers a type. */
  #isAnswer({ name }: Fact): boolean {
    return this.#additions.rootFields.some(
      ({ node }) => namedType((node as FieldDefinitionNode).type) === name,
    );
  }

  /** The file that a type is in, or will be. */
  #fileOf(name: string): string | undefined {
    if (this.#isRoot(name)) return undefined;
    const file = this.files.get(name) ?? this.#home.text.parts.get(name)?.[0]?.file;
    // A file that has something of every resource is a clue to none.
    return file === undefined || file === this.#fileOfScalars() || !file.startsWith(this.#home.folder)
      ? undefined
      : file;
  }

  /** The file that refers to a type most often. */
  #referrer(type: Fact): string | undefined {
    const { types, rootFields, others } = this.#additions;
    const files = [
      ...others.filter(({ node }) => refersTo(node, type.name)).map((fact) => this.#fileOfMember(fact)),
      ...rootFields
        .filter(({ node }) => refersTo(node, type.name))
        .map(({ coordinate }) => this.files.get(coordinate)),
      ...types
        .filter((other) => other !== type && refersTo(other.node, type.name))
        .map(({ name }) => this.files.get(name)),
    ];
    return mostFrequent(files);
  }

  #fileOfMember({ coordinate }: Fact): string | undefined {
    const [type = "", field] = coordinate.split(/\W+/);
    if (!this.#isRoot(type)) return this.#fileOf(type);
    const { facts, parts } = this.#home.text;
    const own = parts.get(type) ?? [];
    const known = facts.get(`${type}.${field}`)?.node.loc?.source.name;
    const file = this.files.get(`${type}.${field}`) ?? known ?? (own.length === 1 ? own[0]?.file : undefined);
    // A file of roots alone is no place for types.
    return file !== undefined && (this.#hasTypes(file) || own.length > 1) ? file : undefined;
  }

  #hasTypes(file: string): boolean {
    const { parts } = this.#home.text;
    return [...parts].some(([name, own]) => !this.#isRoot(name) && own.some((part) => part.file === file));
  }

  /** The file with most root fields of the same type, or the file of that type. */
  #kinOf({ node }: Fact): string | undefined {
    const type = namedType((node as FieldDefinitionNode).type);
    const file = this.#fileOf(type);
    if (file === undefined) return undefined;
    const kin = this.#rootFields().filter((field) => namedType(field.node.type) === type);
    return mostFrequent(kin.map((field) => field.file)) ?? file;
  }

  #referred(type: Fact): string | undefined {
    const names = namesIn(type.node).filter((name) => name !== type.name);
    const interfaces = "interfaces" in type.node ? (type.node.interfaces ?? []) : [];
    const [face] = interfaces.map(({ name }) => this.#fileOf(name.value));
    return face ?? mostFrequent(names.map((name) => this.#fileOf(name)));
  }

  /** The file that a new root field names, or else the one that shares the rarest words with it. */
  #byWords({ name }: Fact): string | undefined {
    const words = this.#wordsOfFiles();
    const own = stems(name);
    const named = [...words.keys()]
      .map((file) => ({ file, title: this.#titleOf(file) }))
      .filter(({ title }) => title.every((word) => own.includes(word)))
      .toSorted((left, right) => right.title.length - left.title.length);
    if (named[0] !== undefined) return named[0].file;
    const scores = [...words].map(([file, known]) => {
      const shared = new Set(own.filter((word) => known.has(word)));
      const weights = [...shared].map(
        (word) => 1 / [...words.values()].filter((each) => each.has(word)).length,
      );
      return { file, score: weights.reduce((sum, weight) => sum + weight, 0) };
    });
    const [best] = scores.toSorted((left, right) => right.score - left.score);
    // A verb that half of all files know says nothing.
    return best !== undefined && best.score >= 2 / words.size ? best.file : undefined;
  }

  /** The words of a file's name. */
  #titleOf(file: string): readonly string[] {
    return stems(file.slice(this.#home.folder.length).replace(/\.\w+$/, ""));
  }

  /** The words that the endpoint's files are about, new things that have found their place among them. */
  #wordsOfFiles(): ReadonlyMap<string, ReadonlySet<string>> {
    const { text, folder, roots } = this.#home;
    const words = new Map<string, Set<string>>();
    const add = (file: string, name: string): void => {
      const known = words.get(file) ?? new Set(this.#titleOf(file));
      for (const word of stems(name)) known.add(word);
      if (file.startsWith(folder) && file !== this.#fileOfScalars()) words.set(file, known);
    };
    for (const [name, parts] of text.parts) {
      if (!roots.has(name)) for (const { file } of parts) add(file, name);
    }
    for (const { file, node } of this.#rootFields()) add(file, node.name.value);
    for (const [coordinate, file] of this.files) add(file, coordinate.replace(/^.*\./, ""));
    return words;
  }

  #rootFields(): readonly { readonly file: string; readonly node: FieldDefinitionNode }[] {
    return [...this.#home.roots].flatMap((root) =>
      (this.#home.text.parts.get(root) ?? []).flatMap((part) =>
        membersIn(part).flatMap((node) =>
          node.kind === Kind.FIELD_DEFINITION ? [{ file: part.file, node }] : [],
        ),
      ),
    );
  }

  #fileOfScalars(): string {
    const known = [...this.#home.text.files.keys()].find((file) => file.endsWith("/scalars.graphql"));
    return known ?? `${this.#home.folder}scalars.graphql`;
  }
}

/** A file named after the thing itself. */
function ownFile({ name }: Fact): string {
  return `${wordsOf(name).join("-") || name}.graphql`;
}

function stems(name: string): readonly string[] {
  return wordsOf(name).map((word) => word.replace(/ies$/, "y").replace(/s$/, ""));
}

function refersTo(node: ASTNode, name: string): boolean {
  return namesIn(node).includes(name);
}

/** The names of the types that a definition speaks of. */
function namesIn(node: ASTNode): readonly string[] {
  const names: string[] = [];
  visit(node, { NamedType: ({ name }) => void names.push(name.value) });
  return names;
}

/** The most frequent; of several, the first. */
function mostFrequent(files: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const file of files) if (file !== undefined) counts.set(file, (counts.get(file) ?? 0) + 1);
  return [...counts].toSorted(([, left], [, right]) => right - left)[0]?.[0];
}
