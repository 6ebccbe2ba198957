import { InvalidInputError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import {
  metaOperations,
  MetaMethods,
  type MetaListPermissionsResult,
  type MetaListResult,
  type MetaListSchemasResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";
import type { OrderOptions } from "../listing/search.ts";
import { validated, type Validator } from "./standard-schema.ts";

/** A query in the language of MongoDB. */
export type MetadataQuery = Readonly<Record<string, unknown>>;

/** Which documents to list. */
export interface ListMetadataOptions extends ListingOptions, OrderOptions {
  /** What they have to match, e.g. `{ name: "run", "value.status": { $in: ["done", "failed"] } }`. */
  readonly query?: MetadataQuery;
  /** Whether documents count that are visible by the right of an administrator alone. @defaultValue true */
  readonly privileged?: boolean;
}

/** Which JSON schemas to list. */
export interface ListSchemasOptions extends ListingOptions, OrderOptions {
  /** What they have to match. */
  readonly query?: MetadataQuery;
}

/** A document as a listing shows it. */
export type MetadataItem = MetaListResult[number];

/** Who may do what with a document or JSON schema. */
export type MetadataPermission = MetaListPermissionsResult[number];

/** Metadata: JSON documents with a name, and the JSON schemas that check them. */
export class Meta extends MetaMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<MetaMethods> {
    return rawMethods(MetaMethods, this.#context.raw);
  }

  /**
   * Lists documents, the one that was changed last first.
   *
   * @remarks Remote call: `GET /meta/v2/data`, one for each page.
   * @example
   * ```ts
   * for await (const { uuid, value } of agave.meta.list({ query: { name: "run" } })) console.log(uuid, value);
   * ```
   */
  list(options: ListMetadataOptions = {}): Listing<MetadataItem> {
    const { query, privileged, order, orderBy, ...rest } = options;
    const variables = { q: queryText(query), privileged, order, orderBy };
    return listBy(this.call, { operation: metaOperations.list, variables, mark: ({ uuid }) => uuid }, rest);
  }

  /**
   * Lists JSON schemas.
   *
   * @remarks Remote call: `GET /meta/v2/schemas`, one for each page.
   */
  listSchemas({ query, order, orderBy, ...options }: ListSchemasOptions = {}): Listing<
    MetaListSchemasResult[number]
  > {
    const variables = { q: queryText(query), order, orderBy };
    return listBy(
      this.call,
      { operation: metaOperations.listSchemas, variables, mark: ({ uuid }) => uuid },
      options,
    );
  }

  /**
   * Reads the value of a document, checked by a validator of any library that keeps to the Standard Schema.
   *
   * @remarks Remote call: `GET /meta/v2/data/{uuid}`.
   * @throws ProtocolError when the value does not fit.
   */
  async getValue<Value>(
    uuid: string,
    validator: Validator<Value>,
    options: CallOptions = {},
  ): Promise<Value> {
    const { value } = await this.get(uuid, options);
    return validated(value, validator, `The metadata ${uuid}`);
  }

  /**
   * Walks through the values of documents, each checked by a validator.
   *
   * @remarks Remote call: `GET /meta/v2/data`, one for each page.
   * @throws ProtocolError when a value does not fit.
   */
  async *values<Value>(
    validator: Validator<Value>,
    options: ListMetadataOptions = {},
  ): AsyncGenerator<Value, void, undefined> {
    for await (const { uuid, value } of this.list(options))
      yield await validated(value, validator, `The metadata ${uuid}`);
  }

  /**
   * Lists who may do what with a document.
   *
   * @remarks Remote call: `GET /meta/v2/data/{uuid}/pems`, one for each page.
   */
  listPermissions(uuid: string, options: ListingOptions = {}): Listing<MetadataPermission> {
    return listBy(
      this.call,
      { operation: metaOperations.listPermissions, variables: { uuid }, mark: byUser },
      options,
    );
  }

  /**
   * Lists who may do what with a JSON schema.
   *
   * @remarks Remote call: `GET /meta/v2/schemas/{uuid}/pems`, one for each page.
   */
  listSchemaPermissions(uuid: string, options: ListingOptions = {}): Listing<MetadataPermission> {
    return listBy(
      this.call,
      { operation: metaOperations.listSchemaPermissions, variables: { uuid }, mark: byUser },
      options,
    );
  }
}

function byUser({ username }: MetadataPermission): string {
  return username;
}

function queryText(query: MetadataQuery | undefined): string | undefined {
  if (query === undefined) return undefined;
  if (typeof query !== "object" || query === null || Array.isArray(query))
    throw new InvalidInputError('A query is an object, such as { name: "run" }.');
  return JSON.stringify(query);
}
