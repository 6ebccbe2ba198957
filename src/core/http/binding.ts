/** Where an argument goes in a request. */
export interface HttpArgument {
  readonly place: "PATH" | "QUERY" | "HEADER" | "BODY" | "FORM" | "FILE" | "WHOLE_BODY";
  /** The name on the wire. */
  readonly name: string;
  /** Joins the items of a list into one value; without it, the name is repeated. */
  readonly separator?: string;
}

/** How a root field is spoken over HTTP: generated from its `@http` directive, plain data. */
export interface HttpBinding {
  readonly method: string;
  /** Path template: `{argument}`, `{argument*}` for several segments, `{+argument}` for a path the platform gave. */
  readonly path: string;
  readonly body: "JSON" | "FORM" | "MULTIPART" | "BINARY" | "NONE";
  readonly response: "JSON" | "TEXT" | "STREAM" | "NONE";
  /** Dotted path of the value inside a JSON answer. */
  readonly unwrap?: string;
  /** Whether the token goes along. */
  readonly auth: boolean;
  /** Headers whose values come from the client. */
  readonly headers: readonly string[];
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
}
