/** A schema as data, to be changed at random and still to be one. */
export interface SchemaModel {
  types: TypeModel[];
  /** Names are given once: what is gone does not come back. */
  names: number;
}

/** A type of a {@link SchemaModel}. */
export interface TypeModel {
  readonly name: string;
  readonly kind: "type" | "interface" | "input" | "enum" | "union" | "scalar";
  members: MemberModel[];
  /** Interfaces of an object, or members of a union. */
  listed: string[];
  /** All that were ever listed. */
  readonly ever: Set<string>;
}

/** A field, an argument, an input field or an enum value. */
export interface MemberModel {
  readonly name: string;
  type: string;
  wrap: "T" | "T!" | "[T]" | "[T!]!";
  args: MemberModel[];
  value: string | undefined;
  isDeprecated: boolean;
  /** Belongs to an interface, or is what a schema cannot do without. */
  readonly isFixed: boolean;
}

/** One change: which, and the numbers that its choices are made of. */
export interface Mutation {
  readonly kind: keyof typeof MUTATIONS;
  readonly picks: readonly [number, number, number];
}

/** The smallest schema. */
export function smallestModel(): SchemaModel {
  const query = newType("Query", "type");
  query.members.push(newMember("ping", { type: "Int", isFixed: true }));
  return { types: [query], names: 0 };
}

/** Changes a schema. Some changes find nothing to change. */
export function mutate(model: SchemaModel, { kind, picks }: Mutation): void {
  MUTATIONS[kind](model, picks);
}

/** Prints a schema, or some of its types. */
export function printModel(types: readonly TypeModel[]): string {
  return types.map(printType).join("\n\n");
}

type Picks = Mutation["picks"];

const BUILT_IN = ["Int", "String", "Boolean"] as const;
const WRAPS = ["T", "T!", "[T]", "[T!]!"] as const;
const VALUES: Readonly<Record<string, readonly string[]>> = {
  Int: ["1", "22", "-3"],
  String: ['"a"', '"b \\" c"', '""'],
  Boolean: ["true", "false"],
};

function newType(name: string, kind: TypeModel["kind"]): TypeModel {
  return { name, kind, members: [], listed: [], ever: new Set() };
}

function newMember(name: string, given: Partial<MemberModel> = {}): MemberModel {
  return {
    name,
    type: "Int",
    wrap: "T",
    args: [],
    value: undefined,
    isDeprecated: false,
    isFixed: false,
    ...given,
  };
}

function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % Math.max(1, items.length)];
}

function fresh(model: SchemaModel, head: string): string {
  model.names += 1;
  return `${head}${model.names}`;
}

function ofKinds(model: SchemaModel, ...kinds: readonly TypeModel["kind"][]): readonly TypeModel[] {
  return model.types.filter(({ kind }) => kinds.includes(kind));
}

function outputs(model: SchemaModel): readonly string[] {
  return [...BUILT_IN, ...model.types.filter(({ kind }) => kind !== "input").map(({ name }) => name)];
}

function inputs(model: SchemaModel): readonly string[] {
  return [...BUILT_IN, ...ofKinds(model, "input", "enum", "scalar").map(({ name }) => name)];
}

/** An input of a type. What would have to hold itself is never demanded. */
function inputMember(model: SchemaModel, head: string, [a, b, c]: Picks): MemberModel {
  const type = pick(inputs(model), a) ?? "Int";
  const isObject = ofKinds(model, "input").some(({ name }) => name === type);
  const wrap = isObject ? "[T]" : (pick(WRAPS, b) ?? "T");
  const value = wrap === "T" || wrap === "T!" ? pick(VALUES[type] ?? [], c) : undefined;
  return newMember(fresh(model, head), { type, wrap, value: c % 2 === 0 ? value : undefined });
}

function objectField(model: SchemaModel, [a, b]: Picks, type?: string): MemberModel {
  return newMember(fresh(model, "field"), {
    type: type ?? pick(outputs(model), a) ?? "Int",
    wrap: pick(WRAPS, b) ?? "T",
  });
}

function free(type: TypeModel | undefined): readonly MemberModel[] {
  return (type?.members ?? []).filter(({ isFixed }) => !isFixed);
}

/** Some argument or input field. */
function someInput(model: SchemaModel, [a, b]: Picks): MemberModel | undefined {
  const members = ofKinds(model, "type").flatMap((type) => free(type).flatMap(({ args }) => args));
  return pick([...members, ...ofKinds(model, "input").flatMap(free)], a + b);
}

