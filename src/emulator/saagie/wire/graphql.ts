import {
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  defaultFieldResolver,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from "graphql";
import { coerceIntegers, type Variables } from "./coercion.ts";
import type { Context } from "../services.ts";
import { limitProblem, LIMITS } from "./document-limits.ts";
import { formatError } from "./format-error.ts";
import { countField, type Caller } from "./schema.ts";

/** A GraphQL request that was read from HTTP. */
export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Variables;
}

/** Executes a request for a caller. */
export type Execute = (request: GraphQLRequest, context: Context) => Promise<Response>;

/**
 * Makes the executor of an endpoint.
 *
 * @remarks Whatever comes of a document, the answer has status 200 and is plain JSON: the platform knows no
 * other, and neither do its clients.
 */
export function graphqlExecutor(schema: GraphQLSchema): Execute {
  const check = documentChecker(schema);
  return async (request, context) => {
    const { data, errors } = await answer(request, { schema, check, context });
    return Response.json({
      ...(data !== undefined && { data }),
      ...(errors !== undefined && { errors: errors.map(formatError) }),
    });
  };
}

/** A document that may be executed, or what is wrong with it. */
type Checked =
  | { readonly document: DocumentNode; readonly errors?: never }
  | { readonly document?: never; readonly errors: readonly GraphQLError[] };

interface Execution {
  readonly schema: GraphQLSchema;
  readonly check: (query: string) => Checked;
  readonly context: Context;
}

async function answer(
  { query, operationName, variables }: GraphQLRequest,
  { schema, check, context }: Execution,
): Promise<ExecutionResult> {
  try {
    const { document, errors } = check(query);
    if (errors !== undefined) return { errors };
    const operation = getOperationAST(document, operationName);
    const caller: Caller = { caller: context, answered: { fields: 0 } };
    const args: ExecutionArgs = {
      schema,
      document,
      operationName,
      contextValue: caller,
      fieldResolver: countedMember,
      ...(variables !== undefined && {
        variableValues: operation ? coerceIntegers(schema, operation, variables) : variables,
      }),
    };
    return await execute(args);
  } catch (error) {
    return { errors: [asGraphQLError(error)] };
  }
}

/**
 * Answers the source's member, as GraphQL does for fields without a resolver; but not what every object has, such as
 * `toString` and `constructor`: these are names of fields like any other.
 */
const countedMember: GraphQLFieldResolver<unknown, Caller> = (...field) => {
  const [source, , caller, { fieldName }] = field;
  countField(caller);
  const isEverywhere = fieldName in Object.prototype && typeof source === "object" && source !== null;
  return isEverywhere && !Object.hasOwn(source, fieldName) ? undefined : defaultFieldResolver(...field);
};

/** How many documents an endpoint remembers: programs send the same few again and again. */
const REMEMBERED = 200;

/** Longer documents are rarely sent twice. */
const REMEMBERED_LENGTH = 50_000;

/** Makes the function that parses and validates; it remembers the last documents. */
function documentChecker(schema: GraphQLSchema): (query: string) => Checked {
  const known = new Map<string, Checked>();
  return (query) => {
    const checked = known.get(query) ?? checkDocument(schema, query);
    known.delete(query);
    if (query.length <= REMEMBERED_LENGTH) known.set(query, checked);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return checked;
  };
}

function checkDocument(schema: GraphQLSchema, query: string): Checked {
  try {
    const document = parse(query, { maxLexicalTokens: LIMITS.tokens });
    const problem = limitProblem(document, Object.keys(schema.getTypeMap()).length);
    if (problem !== undefined) return { errors: [problem] };
    const errors = validate(schema, document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    // The parser goes as deep as the document does.
    if (error instanceof RangeError)
      return { errors: [new GraphQLError("The document is nested too deeply")] };
    throw error;
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
