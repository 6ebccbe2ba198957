import type { Callers } from "../../core/client.ts";
import { AuthenticationError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  clientsOperations,
  ClientsMethods,
  type ClientsCreateOptions,
  type ClientsCreateResult,
  type ClientsGetResult,
} from "../../../generated/agave/methods.ts";
import type { Connected } from "../create-context.ts";

/** The key and secret of an OAuth client, under whichever names a service gave them. */
export interface ClientKeys {
  readonly apiKey: string;
  /** Told when the client is created, and never again. */
  readonly apiSecret: string | undefined;
}

/** Reads the key and secret of a client. */
export function keysOf(client: ClientsGetResult): ClientKeys | undefined {
  const apiKey = client.consumerKey ?? client.key;
  const apiSecret = client.consumerSecret ?? client.secret ?? undefined;
  return apiKey ? { apiKey, apiSecret: apiSecret || undefined } : undefined;
}

/** Options of creating a client. */
export interface CreateClientOptions extends ClientsCreateOptions {
  /** Whether this client logs in with the new key and secret from then on. @defaultValue where it has none */
  readonly adopt?: boolean;
}

/**
 * OAuth clients: the keys and secrets by which programs log in.
 *
 * @remarks Called with user name and password, which an access token cannot stand for.
 */
export class Clients extends ClientsMethods {
  readonly #context: Connected;

  /** @internal */
  constructor(context: Connected) {
    let callers: Callers | undefined;
    super((operation, variables, options) => {
      const { username, password } = context.tokens.credentials;
      if (!username || !password)
        return Promise.reject(
          new AuthenticationError("Clients are looked after with user name and password.", {
            platform: "agave",
            hint: "Give username and password to the client.",
          }),
        );
      callers ??= context.basic();
      return callers.call(operation, variables, options);
    });
    this.#context = context;
  }

  /**
   * Creates an OAuth client, whose secret is told now and never again; one of this name is answered with its secret once more.
   *
   * @remarks Remote call: `POST /clients/v2/`.
   * @example
   * ```ts
   * const { apiKey, apiSecret } = keysOf(await agave.clients.create("laptop")) ?? {};
   * ```
   */
  override async create(
    clientName: string,
    { adopt, ...options }: CreateClientOptions = {},
  ): Promise<ClientsCreateResult> {
    // The service refuses an empty description or tier.
    const { description, tier, ...rest } = options;
    const client = await super.create(clientName, {
      ...rest,
      description: description || clientName,
      tier: tier || "Unlimited",
    });
    const keys = keysOf(client);
    const isWanted = adopt ?? !this.#context.tokens.credentials.apiKey;
    if (isWanted && keys?.apiSecret !== undefined)
      this.#context.tokens.adopt({ apiKey: keys.apiKey, apiSecret: keys.apiSecret, clientName });
    return client;
  }

  /**
   * Subscribes a client to all APIs.
   *
   * @remarks Remote call: `POST /clients/v2/{name}/subscriptions`.
   */
  async subscribeToAll(clientName: string, options: CallOptions = {}): Promise<void> {
    await this.call(clientsOperations.subscribeToAll, { clientName }, options);
  }
}
