import { getNamedType, isNonNullType, isObjectType, type GraphQLField } from "graphql";
import { optionalPlacesIn, placesIn, type HttpBinding } from "./http-binding.ts";

/**
 * Finds the first contradiction between a binding and the field it was read from.
 *
 * @returns what is wrong, or undefined when nothing is
 */
export function checkBinding(
  binding: HttpBinding,
  field: GraphQLField<unknown, unknown>,
): string | undefined {
  return (
    checkPath(binding, field) ??
    checkNames(binding, field) ??
    checkBody(binding) ??
    checkResponse(binding, field) ??
    checkHead(binding, field) ??
    checkOrigin(binding) ??
    checkFollow(binding)
  );
}

function checkPath(binding: HttpBinding, field: GraphQLField<unknown, unknown>): string | undefined {
  const { path } = binding;
  if (!/^(?:\/|\{\/)/.test(path) && !/^\{\+\w+\}$/.test(path))
    return `its path "${path}" does not start with "/"`;
  const inPath = Object.entries(binding.arguments).filter(([, { place }]) => place === "PATH");
  const places = placesIn(path);
  const rest = path.replaceAll(/\{[+/]?\w+\*?\}/g, "");
  if (/[{}]/.test(rest)) return `its path "${path}" has a brace that belongs to no place`;
  const unfilled = places.find((name) => !inPath.some(([, argument]) => argument.name === name));
  if (unfilled !== undefined) return `no argument fills {${unfilled}} of its path`;
  for (const [name, argument] of inPath) {
    if (!places.includes(argument.name)) return `its path has no place for ${name}`;
    const type = field.args.find((candidate) => candidate.name === name)?.type;
    if (!isNonNullType(type) && !optionalPlacesIn(path).includes(argument.name))
      return `${name} is in its path and may not be null`;
  }
  return undefined;
}

/** The places where a list can become one value. */
const JOINING: ReadonlySet<string> = new Set(["PATH", "QUERY", "HEADER", "FORM"]);

function checkNames(binding: HttpBinding, field: GraphQLField<unknown, unknown>): string | undefined {
  const seen = new Map<string, string>();
  for (const [argument, { place, name, separator, selection }] of Object.entries(binding.arguments)) {
    if (selection && !isObjectType(getNamedType(field.type)))
      return `${argument} stands for the selected members, and its type has none`;
    if (separator !== undefined && !JOINING.has(place))
      return `nothing is joined in ${place}, where ${argument} goes`;
    if (name === "*" && place !== "QUERY" && place !== "FORM")
      return `${argument} goes to ${place}, where "*" stands for no members`;
    // Names of headers are the same in any case.
    const wire = `${place} ${place === "HEADER" ? name.toLowerCase() : name}`;
    const other = seen.get(wire);
    if (other !== undefined && name !== "*" && place !== "WHOLE_BODY")
      return `${other} and ${argument} have one name in ${place}`;
    seen.set(wire, argument);
  }
  return undefined;
}

const BODY_OF_PLACE: Readonly<Record<string, readonly string[]>> = {
  BODY: ["JSON"],
  FORM: ["FORM", "MULTIPART"],
  FILE: ["MULTIPART"],
  WHOLE_BODY: ["JSON", "BINARY"],
};

function checkBody(binding: HttpBinding): string | undefined {
  const { method, body } = binding;
  if ((method === "GET" || method === "HEAD") && body !== "NONE") return `a ${method} request has no body`;
  const places = Object.entries(binding.arguments).map(([name, { place }]) => ({ name, place }));
  for (const { name, place } of places) {
    const bodies = BODY_OF_PLACE[place];
    if (bodies !== undefined && !bodies.includes(body))
      return `${name} goes to ${place}, but its body is ${body}`;
  }
  const whole = places.filter(({ place }) => place === "WHOLE_BODY");
  if (whole.length > 1 || (whole.length === 1 && places.some(({ place }) => place === "BODY"))) {
    return "one argument is its whole body, so no other can go there";
  }
  return body === "BINARY" && whole.length === 0 ? "no argument is its body" : undefined;
}

function checkResponse(
  { response, unwrap }: HttpBinding,
  field: GraphQLField<unknown, unknown>,
): string | undefined {
  if (unwrap !== undefined && response !== "JSON") return `a ${response} answer has no member to unwrap`;
  const type = getNamedType(field.type).name;
  if (response === "NONE" && type !== "Boolean") return "its answer is not read, so it is a Boolean";
  return undefined;
}

function checkHead(
  { response, wrap, fromHead = {} }: HttpBinding,
  field: GraphQLField<unknown, unknown>,
): string | undefined {
  const type = getNamedType(field.type);
  const members = isObjectType(type) ? Object.keys(type.getFields()) : [];
  if (wrap !== undefined) {
    if (response === "HEAD") return `only its head is read: there is no answer for ${wrap} to take`;
    if (!members.includes(wrap)) return `${type.name} has no member ${wrap} to take its answer`;
    return Object.hasOwn(fromHead, wrap) ? `${wrap} takes its answer, and a header too` : undefined;
  }
  if (response !== "HEAD")
    return Object.keys(fromHead).length > 0
      ? "it has members from the head, but no wrap for its answer"
      : undefined;
  const unfilled = members.find((name) => !Object.hasOwn(fromHead, name));
  if (unfilled !== undefined) return `only its head is read, and nothing there fills ${unfilled}`;
  return members.length === 0 ? "only its head is read, so it is an object" : undefined;
}

function checkOrigin({ path, signed, headers, query = [] }: HttpBinding): string | undefined {
  if (!signed) return undefined;
  if (!/^\{\+\w+\}$/.test(path)) return "it takes a signed URL, so its path is one {+argument} alone";
  if (query.length > 0) return "it takes a signed URL, to whose query nothing of the client goes";
  return headers.length > 0 ? "it takes a signed URL, to which no header of the client goes" : undefined;
}

/** To follow is to send again: what changes something, or has a body, is not sent wherever an answer points. */
function checkFollow({ method, follow }: HttpBinding): string | undefined {
  if (!follow || method === "GET" || method === "HEAD") return undefined;
  return `redirects are followed for GET and HEAD alone, not for ${method}`;
}
