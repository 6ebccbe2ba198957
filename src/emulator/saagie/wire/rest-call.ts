import type { Context, Services } from "../services.ts";

/** A REST call that is refused, with a status and a few words. */
export class RestRefusal extends Error {
  override readonly name = "RestRefusal";
  readonly status: 400 | 401 | 403 | 404 | 409 | 500;

  constructor(status: RestRefusal["status"], message: string) {
    super(message);
    this.status = status;
  }
}

/** A REST call as its answer sees it. */
export interface RestCall<Who> {
  /** The platform, and who calls where that counts. */
  readonly context: Who;
  /** The variable parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The body, which was JSON; undefined when there is none. */
  readonly body: unknown;
}

interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly route: string;
  /** The name for the log and for faults. */
  readonly operation: string;
}

/** A route for administrators. */
export interface AdminRoute extends Route {
  readonly access: "admin";
  /** Answers with a value that is sent as JSON, or with nothing. @throws RestRefusal */
  readonly answer: (call: RestCall<Context>) => unknown;
}

/** A route that needs no token. */
export interface OpenRoute extends Route {
  readonly access: "open";
  readonly answer: (call: RestCall<Services>) => unknown;
}

/** One of the calls that are no GraphQL. */
export type RestRoute = AdminRoute | OpenRoute;

/** The members of a body. @throws RestRefusal when it is no object. */
export function membersOf(body: unknown, what = "The body"): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new RestRefusal(400, `${what} is not a JSON object`);
  return { ...body };
}

/** A text. @throws RestRefusal when it is none. */
export function textOf(value: unknown, name: string): string {
  if (typeof value !== "string") throw new RestRefusal(400, `${name} is not a text`);
  return value;
}

/** A list. @throws RestRefusal when it is none. */
export function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new RestRefusal(400, `${name} is not a list`);
  return value;
}

/** A list of texts. @throws RestRefusal when it is none. */
export function textsOf(value: unknown, name: string): readonly string[] {
  return listOf(value, name).map((member) => textOf(member, name));
}
