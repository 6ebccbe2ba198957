import type { FailureReader } from "./failures.ts";

/** Where an argument goes in a request. */
export interface HttpArgument {
  readonly place: "PATH" | "QUERY" | "HEADER" | "BODY" | "FORM" | "FILE" | "WHOLE_BODY";
  /** The name on the wire; `*` in the query string: the members of the value go there under their own names. */
  readonly name: string;
  /** Joins the items of a list into one value; without it, the name is repeated. */
  readonly separator?: string;
  /**
   * Whether it is the names of the selected members, where it is left out: always, or where they are fewer than these dotted
   * paths.
   */
  readonly selection?: boolean | readonly string[];
}

/** How a root field is spoken over HTTP: generated from its `@http` directive, plain data. */
export interface HttpBinding {
  readonly method: string;
  /**
   * Path template: `{argument}`, `{argument*}` for several segments, `{/argument*}` for a slash and such, or nothing,
   * `{+argument}` for a path the platform gave.
   */
  readonly path: string;
  readonly body: "JSON" | "FORM" | "MULTIPART" | "BINARY" | "NONE";
  readonly response: "JSON" | "TEXT" | "STREAM" | "HEAD" | "NONE";
  /** Dotted path of the value inside a JSON answer. */
  readonly unwrap?: string;
  /** The member of the value that the answer is put into, beside those from its head. */
  readonly wrap?: string;
  /** Whether the token goes along. */
  readonly auth: boolean;
  /** Headers whose values come from the client. */
  readonly headers: readonly string[];
  /** Parameters of the query whose values come from the client; one without a value is left out. */
  readonly query?: readonly string[];
  /** Statuses that are answers too, beside those of success; their bodies are not read. */
  readonly accept?: readonly number[];
  /** Whether the path is a whole URL that the platform handed out: nothing of the client's goes along. */
  readonly signed?: boolean;
  /** Whether redirects are followed. */
  readonly follow?: boolean;
  /** Members of the value that come from the answer's head: from which header, in lower case, or from `:status`. */
  readonly fromHead?: Readonly<Record<string, string>>;
  /** Members of the value that are read leniently, by their dotted path, each with its type as SDL has it. */
  readonly lenient?: Readonly<Record<string, string>>;
  readonly arguments: Readonly<Record<string, HttpArgument>>;
}

/** Where an HTTP endpoint is, and what it needs from the client. */
export interface HttpEndpoint {
  /** What the bindings' paths are joined to, without a trailing slash. */
  readonly url: string;
  /** Loads the bindings, by root field: only calls over HTTP need them. */
  readonly bindings: () => Promise<Readonly<Record<string, HttpBinding>>>;
  /** Values of the headers that bindings name, e.g. `Saagie-Realm`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Values of the parameters of the query that bindings name, e.g. `x-nonce`: one that is not here is not sent. */
  readonly query?: Readonly<Record<string, string>>;
  /** The header that carries an id of each call, the same for its retries; by it the platform's people find a call. */
  readonly callIdHeader?: string;
  /** Tells the platform's failures apart, before the log-in draws conclusions from them. Default: by the status alone. */
  readonly readFailure?: FailureReader;
}
