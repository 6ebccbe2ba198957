import { InvalidInputError } from "../errors.ts";
import { foldCase, nearNames } from "../lookup/lookup.ts";
import type { Inputs, MembersShape, Parameter, Shape } from "./shape.ts";

type Shapes = Inputs["shapes"];

/** What is wrong with a value, and how far into it one had to look: the form of a union that fits best says it. */
interface Fault {
  readonly path: string;
  readonly says: string;
  readonly hint?: string;
  readonly depth: number;
}

/**
 * Checks what a method was given against what its types say, for callers whose compiler has not.
 *
 * @throws {@link InvalidInputError} naming the method, the argument or member, and what is valid.
 */
export function checkArguments({ methods, shapes }: Inputs, method: string, given: readonly unknown[]): void {
  // A raw method that is not known by itself takes what its like takes.
  const forms = methods[method] ?? methods[method.replace(".raw.", ".")] ?? [];
  const faults = forms.map((form) => faultOfForm(form, given, shapes));
  if (faults.length === 0 || faults.includes(undefined)) return;
  const deepest = faults.reduce((best, fault) => ((fault?.depth ?? 0) > (best?.depth ?? 0) ? fault : best));
  if (deepest === undefined) return;
  const { path, says, hint } = deepest;
  throw new InvalidInputError(`${method}: ${path} ${says}.`, hint === undefined ? {} : { hint });
}

function faultOfForm(
  form: readonly Parameter[],
  given: readonly unknown[],
  shapes: Shapes,
): Fault | undefined {
  for (const [at, { name, shape, optional, rest }] of form.entries()) {
    const values = rest ? given.slice(at) : [given[at]];
    for (const [nth, value] of values.entries()) {
      if (optional && value === undefined) continue;
      if (value === undefined && !rest) return { path: name, says: missing(shape, shapes), depth: at };
      const place = { path: rest ? `${name}[${nth}]` : name, depth: at };
      const fault = faultOf(value, shape, { ...place, shapes });
      if (fault !== undefined) return fault;
    }
  }
  if (form.at(-1)?.rest || given.length <= form.length) return undefined;
  const extra = given.slice(form.length).findIndex((value) => value !== undefined);
  if (extra === -1) return undefined;
  const most = form.length === 1 ? "one argument" : `${form.length} arguments`;
  return {
    path: `argument ${form.length + extra + 1}`,
    says: `is one too many: at most ${most}`,
    depth: form.length,
  };
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly shapes: Shapes;
}

function faultOf(value: unknown, shape: Shape, place: Place): Fault | undefined {
  if (typeof shape === "string") {
    const named = shape.startsWith("#") ? place.shapes[shape.slice(1)] : undefined;
    if (named !== undefined) return faultOf(value, named, place);
    return isOfKind(value, shape) ? undefined : wrong(value, shape, place);
  }
  if ("in" in shape) return shape.in.includes(value as string) ? undefined : wrong(value, shape, place);
  if ("or" in shape) return faultOfUnion(value, shape.or, place);
  if ("list" in shape) {
    // What can be walked through is taken as well: the types say so where it is not, by a kind of its own.
    if (!Array.isArray(value)) return wrong(value, shape, place);
    return first(value, (item, at) => faultOf(item, shape.list, inside(place, `[${at}]`)));
  }
  const isPlain = typeof value === "object" && value !== null && !Array.isArray(value);
  // Bytes have as many members as they are.
  if (!isPlain || ArrayBuffer.isView(value)) return wrong(value, shape, place);
  if ("members" in shape) return faultOfMembers(value as Readonly<Record<string, unknown>>, shape, place);
  return first(Object.entries(value), ([key, member]) =>
    faultOf(member, shape.map, inside(place, `[${JSON.stringify(key)}]`)),
  );
}

