import { createYoga, type GraphQLParams } from "graphql-yoga";
import { getOperationAST, GraphQLError, type GraphQLSchema } from "graphql";
import type { Context } from "./context.ts";
import { coerceIntegers, type Variables } from "./coercion.ts";
import { formatError } from "./errors.ts";
import type { Caller } from "./schema.ts";

/** A GraphQL request that was read from HTTP. */
export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Variables;
}

/** Executes a request for a caller. */
export type Execute = (params: GraphQLRequest, request: Request, context: Context) => Promise<Response>;

/**
 * Makes the executor of an endpoint.
 *
 * @remarks Whatever comes of a document, the answer has status 200 and is plain JSON: the platform knows no
 * other, and neither do its clients.
 */
export function graphqlExecutor(schema: GraphQLSchema): Execute {
  const yoga = createYoga<Caller & Record<string, unknown>>({
    schema,
    logging: false,
    // The platform tells its own errors in full; `formatError` hides what is none of them.
    maskedErrors: false,
    graphiql: false,
    landingPage: false,
    plugins: [{ onExecute: ({ args }: { args: ExecutionArguments }) => coerceVariables(schema, args) }],
  });
  return async (params, request, context) => {
    const result = await yoga.getResultForParams(
      { params: params as GraphQLParams, request },
      { caller: context },
    );
    if (result === undefined || Symbol.asyncIterator in result)
      throw new TypeError("one answer to one request");
    const { data, errors } = result;
    return Response.json({
      ...(data !== undefined && { data }),
      ...(errors !== undefined && { errors: errors.map((error) => formatError(asGraphQLError(error))) }),
    });
  };
}

interface ExecutionArguments {
  readonly document: Parameters<typeof getOperationAST>[0];
  readonly operationName?: string | null | undefined;
  variableValues?: Variables | null | undefined;
}

function coerceVariables(schema: GraphQLSchema, args: ExecutionArguments): void {
  const operation = getOperationAST(args.document, args.operationName);
  if (operation != null && args.variableValues != null) {
    args.variableValues = coerceIntegers(schema, operation, args.variableValues);
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError("Unexpected error", {
    originalError: error instanceof Error ? error : new Error(String(error)),
  });
}