function dropMember(type: TypeModel | undefined, number: number): void {
  const member = pick(free(type), number);
  if (type !== undefined && type.members.length > 1)
    type.members = type.members.filter((each) => each !== member);
}

/** Takes a type away with all that leads to it, where everything else can do without. */
function dropType(model: SchemaModel, name: string): void {
  const types = model.types
    .filter((type) => type.name !== name)
    .map((type) => ({
      ...type,
      listed: type.listed.filter((each) => each !== name),
      members: type.members
        .filter((member) => member.type !== name)
        .map((member) => ({ ...member, args: member.args.filter((argument) => argument.type !== name) })),
    }));
  const isWhole = types.every(
    ({ kind, members, listed }) =>
      kind === "scalar" || (kind === "union" ? listed.length > 0 : members.length > 0),
  );
  if (isWhole) model.types = types;
}

/** Has something lead to a new type, so that it is of use. */
function refer(model: SchemaModel, type: TypeModel, [a, b, c]: Picks): void {
  model.types.push(type);
  const owner = pick(ofKinds(model, "type"), a);
  if (owner === undefined || c % 4 === 0) return;
  if (type.kind === "input") {
    const field = pick(free(owner), b);
    field?.args.push(newMember(fresh(model, "arg"), { type: type.name, wrap: "T" }));
  } else owner.members.push(objectField(model, [a, b, c], type.name));
}

