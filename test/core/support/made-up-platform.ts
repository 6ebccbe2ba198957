import { parse } from "graphql";
import { createCallers, type Callers } from "../../../src/core/client.ts";
import type { VersionGate } from "../../../src/core/exchanges/version-exchange.ts";
import type { HttpBinding, HttpEndpoint } from "../../../src/core/http/binding.ts";
import type { Operation, Safety } from "../../../src/core/operation.ts";
import { settle, type ClientOptions } from "../../../src/core/options.ts";
import { fixedSession, type Session } from "../../../src/core/session.ts";

/** What a made-up platform is made of. */
export interface MadeUp extends ClientOptions {
  readonly url?: string;
  readonly session?: Session;
  readonly gate?: VersionGate;
  /** Bindings of the endpoint `rest`. */
  readonly bindings?: Readonly<Record<string, HttpBinding>>;
  /** What else the endpoint `rest` has. */
  readonly rest?: Partial<Pick<HttpEndpoint, "query" | "readFailure">>;
  readonly resolve?: (
    kind: string,
    reference: unknown,
    options: { readonly signal?: AbortSignal },
  ) => Promise<string>;
}

/** A platform that nobody has, with a GraphQL endpoint `graph` and a REST endpoint `rest`. */
export function madeUpPlatform(options: MadeUp = {}): Callers {
  const {
    url = "http://127.0.0.1:1",
    session = fixedSession("made-up-token"),
    bindings = {},
    rest = {},
    resolve,
    gate,
    ...others
  } = options;
  return createCallers({
    platform: "made-up",
    settings: settle(others),
    session,
    ...(gate === undefined ? {} : { gate }),
    endpoints: {
      graph: { kind: "graphql", url: `${url}/graphql` },
      rest: { kind: "http", url, bindings: async () => bindings, headers: { "X-Tenant": "acme" }, ...rest },
    },
    resolve: resolve ?? ((_, reference) => String(reference)),
  });
}

/** A binding with what most have in common. */
export function binding(more: Partial<HttpBinding> & Pick<HttpBinding, "path">): HttpBinding {
  return { method: "GET", body: "NONE", response: "JSON", auth: true, headers: [], arguments: {}, ...more };
}

type Variables = Readonly<Record<string, unknown>>;

/** An operation, as generated code would describe it. */
export function operation(
  document: string,
  {
    safety = "read",
    endpoint = "graph",
    ...more
  }: Partial<Operation<unknown, Variables>> & { readonly safety?: Safety } = {},
): Operation<unknown, Variables> {
  const ast = parse(document);
  const [, name = "", field = ""] = /(?:query|mutation) (\w+)[^{]*\{\s*(\w+)/u.exec(document) ?? [];
  return { name, field, endpoint, safety, list: false, what: "thing", document: async () => ast, ...more };
}
