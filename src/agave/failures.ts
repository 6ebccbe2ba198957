import type { Failure, FailureKind, FailureReader, PlatformAnswer } from "../core/http/failures.ts";

/**
 * Tells the failures of Agave apart: those of its gateway, which are about the log-in, in JSON and in XML; those of its
 * services, whose 401 is about a right that lacks; and those of its log-in.
 */
export const readFailure: FailureReader = (answer) => {
  const { status, json, text } = answer;
  const isFailed = status < 200 || status > 299;
  if (isObject(json)) {
    const { fault } = json;
    if (isFailed && isObject(fault)) return gatewayFailure(status, faultInJson(fault));
    if (isFailed && typeof json["error"] === "string") return logInFailure(json, json["error"]);
    return serviceFailure(answer, json, isFailed);
  }
  const fault = isFailed ? faultInXml(text) : undefined;
  return fault && gatewayFailure(status, fault);
};

type Members = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** What a service says in its envelope. */
function serviceFailure({ status }: PlatformAnswer, body: Members, isFailed: boolean): Failure | undefined {
  const outcome = body["status"];
  if (typeof outcome !== "string" || !("message" in body || "version" in body)) return undefined;
  if (!isFailed && outcome !== "error") return undefined;
  const message = textOf(body["message"]);
  return failure(serviceKind(status, message ?? ""), message);
}

function serviceKind(status: number, message: string): FailureKind | undefined {
  // The actors say so under 400.
  if (/^not authorized\b/iu.test(message) && status < 404) return "permission";
  // Of a job in outputs, a monitor and an execution the services say so under 400.
  if (status === 400 && MISSING.test(message)) return "missing";
  // An envelope is the service's own word: it has understood the request, and will not do it.
  if (REFUSALS.has(status)) return "refused";
  if (status !== 401) return undefined;
  // A service that was reached past the gateway, or that cannot read what came along.
  const isAboutLogIn = /^permission denied\./iu.test(message) && /authentication credentials/iu.test(message);
  return isAboutLogIn ? "login" : "permission";
}

const MISSING =
  /^(?:no (?:job|monitor|check|execution)s? found\b|(?:job|monitor|execution)\b.* not found\b)/iu;

/** Wrong input, what stands in the way, a system or credential that is not in order, and what a service does not offer. */
const REFUSALS: ReadonlySet<number> = new Set([400, 409, 412, 422, 501]);

/** What the gateway says; its codes are numbers of six digits. */
interface Fault {
  readonly code: number;
  readonly message: string | undefined;
  readonly description: string | undefined;
}

function gatewayFailure(status: number, { code, message, description }: Fault): Failure {
  const words = [message?.replace(/\.$/u, ""), description].filter((text) => text !== undefined);
  return failure(gatewayKind(status, code, message ?? ""), [...new Set(words)].join(". ") || undefined);
}

/** The user's API client has no subscription to the service. */
const NOT_SUBSCRIBED = 900908;

function gatewayKind(status: number, code: number, message: string): FailureKind | undefined {
  // Invalid, missing, ended, inactive, of the wrong kind.
  if (code >= 900901 && code <= 900905) return "login";
  if (code === NOT_SUBSCRIBED) return "permission";
  if (/invalid credentials/iu.test(message)) return "login";
  // Another log-in would not help; and what the gateway does not find is a service, not what was asked for.
  return status === 401 || status === 404 ? "other" : undefined;
}

function faultInJson(fault: Members): Fault {
  return {
    code: Number(fault["code"]),
    message: textOf(fault["message"]),
    description: textOf(fault["description"]),
  };
}

// A fault is short; a page is none.
const LONGEST_XML = 8_000;
const FIRST_CHILD =
  /^\uFEFF?(?:\s|<\?[^>]*>|<!--[\s\S]*?-->)*<(?:[\w.-]+:)?\w[^<>]*>\s*<((?:[\w.-]+:)?\w+)[^<>]*>\s*(\d{6})\s*<\/\1\s*>/u;

/** What the gateway says in XML: the first child of the root holds the code. */
function faultInXml(text: string): Fault | undefined {
  const xml = text.slice(0, LONGEST_XML);
  const code = FIRST_CHILD.exec(xml)?.[2];
  if (code === undefined) return undefined;
  return {
    code: Number(code),
    message: elementIn(xml, "message"),
    description: elementIn(xml, "description"),
  };
}

function elementIn(xml: string, name: string): string | undefined {
  const element = new RegExp(
    `<(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?>([\\s\\S]*?)</(?:[\\w.-]+:)?${name}\\s*>`,
    "u",
  );
  const inner = element.exec(xml)?.[1]?.replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/gu, "$1");
  return textOf(
    inner?.replaceAll(/&(lt|gt|amp|quot|apos);/gu, (_, entity: string) => ENTITIES[entity] ?? ""),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** What the token endpoint says, in the words of OAuth. */
function logInFailure(body: Members, error: string): Failure {
  const isRefused = ["invalid_grant", "invalid_client", "invalid_token"].includes(error);
  return failure(isRefused ? "login" : undefined, textOf(body["error_description"]) ?? textOf(error));
}

function failure(kind: FailureKind | undefined, message: string | undefined): Failure {
  return { ...(kind === undefined ? {} : { kind }), ...(message === undefined ? {} : { message }) };
}