const MUTATIONS = {
  addField: (model: SchemaModel, [a, b, c]: Picks): void => {
    pick(ofKinds(model, "type"), a)?.members.push(objectField(model, [b, c, a]));
  },
  dropField: (model: SchemaModel, [a, b]: Picks): void => dropMember(pick(ofKinds(model, "type"), a), b),
  retypeField: (model: SchemaModel, [a, b, c]: Picks): void => {
    const field = pick(free(pick(ofKinds(model, "type"), a)), b);
    if (field === undefined) return;
    field.type = pick(outputs(model), c) ?? field.type;
    field.wrap = pick(WRAPS, a + c) ?? field.wrap;
  },
  deprecateField: (model: SchemaModel, [a, b]: Picks): void => {
    const field = pick(free(pick(ofKinds(model, "type"), a)), b);
    if (field !== undefined) field.isDeprecated = !field.isDeprecated;
  },
  addArgument: (model: SchemaModel, [a, b, c]: Picks): void => {
    pick(free(pick(ofKinds(model, "type"), a)), b)?.args.push(inputMember(model, "arg", [c, a, b]));
  },
  dropArgument: (model: SchemaModel, [a, b, c]: Picks): void => {
    const field = pick(free(pick(ofKinds(model, "type"), a)), b);
    if (field !== undefined) field.args = field.args.filter((_, index) => index !== c % field.args.length);
  },
  retypeInput: (model: SchemaModel, picks: Picks): void => {
    const member = someInput(model, picks);
    if (member === undefined) return;
    const { type, wrap, value } = inputMember(model, "unused", [picks[2], picks[0], picks[1]]);
    Object.assign(member, { type, wrap, value, isDeprecated: false });
  },
  redefault: (model: SchemaModel, picks: Picks): void => {
    const member = someInput(model, picks);
    if (member === undefined || member.wrap.startsWith("[")) return;
    member.value = picks[2] % 3 === 0 ? undefined : pick(VALUES[member.type] ?? [], picks[2]);
    if (member.wrap === "T!" && member.value === undefined) member.isDeprecated = false;
  },
  deprecateInput: (model: SchemaModel, picks: Picks): void => {
    const member = someInput(model, picks);
    const isDemanded = member?.wrap.endsWith("!") === true && member.value === undefined;
    if (member !== undefined && !isDemanded) member.isDeprecated = !member.isDeprecated;
  },
  addInputField: (model: SchemaModel, [a, b, c]: Picks): void => {
    pick(ofKinds(model, "input"), a)?.members.push(inputMember(model, "in", [b, c, a]));
  },
  dropInputField: (model: SchemaModel, [a, b]: Picks): void =>
    dropMember(pick(ofKinds(model, "input"), a), b),
  addValue: (model: SchemaModel, [a]: Picks): void => {
    pick(ofKinds(model, "enum"), a)?.members.push(newMember(fresh(model, "VALUE")));
  },
  dropValue: (model: SchemaModel, [a, b]: Picks): void => dropMember(pick(ofKinds(model, "enum"), a), b),
  deprecateValue: (model: SchemaModel, [a, b]: Picks): void => {
    const value = pick(pick(ofKinds(model, "enum"), a)?.members ?? [], b);
    if (value !== undefined) value.isDeprecated = !value.isDeprecated;
  },
  addObject: (model: SchemaModel, picks: Picks): void => {
    const type = newType(fresh(model, "Thing"), "type");
    type.members.push(objectField(model, picks));
    refer(model, type, picks);
  },
  addInterface: (model: SchemaModel, picks: Picks): void => {
    const type = newType(fresh(model, "Face"), "interface");
    type.members.push(
      newMember(fresh(model, "face"), { type: pick(BUILT_IN, picks[0]) ?? "Int", isFixed: true }),
    );
    refer(model, type, picks);
  },
  addInput: (model: SchemaModel, picks: Picks): void => {
    const type = newType(fresh(model, "Input"), "input");
    type.members.push(inputMember(model, "in", picks));
    refer(model, type, picks);
  },
  addEnum: (model: SchemaModel, picks: Picks): void => {
    const type = newType(fresh(model, "Choice"), "enum");
    type.members.push(newMember(fresh(model, "VALUE")));
    refer(model, type, picks);
  },
  addUnion: (model: SchemaModel, picks: Picks): void => {
    const type = newType(fresh(model, "Either"), "union");
    type.listed.push(pick(ofKinds(model, "type"), picks[1])?.name ?? "Query");
    refer(model, type, picks);
  },
  addScalar: (model: SchemaModel, picks: Picks): void =>
    refer(model, newType(fresh(model, "Scalar"), "scalar"), picks),
  dropType: (model: SchemaModel, [a]: Picks): void => {
    const type = pick(
      model.types.filter(({ name }) => name !== "Query"),
      a,
    );
    if (type !== undefined) dropType(model, type.name);
  },
  implement: (model: SchemaModel, [a, b]: Picks): void => {
    const [type, face] = [pick(ofKinds(model, "type"), a), pick(ofKinds(model, "interface"), b)];
    if (type === undefined || face === undefined || type.ever.has(face.name)) return;
    type.ever.add(face.name);
    type.listed.push(face.name);
    type.members.push(...face.members.map((member) => ({ ...member })));
  },
  unlist: (model: SchemaModel, [a, b]: Picks): void => {
    const type = pick(ofKinds(model, "type", "union"), a);
    const name = pick(type?.listed ?? [], b);
    if (type === undefined || name === undefined || (type.kind === "union" && type.listed.length < 2)) return;
    type.ever.add(name);
    type.listed = type.listed.filter((each) => each !== name);
  },
  join: (model: SchemaModel, [a, b]: Picks): void => {
    const [union, type] = [pick(ofKinds(model, "union"), a), pick(ofKinds(model, "type"), b)];
    if (union === undefined || type === undefined) return;
    if (union.ever.has(type.name) || union.listed.includes(type.name)) return;
    union.listed.push(type.name);
  },
};

/** The names of all changes. */
export const MUTATION_KINDS = Object.keys(MUTATIONS) as readonly Mutation["kind"][];

function printType({ name, kind, members, listed }: TypeModel): string {
  if (kind === "scalar") return `scalar ${name}`;
  if (kind === "union") return `union ${name} = ${listed.join(" | ")}`;
  const faces = kind === "type" && listed.length > 0 ? ` implements ${listed.join(" & ")}` : "";
  const lines = members.map(
    (member) => `  "About ${member.name}."\n  ${printMember(member, kind === "enum")}`,
  );
  return `"About ${name}."\n${kind} ${name}${faces} {\n${lines.join("\n")}\n}`;
}

function printMember({ name, type, wrap, args, value, isDeprecated }: MemberModel, isValue: boolean): string {
  const given = args.length > 0 ? `(${args.map((argument) => printMember(argument, false)).join(", ")})` : "";
  return [
    isValue ? name : `${name}${given}: ${wrap.replace("T", type)}`,
    ...(value === undefined ? [] : [`= ${value}`]),
    ...(isDeprecated ? ["@deprecated"] : []),
  ].join(" ");
}
