import type { Operation as UrqlOperation } from "@urql/core";
import { AuthenticationError, ConnectionError, HttpError, ProtocolError } from "../errors.ts";
import { statusError } from "../http/status-error.ts";
import type { Sender } from "../http/send.ts";
import { redactor, type Redactor } from "../secrets/redact.ts";
import { callOf, sentWith } from "../exchanges/call-context.ts";
import { textOf } from "./document-text.ts";
import { marksOf, readAnswer, type GraphqlAnswer, type GraphqlProblem } from "../exchanges/result.ts";

/** The body of a GraphQL request: JSON, or the GraphQL multipart form where a variable holds a file. */
function graphqlBody(query: string, variables: Readonly<Record<string, unknown>>): string | FormData {
  const files: { readonly path: string; readonly file: Blob }[] = [];
  const plain = withoutFiles(variables, "variables", files);
  const operations = JSON.stringify(isEmpty(variables) ? { query } : { query, variables: plain });
  if (files.length === 0) return operations;
  const form = new FormData();
  // The order is part of the multipart contract: operations, map, then the files.
  form.append("operations", operations);
  form.append(
    "map",
    JSON.stringify(Object.fromEntries(files.map(({ path }, index) => [String(index), [path]]))),
  );
  files.forEach(({ file }, index) => form.append(String(index), file));
  return form;
}

/**
 * Sends a GraphQL operation, and reads what comes as its answer.
 *
 * @throws the error for an answer that is none, or that refuses the log-in or asks for fewer requests
 */
export async function executeGraphql(
  operation: UrqlOperation,
  url: string,
  send: Sender,
): Promise<GraphqlAnswer> {
  const call = callOf(operation);
  const variables = (operation.variables ?? {}) as Readonly<Record<string, unknown>>;
  const body = graphqlBody(textOf(operation.query), variables);
  const headers: Record<string, string> = { accept: "application/json", ...call.headers };
  if (typeof body === "string") headers["content-type"] = "application/json";
  const sent = sentWith(operation);
  const response = await send({ method: "POST", url, headers, body }, call);
  const text = await response.text();
  const answer = parseAnswer(text);
  if (isFailure(response.status, answer)) throw statusError({ response, text, call, sent });
  if (answer === undefined) throw unreadable(text, call.operation.name);
  if (isNull(answer.data)) {
    const { name } = call.operation;
    const redact = redactor(sent);
    if (answer.errors?.some((problem) => isThrottling(problem, redact))) {
      const { retryAfterMs } = response;
      throw new HttpError("The platform asks for fewer requests.", {
        status: 429,
        operation: name,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    }
    if (answer.errors?.some(isUnauthenticated)) {
      throw new AuthenticationError("The platform does not accept the log-in.", {
        operation: name,
        hint: call.platform.loginHint,
      });
    }
  }
  return answer;
}

/** Whether the status says it all. A refusal in GraphQL's own words may come with a status of its own, such as 400. */
function isFailure(status: number, answer: GraphqlAnswer | undefined): boolean {
  if (status >= 200 && status < 300) return false;
  return answer === undefined || status < 400 || status >= 500 || [401, 403, 408, 429].includes(status);
}

function parseAnswer(text: string): GraphqlAnswer | undefined {
  return readAnswer(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(text: string, operation: string): Error {
  if (text === "" || (/^\s*[{[]/u.test(text) && parsed(text) === undefined)) {
    return new ConnectionError("The answer was cut short.", { phase: "receive", sent: true, operation });
  }
  return new ProtocolError("The answer is not a GraphQL answer.", {
    operation,
    hint: "Check the URL: a proxy or a log-in page may have answered instead of the platform.",
  });
}

const THROTTLING = /thrott|rate.?limit|too many requests/iu;

/** Whether no root field has a value. */
function isNull(data: unknown): boolean {
  return typeof data !== "object" || data === null || Object.values(data).every((value) => value === null);
}

function isThrottling({ message, extensions }: GraphqlProblem, redact: Redactor): boolean {
  // Without the values: a name that somebody gave may read like it.
  return [redact.words(message), ...marksOf(extensions)].some((text) => THROTTLING.test(text));
}

/** A 401 in GraphQL's own form. Words are not gone by: a refused right is often told in the same ones. */
function isUnauthenticated({ extensions }: GraphqlProblem): boolean {
  return marksOf(extensions).some((mark) => /^(?:un|not_?)authenticated$|^token_?expired$/iu.test(mark));
}

/** Whether nothing is in it: no member, or none but absent ones. */
function isEmpty(members: object): boolean {
  return Object.values(members).every((value) => value === undefined);
}

/** The variables with `null` in place of each file, and the files with their paths. */
function withoutFiles(value: unknown, path: string, files: { path: string; file: Blob }[]): unknown {
  if (value instanceof Blob) {
    files.push({ path, file: value });
    return null;
  }
  if (Array.isArray(value)) return value.map((item, index) => withoutFiles(item, `${path}.${index}`, files));
  // What writes itself as JSON, such as a date, is left to do so.
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutFiles(item, `${path}.${key}`, files)]),
  );
}
