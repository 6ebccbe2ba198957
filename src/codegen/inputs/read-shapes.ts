import { ts } from "@ts-morph/common";

/** A shape as it is written out: see `Shape` in {@link SHAPE_TYPES}. */
export type Shape =
  | string
  | { readonly or: readonly Shape[] }
  | { readonly in: readonly (string | number | boolean)[] }
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly members: Readonly<Record<string, Shape>>; readonly optional: readonly string[] };

/** Reads the shapes of types; those with names are kept apart, since they may hold one another. */
export interface ShapeReader {
  readonly shapeOf: (type: ts.Type) => Shape;
  /** The shapes with names that were met. */
  readonly named: ReadonlyMap<string, Shape>;
}

/** What {@link createShapeReader} needs. */
export interface ShapeReaderOptions {
  readonly checker: ts.TypeChecker;
  /** Whether a file is the project's own: the types of other files are known by the tags of their classes. */
  readonly isOwn: (fileName: string) => boolean;
  /** The names of types that whoever takes them checks, with better words than a shape has. */
  readonly opaque: readonly string[];
}

const PRIMITIVES: readonly (readonly [ts.TypeFlags, string])[] = [
  [ts.TypeFlags.StringLike, "string"],
  [ts.TypeFlags.NumberLike, "number"],
  [ts.TypeFlags.BooleanLike, "boolean"],
  [ts.TypeFlags.BigIntLike, "bigint"],
  [ts.TypeFlags.ESSymbolLike, "symbol"],
  [ts.TypeFlags.Null, "null"],
];

const NOTHING = ts.TypeFlags.Undefined | ts.TypeFlags.Void;

/** Starts to read shapes. */
export function createShapeReader(options: ShapeReaderOptions): ShapeReader {
  const named = new Map<string, Shape>();
  const names = new Map<ts.Type, string>();
  const reader: Reading = {
    ...options,
    nameFor: (type, wanted) => {
      const known = names.get(type);
      if (known !== undefined) return { name: known, isNew: false };
      const taken = [...names.values()].filter((other) => other.replace(/\d+$/u, "") === wanted).length;
      const name = taken === 0 ? wanted : `${wanted}${taken + 1}`;
      names.set(type, name);
      return { name, isNew: true };
    },
    keep: (name, shape) => void named.set(name, shape),
  };
  return { shapeOf: (type) => shapeOf(type, reader), named };
}

interface Reading extends ShapeReaderOptions {
  readonly nameFor: (type: ts.Type, wanted: string) => { readonly name: string; readonly isNew: boolean };
  readonly keep: (name: string, shape: Shape) => void;
}

function shapeOf(type: ts.Type, reading: Reading): Shape {
  const wanted = nameOf(type, reading);
  if (wanted === undefined) return unnamedShape(type, reading);
  if (reading.opaque.includes(wanted)) return "any";
  const { name, isNew } = reading.nameFor(type, wanted);
  if (isNew) reading.keep(name, unnamedShape(type, reading));
  return `#${name}`;
}

function unnamedShape(type: ts.Type, reading: Reading): Shape {
  if (type.isUnion()) return unionShape(type.types, reading);
  const literal = literalOf(type, reading.checker);
  if (literal !== undefined) return { in: [literal] };
  const primitive = PRIMITIVES.find(([flag]) => (type.flags & flag) !== 0);
  if (primitive !== undefined) return primitive[1];
  // An intersection with a primitive is a branded one.
  if (type.isIntersection()) {
    const brand = type.types.map((one) => shapeOf(one, reading)).find((one) => typeof one === "string");
    if (brand !== undefined && brand !== "object") return brand;
  } else if ((type.flags & ts.TypeFlags.Object) === 0) {
    return "any";
  }
  return objectShape(type, reading);
}

function literalOf(type: ts.Type, checker: ts.TypeChecker): string | number | boolean | undefined {
  if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
  if ((type.flags & ts.TypeFlags.BooleanLiteral) === 0) return undefined;
  return checker.typeToString(type) === "true";
}

