import { InvalidInputError } from "../errors.ts";
import type { HttpArgument, HttpBinding, HttpEndpoint } from "./binding.ts";
import { encodeText, expandPath } from "./path-template.ts";
import type { OutgoingRequest } from "./send.ts";

interface Placed extends HttpArgument {
  readonly value: unknown;
}

/** What a root field is asked with. */
export interface Asked {
  readonly arguments: Readonly<Record<string, unknown>>;
  /**
   * Tells the names of the members that are selected of it; undefined where none need be told, as of all that there are.
   * @defaultValue none
   */
  readonly members?: (all?: readonly string[]) => readonly string[] | undefined;
}

/**
 * Turns a binding and its arguments into a request. Pure: nothing is sent.
 *
 * @throws {@link InvalidInputError} when an argument is missing or would leave its place.
 */
export function buildRequest(
  endpoint: HttpEndpoint,
  binding: HttpBinding,
  { arguments: values, members = () => [] }: Asked,
): OutgoingRequest {
  const placed = Object.entries(binding.arguments).map(([name, argument]) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const { selection } = argument;
    if (value !== undefined || !selection) return { ...argument, value };
    return { ...argument, value: selection === true ? members() : members(selection) };
  });
  const at = (place: HttpArgument["place"]): readonly Placed[] =>
    placed.filter((argument) => argument.place === place && argument.value !== undefined);
  const { body, contentType } = encodeBody(binding, at);
  return {
    method: binding.method,
    url: binding.signed
      ? signedUrl(endpoint.url, placed)
      : join(
          endpoint.url,
          expandPath(binding.path, byWireName(placed)),
          queryString([...at("QUERY"), ...clientQuery(endpoint, binding, at("QUERY"))]),
        ),
    headers: {
      accept: binding.response === "JSON" ? "application/json" : "*/*",
      // A file as it is stored: its length can be told beforehand, and checked.
      ...(["STREAM", "HEAD"].includes(binding.response) ? { "accept-encoding": "identity" } : {}),
      ...clientHeaders(endpoint, binding),
      ...argumentHeaders(at("HEADER")),
      ...(contentType === undefined ? {} : { "content-type": contentType }),
    },
    ...(body === undefined ? {} : { body }),
    ...(binding.follow || binding.accept?.some(isRedirect) ? { expectsRedirect: true } : {}),
  };
}

/** A status that tells of another place, or, as 308 of uploads does, of none at all. */
export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/**
 * A URL that the platform handed out: taken as it is, wherever it leads, but never over a weaker connection than the
 * platform's own. It is not repeated in words: who has it may do what it is for.
 */
function signedUrl(base: string, placed: readonly Placed[]): string {
  const text = String(placed.find(({ place }) => place === "PATH")?.value);
  const { protocol, username, password } = URL.canParse(text) ? new URL(text) : { protocol: "" };
  const isUsable = protocol === "https:" || (protocol === "http:" && base.startsWith("http:"));
  if (isUsable && !username && !password) return text;
  throw new InvalidInputError("The signed URL is none that can be used: it must be a whole https URL.");
}

function join(base: string, path: string, query: string): string {
  const url = base.replace(/\/+$/u, "") + path;
  if (query === "") return url;
  return `${url}${path.includes("?") ? "&" : "?"}${query}`;
}

function byWireName(placed: readonly Placed[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    placed
      .filter(({ place }) => place === "PATH")
      .map(({ name, value, separator }) => [
        name,
        Array.isArray(value) ? joined(value, separator ?? ",") : value,
      ]),
  );
}

/** One pair for each value; a list is joined by its separator, or repeats its name. */
function pairs(placed: readonly Placed[]): readonly (readonly [string, string | Blob])[] {
  return placed.flatMap(({ name, value, separator }): readonly (readonly [string, string | Blob])[] => {
    if (value === null) return [];
    if (name === "*") return pairs(membersOf(value, separator));
    if (!Array.isArray(value)) return [[name, plain(value)]];
    return separator === undefined
      ? value.map((item: unknown) => [name, plain(item)] as const)
      : [[name, joined(value, separator)]];
  });
}

