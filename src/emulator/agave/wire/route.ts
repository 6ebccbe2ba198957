import type { AgaveCall } from "./call.ts";

/** What a service answers: an envelope is put around it. */
export interface Answer {
  /** What is created is told by 201 where the real service does so, and by 200 elsewhere. @defaultValue 200 */
  readonly status?: number;
  /** Absent, the envelope has no `result`. */
  readonly result?: unknown;
  /** @defaultValue null */
  readonly message?: string;
}

/** Who may call a route: somebody with a token, anybody, or an API user with a password. */
export type Access = "token" | "public" | "basic" | "nonce";

/** One route of a service. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path, with `{name}` for one segment and `{name*}` for all that follows, slashes and all. */
  readonly path: string;
  /** Service and name of the operation, for faults and the request log. */
  readonly operation: string;
  /** @defaultValue "token" */
  readonly access?: Access;
  readonly answer: (call: AgaveCall) => Answer | Response | Promise<Answer | Response>;
}

/** A route's answer. */
export type Answering = Route["answer"];

/** Makes a route from its first line: `"GET /systems/v2/{id}"`. */
export function route(line: string, operation: string, answer: Answering): Route {
  const [method = "", path = ""] = line.split(" ");
  return { method: method as Route["method"], path, operation, answer };
}

/** The same routes for other callers. */
export function openTo(access: Access, routes: readonly Route[]): readonly Route[] {
  return routes.map((given) => ({ ...given, access }));
}

interface Compiled {
  readonly route: Route;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly takesRest: boolean;
}

/** A route that was found, with what its path says. */
export interface FoundRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds routes by method and path; of several the first. */
export class RouteTable {
  readonly #routes: readonly Compiled[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map(compile);
  }

  /**
   * @param path - not decoded; doubled slashes count only in what a `{name*}` takes
   * @returns "method" where there is only a route for another method
   */
  find(method: string, path: string): FoundRoute | "method" | undefined {
    const raw = path.replace(/^\/+/, "/").replace(/^\/([a-z]+)\/2\.0(?=\/|$)/, "/$1/v2");
    const tidy = raw.replace(/\/{2,}/g, "/").replace(/(.)\/$/, "$1");
    const verb = method === "HEAD" ? "GET" : method;
    let isElsewhere = false;
    for (const { route: found, pattern, names, takesRest } of this.#routes) {
      const match = pattern.exec(takesRest ? raw : tidy);
      if (match === null) continue;
      const params = decoded(names, match.slice(1));
      if (params === undefined) continue;
      if (found.method === verb) return { route: found, params };
      isElsewhere = true;
    }
    return isElsewhere ? "method" : undefined;
  }
}

function compile(given: Route): Compiled {
  const names: string[] = [];
  const source = given.path.replace(/\/\{(\w+)(\*?)\}|[.]/g, (part, name?: string, rest?: string) => {
    if (name === undefined) return `\\${part}`;
    names.push(name);
    return rest === "*" ? "(?:/(.*))?" : "/([^/]+)";
  });
  return {
    route: given,
    pattern: new RegExp(`^${source}$`, "s"),
    names,
    takesRest: given.path.endsWith("*}"),
  };
}

function decoded(
  names: readonly string[],
  values: readonly (string | undefined)[],
): Readonly<Record<string, string>> | undefined {
  try {
    return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index] ?? "")]));
  } catch {
    return undefined;
  }
}