function first<Item>(
  items: readonly Item[],
  faultAt: (item: Item, at: number) => Fault | undefined,
): Fault | undefined {
  for (const [at, item] of items.entries()) {
    const fault = faultAt(item, at);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function inside({ path, depth, shapes }: Place, step: string): Place {
  return { path: `${path}${step}`, depth: depth + 1, shapes };
}

function faultOfUnion(value: unknown, forms: readonly Shape[], place: Place): Fault | undefined {
  let best: Fault | undefined;
  for (const form of forms) {
    const fault = faultOf(value, form, place);
    if (fault === undefined) return undefined;
    if (fault.depth > (best?.depth ?? place.depth)) best = fault;
  }
  // Only one form of the union is an object like this one: what it lacks is the help that is wanted.
  return best ?? wrong(value, { or: forms }, place);
}

function faultOfMembers(
  value: Readonly<Record<string, unknown>>,
  shape: MembersShape,
  place: Place,
): Fault | undefined {
  const { members, optional } = shape;
  const known = Object.keys(members);
  const present = known.filter((name) => value[name] !== undefined);
  const unknown = Object.keys(value).filter((name) => value[name] !== undefined && !known.includes(name));
  // A form of which nothing is there is another one.
  const depth = place.depth + (present.length > 0 ? 1 : 0);
  const mistyped = first(unknown, (name) => {
    const near = nearTo(
      name,
      known.filter((other) => !present.includes(other)),
    );
    // A variable of a wider type is no mistake: TypeScript lets it pass as well.
    if (near.length === 0) return undefined;
    const path = `${place.path}.${name}`;
    // Of the forms of a union, the one that knows what was meant is the one that was meant.
    return { path, says: "is not known", hint: meant(near), depth: depth + 1 };
  });
  if (mistyped !== undefined) return mistyped;
  const lacking = known.find((name) => value[name] === undefined && !optional.includes(name));
  if (lacking !== undefined) {
    const says = missing(members[lacking] ?? "any", place.shapes);
    return { path: `${place.path}.${lacking}`, says, depth };
  }
  return first(present, (name) => {
    const fault = faultOf(value[name], members[name] ?? "any", inside(place, `.${name}`));
    return fault && { ...fault, depth: Math.max(fault.depth, depth) };
  });
}

function meant(near: readonly string[]): string {
  return `Did you mean ${near.map((other) => `"${other}"`).join(" or ")}?`;
}

/** The known names that a name was perhaps meant to be: in another spelling, as `release_note`, or mistyped. */
function nearTo(name: string, known: readonly string[]): readonly string[] {
  const plain = (text: string): string => foldCase(text).replaceAll(/[^\p{L}\p{N}]/gu, "");
  const same = known.filter((other) => plain(other) === plain(name));
  if (same.length > 0) return same;
  // Among short names everything is near: of these, what begins alike.
  return nearNames(name, known).filter((other) =>
    name.length < 4 ? name.length > 1 && other.startsWith(name) : Math.abs(other.length - name.length) <= 2,
  );
}

const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  any: () => true,
  null: (value) => value === null,
  object: (value) => typeof value === "object" && value !== null,
  iterable: (value) => typeof value === "object" && value !== null,
};

function isOfKind(value: unknown, kind: string): boolean {
  const test = KINDS[kind];
  if (test !== undefined) return test(value);
  if (/^[a-z]/u.test(kind)) return typeof value === kind;
  // By the tag: what another realm, or a library in place of the platform's own class, has made is taken as well.
  const known = (globalThis as Readonly<Record<string, unknown>>)[kind];
  return (
    Object.prototype.toString.call(value) === `[object ${kind}]` ||
    (typeof known === "function" && value instanceof known)
  );
}

function wrong(value: unknown, shape: Shape, { path, depth, shapes }: Place): Fault {
  if (value === undefined) return { path, says: missing(shape, shapes), depth };
  const due = `must be ${described(shape, shapes)}, not `;
  if (typeof shape === "object" && "in" in shape && typeof value === "string") {
    const near = nearTo(value, shape.in.map(String));
    // What was chosen among words is no secret, and says best what is wrong.
    return {
      path,
      says: due + JSON.stringify(value),
      depth,
      ...(near.length > 0 ? { hint: meant(near) } : {}),
    };
  }
  const says = due + shown(value) + byName(value, shape, shapes);
  return { path, says, depth };
}

function missing(shape: Shape, shapes: Shapes): string {
  return `is missing: it is ${described(shape, shapes)}`;
}

/** Helps whoever gives an option by its position, as in other languages. */
function byName(value: unknown, shape: Shape, shapes: Shapes): string {
  const [options, ...others] = formsOf(shape, shapes);
  if (typeof value === "object" || typeof options !== "object" || !("members" in options)) return "";
  if (others.length > 0) return "";
  const place = { path: "", depth: 0, shapes };
  const fitting = Object.keys(options.members).filter(
    (name) => faultOf(value, options.members[name] ?? "any", place) === undefined,
  );
  return fitting.length === 0 ? "" : `; by name, as in { ${fitting.slice(0, 3).join(" } or { ")} }`;
}

/** What a value is, never what it holds: it may be a secret. */
function shown(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return value === "" ? "an empty text" : "a string";
  if (typeof value === "function") return "a function";
  if (typeof value !== "object") return withArticle(typeof value);
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  if (tag !== "Object") return withArticle(tag);
  const names = Object.keys(value ?? {});
  return names.length === 0 ? "an empty object" : `an object with ${names.slice(0, 3).join(", ")}`;
}

function described(shape: Shape, shapes: Shapes): string {
  const forms = formsOf(shape, shapes);
  const texts = [...new Set(forms.flatMap((form) => describedForms(form, shapes)))];
  const last = texts.pop() ?? "something";
  return texts.length === 0 ? last : `${texts.join(", ")} or ${last}`;
}

function formsOf(shape: Shape, shapes: Shapes): readonly Shape[] {
  if (typeof shape === "string" && shape.startsWith("#"))
    return formsOf(shapes[shape.slice(1)] ?? "any", shapes);
  return typeof shape === "object" && "or" in shape
    ? shape.or.flatMap((form) => formsOf(form, shapes))
    : [shape];
}

function describedForms(shape: Shape, shapes: Shapes): readonly string[] {
  return typeof shape === "object" && "in" in shape
    ? shape.in.map((one) => JSON.stringify(one))
    : [describedForm(shape, shapes)];
}

function describedForm(shape: Exclude<Shape, { readonly in: unknown }>, shapes: Shapes): string {
  if (typeof shape === "string") {
    if (shape === "any") return "anything";
    return shape === "null" ? "null" : withArticle(shape);
  }
  if ("list" in shape) return `an array of ${described(shape.list, shapes)}`;
  if ("members" in shape) {
    const required = Object.keys(shape.members).filter((name) => !shape.optional.includes(name));
    return required.length === 0 ? "an object" : `an object with ${required.join(" and ")}`;
  }
  return "an object";
}

function withArticle(noun: string): string {
  // A URL, an AbortSignal.
  return `${/^(?:[aeio]|A|E|I|O|un)/u.test(noun) ? "an" : "a"} ${noun}`;
}
