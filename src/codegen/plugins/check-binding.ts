import { getNamedType, isNonNullType, type GraphQLField } from "graphql";
import { placesIn, type HttpBinding } from "./http-binding.ts";

/**
 * Finds the first contradiction between a binding and the field it was read from.
 *
 * @returns what is wrong, or undefined when nothing is
 */
export function checkBinding(
  binding: HttpBinding,
  field: GraphQLField<unknown, unknown>,
): string | undefined {
  return checkPath(binding, field) ?? checkBody(binding) ?? checkResponse(binding, field);
}

function checkPath(binding: HttpBinding, field: GraphQLField<unknown, unknown>): string | undefined {
  const { path } = binding;
  if (!path.startsWith("/") && !/^\{\+\w+\}$/.test(path)) return `its path "${path}" does not start with "/"`;
  const inPath = Object.entries(binding.arguments).filter(([, { place }]) => place === "PATH");
  const places = placesIn(path);
  const unfilled = places.find((name) => !inPath.some(([, argument]) => argument.name === name));
  if (unfilled !== undefined) return `no argument fills {${unfilled}} of its path`;
  for (const [name, argument] of inPath) {
    if (!places.includes(argument.name)) return `its path has no place for ${name}`;
    const type = field.args.find((candidate) => candidate.name === name)?.type;
    if (!isNonNullType(type)) return `${name} is in its path and may not be null`;
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
