/** Which requests a fault strikes: those that meet every condition given. */
export interface FaultMatch {
  /**
   * A GraphQL root field, the name that the emulator gives a REST call, or the name of a GraphQL operation. A name that
   * begins with a small letter must be a root field or a REST call of the platform.
   */
  readonly operation?: string;
  /** The name that a GraphQL document gives its operation, whatever it is; one without a name goes by its first root field. */
  readonly operationName?: string;
  /** The path without the query: all of it as a string, or a pattern somewhere in it. */
  readonly path?: string | RegExp;
  /** The HTTP method, in any letter case. */
  readonly method?: string;
}

/** One entry of `errors` in a GraphQL answer. */
export interface GraphQLFailure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Something that goes wrong with a request. Several members may be combined. */
export interface Fault {
  /** Which requests it strikes. @defaultValue every request */
  readonly match?: FaultMatch;
  /** How many requests it strikes; `Infinity` for all. @defaultValue 1; with `chance`, `Infinity` */
  readonly times?: number;
  /** How many requests that match pass before it strikes. @defaultValue 0 */
  readonly skip?: number;
  /** How probable it is that a request that matches is struck, from 0 to 1. @defaultValue 1 */
  readonly chance?: number;
  /** What `chance` is drawn from: the same seed strikes the same requests of a sequence. @defaultValue 1 */
  readonly seed?: number;
  /** The answer comes this much later, in milliseconds of the emulator's clock. */
  readonly latencyMs?: number;
  /** The request is refused with this HTTP status and has no effect. */
  readonly status?: number;
  /** The body that goes with `status`. @defaultValue a short plain text */
  readonly body?: string;
  /**
   * The request has no effect and is answered, with status 200 unless `status` says otherwise, by these GraphQL errors; a text
   * is the message of one. On platforms that speak GraphQL.
   */
  readonly graphqlErrors?: string | readonly (string | GraphQLFailure)[];
  /** A `Retry-After` header for the answer: seconds, or a date as the header writes it. */
  readonly retryAfter?: number | string;
  /** The connection breaks: `before` the request has had any effect, or `after`, when only its answer is lost. */
  readonly reset?: "before" | "after";
  /** The connection breaks after this many bytes of the answer's body; the request has had its effect. */
  readonly tear?: number;
  /** Every piece of the answer's body comes this much later, in milliseconds of the emulator's clock. */
  readonly slowMs?: number;
  /** The connection breaks when this many bytes of the request's body have arrived. What becomes of them is the platform's. */
  readonly cutUpload?: number;
  /** Headers of the answer: of that with `status`, or beside those of the platform's own. */
  readonly headers?: Readonly<Record<string, string>>;
}