function unionShape(types: readonly ts.Type[], reading: Reading): Shape {
  const shapes = types.filter(({ flags }) => (flags & NOTHING) === 0).map((type) => shapeOf(type, reading));
  if (shapes.includes("any")) return "any";
  const literals = shapes.flatMap((shape) => (typeof shape === "object" && "in" in shape ? shape.in : []));
  const others = shapes.filter((shape) => typeof shape !== "object" || !("in" in shape));
  const isBoolean = literals.includes(true) && literals.includes(false);
  const left = literals.filter(
    (value) => !(isBoolean && typeof value === "boolean") && !others.includes(typeof value),
  );
  const all = [...(left.length > 0 ? [{ in: left }] : []), ...(isBoolean ? ["boolean"] : []), ...others];
  const forms = [...new Map(all.map((shape) => [JSON.stringify(shape), shape])).values()];
  const [only] = forms;
  return forms.length === 1 && only !== undefined ? only : { or: forms };
}

function objectShape(type: ts.Type, reading: Reading): Shape {
  const { checker, isOwn } = reading;
  if (type.getCallSignatures().length > 0) return "function";
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    return { list: unionShape(checker.getTypeArguments(type as ts.TypeReference), reading) };
  }
  const declared = type.getSymbol();
  const declaredAt = declared?.declarations?.[0]?.getSourceFile().fileName;
  // What `Pick`, `Omit` and their siblings make has no name of its own: it is the members that it is made of.
  const isMade = declared?.name === "__type";
  if (declaredAt !== undefined && !isMade && !isOwn(declaredAt)) return foreignShape(type);
  if (type.isClass()) return "object";
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (index !== undefined) return { map: shapeOf(index, reading) };
  return membersShape(type, reading);
}

/** Of the language or the system: known by its tag, which libraries in its place have as well. */
function foreignShape(type: ts.Type): Shape {
  const name = type.getSymbol()?.name ?? "";
  if (/Iterable$|Iterator$|Generator$/u.test(name)) return "iterable";
  const tag = name.replace(/^Readonly(?=Map$|Set$)/u, "");
  return /^(?:URL|AbortSignal|Map|Set|Date|Blob|File|Uint8Array|RegExp)$/u.test(tag) ? tag : "object";
}

function membersShape(type: ts.Type, reading: Reading): Shape {
  const { checker } = reading;
  const members: Record<string, Shape> = {};
  const optional: string[] = [];
  for (const property of checker.getPropertiesOfType(type)) {
    if (property.name.startsWith("__@")) continue;
    const member = declaredType(property, checker);
    members[property.name] = shapeOf(member, reading);
    const mayLack = (property.flags & ts.SymbolFlags.Optional) !== 0 || admitsNothing(member);
    if (mayLack) optional.push(property.name);
  }
  return { members, optional };
}

/**
 * The type of a parameter or member as it is written there: the compiler adds `undefined` to what may be absent, and then no longer
 * tells the name of the type.
 */
export function declaredType(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Type {
  const type = checker.getTypeOfSymbol(symbol);
  const { valueDeclaration: at } = symbol;
  const isTyped =
    at !== undefined && (ts.isParameter(at) || ts.isPropertySignature(at) || ts.isPropertyDeclaration(at));
  if (!isTyped || at.type === undefined) return type;
  const written = checker.getTypeFromTypeNode(at.type);
  // The declaration of a generic type has parameters where this one has their arguments.
  return checker.isTypeAssignableTo(written, type) ? written : type;
}

function admitsNothing(type: ts.Type): boolean {
  const flags = NOTHING | ts.TypeFlags.Any | ts.TypeFlags.Unknown;
  return (type.isUnion() ? type.types : [type]).some((one) => (one.flags & flags) !== 0);
}

/** The name of a type of the project that has no parameters: with other arguments it would be another shape. */
function nameOf(type: ts.Type, { isOwn }: Reading): string | undefined {
  const { aliasSymbol, aliasTypeArguments = [] } = type;
  const isInterface = (type.getSymbol()?.flags ?? 0) & ts.SymbolFlags.Interface;
  const symbol = aliasSymbol ?? (isInterface ? type.getSymbol() : undefined);
  const { typeParameters = [] } = type as ts.InterfaceType;
  if (symbol === undefined || aliasTypeArguments.length > 0 || typeParameters.length > 0) return undefined;
  const isReference = ((type as ts.ObjectType).objectFlags ?? 0) & ts.ObjectFlags.Reference;
  const file = symbol.declarations?.[0]?.getSourceFile().fileName;
  return isReference || file === undefined || !isOwn(file) ? undefined : symbol.name;
}
