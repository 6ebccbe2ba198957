/**
 * What an argument has to look like, read off the types of the methods by codegen.
 *
 * @remarks A text is a kind (`string`, `number`, `boolean`, `function`, `object`, `null`, `any`), the tag of a class of the
 * platform that the code runs on (`URL`, `AbortSignal`), or `#` and the name of a shape that is kept apart.
 */
export type Shape =
  | string
  | { readonly or: readonly Shape[] }
  | { readonly in: readonly (string | number | boolean)[] }
  | { readonly list: Shape }
  | { readonly map: Shape }
  | MembersShape;

/** An object with known members. */
export interface MembersShape {
  readonly members: Readonly<Record<string, Shape>>;
  /** The members that may be absent. */
  readonly optional: readonly string[];
}

/** One parameter of a method. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly optional?: true;
  /** Takes all arguments that are left. */
  readonly rest?: true;
}

/** What the methods of a client take. */
export interface Inputs {
  /** By method, e.g. `jobs.get`: its parameters, for each of its forms. */
  readonly methods: Readonly<Record<string, readonly (readonly Parameter[])[]>>;
  /** The shapes with names, which may hold one another. */
  readonly shapes: Readonly<Record<string, Shape>>;
}
