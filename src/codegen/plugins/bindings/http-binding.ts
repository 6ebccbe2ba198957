/** Where one argument of a root field goes. */
export interface ArgumentBinding {
  readonly place: "PATH" | "QUERY" | "HEADER" | "BODY" | "FORM" | "FILE" | "WHOLE_BODY";
  /** The name on the wire. */
  readonly name: string;
  readonly separator?: string;
  /**
   * Whether it is the names of the selected members, where it is left out: always, or where they are fewer than these dotted
   * paths.
   */
  readonly selection?: true | readonly string[];
}

/** The HTTP request that a root field stands for. */
export interface HttpBinding {
  readonly method: string;
  readonly path: string;
  readonly arguments: Readonly<Record<string, ArgumentBinding>>;
  readonly body: "JSON" | "FORM" | "MULTIPART" | "BINARY" | "NONE";
  readonly response: "JSON" | "TEXT" | "STREAM" | "HEAD" | "NONE";
  readonly unwrap?: string;
  readonly wrap?: string;
  readonly auth: boolean;
  readonly headers: readonly string[];
  readonly query?: readonly string[];
  readonly accept?: readonly number[];
  readonly signed?: true;
  readonly follow?: true;
  /** Where members of the value come from: a header's name in lower case, or {@link STATUS}. */
  readonly fromHead?: Readonly<Record<string, string>>;
  /** The members of the answer that are read leniently, by their dotted path, each with its type as SDL has it. */
  readonly lenient?: Readonly<Record<string, string>>;
}

/** Stands for the status among the headers of an answer, as HTTP/2 has it. */
export const STATUS = ":status";

/** The names of the arguments that have a place in a path template. */
export function placesIn(path: string): readonly string[] {
  return [...path.matchAll(/\{[+/]?(\w+)\*?\}/g)].map(([, name]) => name ?? "");
}

/** The names of the arguments whose place in a path template may stay empty, the slash before it included. */
export function optionalPlacesIn(path: string): readonly string[] {
  return [...path.matchAll(/\{\/(\w+)\*?\}/g)].map(([, name]) => name ?? "");
}
