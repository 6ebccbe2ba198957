import type { GraphQLRequest } from "./graphql.ts";

/** A body that is no GraphQL request. */
export class BadBody extends Error {
  override readonly name = "BadBody";
}

/**
 * Reads a GraphQL request: JSON, or a multipart form with the parts `operations`, `map` and the files.
 *
 * @throws BadBody when it is neither.
 */
export async function readGraphQLRequest(request: Request): Promise<GraphQLRequest> {
  const isForm = request.headers.get("content-type")?.startsWith("multipart/form-data") === true;
  return isForm ? readForm(request) : checked(parseJson(await request.text()));
}

async function readForm(request: Request): Promise<GraphQLRequest> {
  const form = await request.formData();
  const operations = parseJson(await partText(form, "operations"));
  const map = parseJson(await partText(form, "map"));
  for (const [part, paths] of Object.entries(map)) {
    const file = form.get(part);
    if (!Array.isArray(paths) || !(file instanceof Blob))
      throw new BadBody(`Part ${part} of the form is not a file`);
    for (const path of paths) place(operations, String(path).split("."), file);
  }
  return checked(operations);
}

/** The text of a part; one that was sent with a file name is text all the same. */
async function partText(form: FormData, name: string): Promise<string> {
  const part = form.get(name);
  if (part === null) throw new BadBody(`The form has no part ${name}`);
  return typeof part === "string" ? part : part.text();
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Falls through to the same answer.
  }
  throw new BadBody("The body is not a JSON object");
}

function checked({ query, operationName, variables }: Record<string, unknown>): GraphQLRequest {
  if (typeof query !== "string") throw new BadBody("The body has no query");
  return {
    query,
    ...(typeof operationName === "string" && { operationName }),
    ...(typeof variables === "object" && variables !== null && { variables: { ...variables } }),
  };
}

/** Puts a file where a path such as `variables.file` leads. */
function place(target: unknown, [key = "", ...rest]: readonly string[], file: Blob): void {
  if (typeof target !== "object" || target === null || !Object.hasOwn(target, key)) {
    throw new BadBody("The map names a place that the operations do not have");
  }
  if (rest.length > 0) place(Reflect.get(target, key), rest, file);
  else Reflect.set(target, key, file);
}