/** A value as a form can hold it: a file, or a text. */
function plain(value: unknown): string | Blob {
  return value instanceof Blob ? value : textOf(value);
}

/** A value as a text, which of an object is its JSON. */
function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const json = JSON.stringify(value);
  const again: unknown = JSON.parse(json);
  // What writes itself as a text, such as a date, is that text.
  return typeof again === "string" ? again : json;
}

function joined(items: readonly unknown[], separator: string): string {
  return items.map((item) => (item === null || item === undefined ? "" : textOf(item))).join(separator);
}

/** The members of a value, placed under their own names. */
function membersOf(value: unknown, separator: string | undefined): readonly Placed[] {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return members
    .filter(([, member]) => member !== undefined)
    .map(([name, member]: [string, unknown]) => ({
      place: "QUERY",
      name,
      value: member,
      ...(separator === undefined ? {} : { separator }),
    }));
}

function queryString(placed: readonly Placed[]): string {
  return pairs(placed)
    .map(([name, value]) => `${encodeText(name)}=${encodeText(textOf(value))}`)
    .join("&");
}

/** What the client has for the query of a binding; an argument of the same name goes before it. */
function clientQuery(
  { query: values = {} }: HttpEndpoint,
  { query: names = [] }: HttpBinding,
  given: readonly Placed[],
): readonly Placed[] {
  const taken = new Set(given.filter(({ value }) => value !== null).map(({ name }) => name));
  return names
    .filter((name) => !taken.has(name) && Object.hasOwn(values, name))
    .map((name) => ({ place: "QUERY", name, value: values[name] }));
}

function clientHeaders(endpoint: HttpEndpoint, binding: HttpBinding): Record<string, string> {
  return Object.fromEntries(
    binding.headers.map((name) => {
      const value = endpoint.headers[name];
      if (value === undefined)
        throw new InvalidInputError(`This client has no value for the header ${name}.`);
      return [name.toLowerCase(), value];
    }),
  );
}

function argumentHeaders(placed: readonly Placed[]): Record<string, string> {
  return Object.fromEntries(
    placed
      .filter(({ value }) => value !== null)
      .map(({ name, value, separator }) => [
        name.toLowerCase(),
        headerValue(name, Array.isArray(value) ? joined(value, separator ?? ",") : textOf(value)),
      ]),
  );
}

function headerValue(name: string, value: string): string {
  // What a header takes; a line break would begin another header.
  if (/^[\t\u0020-\u007e\u0080-\u00ff]*$/u.test(value)) return value;
  throw new InvalidInputError(`The value for the header ${name} holds a character that no header can hold.`);
}

interface EncodedBody {
  readonly body?: NonNullable<OutgoingRequest["body"]>;
  readonly contentType?: string;
}

function encodeBody(
  { body: kind }: HttpBinding,
  at: (place: HttpArgument["place"]) => readonly Placed[],
): EncodedBody {
  const [whole] = at("WHOLE_BODY");
  switch (kind) {
    case "NONE":
      return {};
    case "JSON": {
      const value = whole
        ? whole.value
        : Object.fromEntries(at("BODY").map((member) => [member.name, member.value]));
      return { body: JSON.stringify(value), contentType: "application/json" };
    }
    case "FORM":
      return { body: queryString(at("FORM")), contentType: "application/x-www-form-urlencoded" };
    case "MULTIPART":
      return { body: formData([...at("FORM"), ...at("FILE")]) };
    case "BINARY":
      return binary((whole ?? at("BODY")[0])?.value);
  }
}

function formData(placed: readonly Placed[]): FormData {
  const form = new FormData();
  for (const [name, value] of pairs(placed)) {
    // A form takes files and texts by two signatures.
    if (value instanceof Blob) form.append(name, value);
    else form.append(name, value);
  }
  return form;
}

function binary(value: unknown): EncodedBody {
  if (value instanceof Blob) return { body: value, contentType: value.type || OCTETS };
  if (value === undefined || value === null || typeof value === "string")
    return { body: value ?? "", contentType: OCTETS };
  throw new InvalidInputError("The bytes to send are neither a file nor a text.", {
    hint: "Prepare an upload of a stream: it could not be sent again after a renewed log-in.",
  });
}

const OCTETS = "application/octet-stream";
