import { filtered } from "./filtering.ts";
import type { Answer } from "./route.ts";
import type { ServiceError } from "./service-error.ts";
import { booleanOf } from "./values.ts";

/** Services in three languages word their envelopes in three ways. */
type Style = "java" | "php" | "python";

const PHP: ReadonlySet<string> = new Set(["postits", "tenants", "clients"]);
const PYTHON: ReadonlySet<string> = new Set(["actors", "admin"]);

function styleOf(service: string): Style {
  if (PHP.has(service)) return "php";
  return PYTHON.has(service) ? "python" : "java";
}

/** What decides how an envelope looks. */
export interface EnvelopeParts {
  readonly service: string;
  readonly version: string;
  readonly method: string;
  readonly query: URLSearchParams;
}

/** Puts the envelope around an answer. */
export function envelope({ status = 200, message, ...rest }: Answer, parts: EnvelopeParts): Response {
  const { query, method, version } = parts;
  const isPhp = styleOf(parts.service) === "php";
  if (isNaked(query) && method === "DELETE") return new Response(null, { status: 204 });
  const result = "result" in rest ? { result: filtered(rest.result, query.get("filter"), isPhp) } : {};
  if (isNaked(query)) return json(result.result ?? null, status, query);
  return json(
    { status: "success", message: message ?? (isPhp ? "" : null), version, ...result },
    status,
    query,
  );
}

/** Words a refusal. */
export function errorEnvelope({ status, message }: ServiceError, parts: EnvelopeParts): Response {
  const { query, version } = parts;
  const style = styleOf(parts.service);
  if (isNaked(query)) return style === "php" ? new Response(message, { status }) : json(null, status, query);
  const result = { java: {}, php: { result: "" }, python: { result: null } }[style];
  return json({ status: "error", message, version, ...result }, status, query);
}

function isNaked(query: URLSearchParams): boolean {
  return booleanOf(query.get("naked")) === true;
}

function json(value: unknown, status: number, query: URLSearchParams): Response {
  const blanks = booleanOf(query.get("pretty")) === true ? 2 : 0;
  return new Response(JSON.stringify(value, undefined, blanks), {
    status,
    headers: { "content-type": "application/json" },
  });
}
