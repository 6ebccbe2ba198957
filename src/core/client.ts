import { Client, type Exchange } from "@urql/core";
import type { FootbridgeError } from "./errors.ts";
import { authExchange } from "./exchanges/auth-exchange.ts";
import type { PlatformWords } from "./exchanges/call-context.ts";
import { graphqlExchange } from "./exchanges/graphql-exchange.ts";
import { httpExchange } from "./exchanges/http-exchange.ts";
import { retryExchange } from "./exchanges/retry-exchange.ts";
import { versionExchange, type VersionGate } from "./exchanges/version-exchange.ts";
import type { HttpEndpoint } from "./http/binding.ts";
import { sender } from "./http/send.ts";
import type { Operation } from "./operation.ts";
import type { CallOptions, Settings } from "./options.ts";
import { run, runBatch, type RunContext, type RunOptions } from "./run.ts";
import { retryBudget, type RetryBudget } from "./retry/retry-table.ts";
import { chooseTransport } from "./runtime.ts";
import { secretMemory } from "./secrets/memory.ts";
import type { Session } from "./session.ts";
import type { Transport } from "./transport/transport.ts";

/** Where an endpoint is and how it is spoken to. */
export type Endpoint =
  { readonly kind: "graphql"; readonly url: string } | ({ readonly kind: "http" } & HttpEndpoint);

/** What a platform brings to build a client from. */
export interface ClientSetup {
  readonly platform: string;
  /** What to do when the log-in is not accepted, in the platform's words. */
  readonly loginHint?: string;
  /** What to do when the user lacks a right, in the platform's words. */
  readonly rightHint?: string;
  /** What the client was given to log in with: no message repeats it. */
  readonly secrets?: readonly (string | undefined)[];
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly session: Session;
  readonly settings: Settings;
  /** What is known of the platform's versions. Default: it has one. */
  readonly gate?: VersionGate;
  /** Turns a reference (a name, a pasted URL) into the id that stands for it. */
  readonly resolve: (kind: string, reference: unknown, options: ResolveOptions) => string | Promise<string>;
}

/** Options of a look-up. */
export interface ResolveOptions extends CallOptions {
  /** The operation's variables, those before the reference with their ids: some names are unique only beside them. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Runs an operation: the one function that generated code and facades are given. */
export type Caller = <Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: NoInfer<Variables>,
  options?: RunOptions,
) => Promise<Result>;

/** Runs an operation and gives all that came in answer, as it came: what the operation does not select, too. */
export type RawCaller = <Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: NoInfer<Variables>,
  options?: RunOptions,
) => Promise<unknown>;

/** Options of a read of many things. */
export interface BatchOptions extends RunOptions {
  /** The operation's other variables, the same for all. */
  readonly shared?: Readonly<Record<string, unknown>>;
}

/**
 * Reads many things in one request, by an operation that reads one by its first variable; what does not exist is left out, and an error that
 * belongs to one of them stands in its place.
 */
export type BatchCaller = <Result, Variables>(
  operation: Operation<Result, Variables>,
  ids: readonly string[],
  options?: BatchOptions,
) => Promise<ReadonlyMap<string, Result | FootbridgeError>>;

/** The ways in. */
export interface Callers {
  readonly call: Caller;
  readonly raw: RawCaller;
  readonly batch: BatchCaller;
}

/**
 * Builds a platform's client: facade → run → version gate → auth → retry → GraphQL or HTTP → unwrap.
 */
export function createCallers(setup: ClientSetup): Callers {
  const { settings, resolve } = setup;
  const budget = retryBudget(settings.retry.budget);
  const context: RunContext = {
    platform: wordsOf(setup),
    settings,
    budget,
    client: createUrqlClient(setup, budget),
  };
  const call: Caller = (operation, variables, options = {}) => {
    const { references } = operation;
    return run(context, operation, {
      options,
      variables: (inner) => (references === undefined ? variables : resolved(variables, references, inner)),
    });
  };
  return {
    call,
    raw: (operation, variables, options) => call(operation, variables, { ...options, raw: true }),
    batch: (operation, ids, { shared, ...options } = {}) =>
      runBatch(context, operation, { ids, shared, options }),
  };

  async function resolved<Variables>(
    variables: Variables,
    references: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<Variables> {
    const given = variables as Readonly<Record<string, unknown>>;
    const ids: Record<string, unknown> = {};
    for (const [name, kind] of Object.entries(references)) {
      const reference = given[name];
      if (reference === undefined || reference === null) continue;
      const inner = { ...options, variables: { ...given, ...ids } };
      ids[name] = Array.isArray(reference)
        ? await Promise.all(reference.map(async (item: unknown) => resolve(kind, item, inner)))
        : await resolve(kind, reference, inner);
    }
    return { ...given, ...ids } as Variables;
  }
}

function wordsOf({ platform, loginHint, rightHint, secrets = [] }: ClientSetup): PlatformWords {
  return {
    name: platform,
    loginHint: loginHint ?? "Check the credentials.",
    rightHint: rightHint ?? "Ask for the right to do this.",
    secrets: secretMemory(secrets.flatMap((secret) => secret ?? [])),
  };
}

function createUrqlClient(
  { platform, endpoints, session, settings, gate }: ClientSetup,
  budget: RetryBudget,
): Client {
  let transport: Promise<Transport> | undefined;
  const send = sender(() => (transport ??= chooseTransport(settings)), settings);
  const graphqlUrls = new Map<string, string>();
  const httpEndpoints = new Map<string, HttpEndpoint>();
  for (const [name, endpoint] of Object.entries(endpoints)) {
    if (endpoint.kind === "graphql") graphqlUrls.set(name, endpoint.url);
    else httpEndpoints.set(name, endpoint);
  }
  const exchanges: Exchange[] = [
    ...settings.exchanges,
    ...(gate === undefined ? [] : [versionExchange(gate, settings.onWarning)]),
    authExchange(
      session,
      async ({ endpoint, field = "" }) =>
        (await httpEndpoints.get(endpoint)?.bindings())?.[field]?.auth === false,
    ),
    retryExchange(settings, budget),
    graphqlExchange(graphqlUrls, send),
    httpExchange(httpEndpoints, send),
  ];
  // urql wants one URL; ours are per endpoint, and this one only names the platform.
  return new Client({ url: platform, exchanges, preferGetMethod: false, requestPolicy: "network-only" });
}
