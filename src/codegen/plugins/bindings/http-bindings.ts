import type { CodegenPlugin } from "@graphql-codegen/plugin-helpers";
import {
  getDirectiveValues,
  getNamedType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
} from "graphql";
import { format } from "prettier";
import { SchemaError } from "../../schema/schema-error.ts";
import { lenientMembers } from "./lenient-members.ts";
import { checkBinding } from "./check-binding.ts";
import { nameableMembers } from "./nameable-members.ts";
import { placesIn, STATUS, type ArgumentBinding, type HttpBinding } from "./http-binding.ts";
import { rootField, type EndpointDocuments } from "../operation-model.ts";

/** Configuration of the HTTP binding plugin. */
export interface HttpBindingsConfig {
  readonly endpoints: readonly EndpointDocuments[];
}

/** Codegen plugin: the HTTP bindings of every `@http` root field that an operation uses, as plain data. */
export const httpBindings: CodegenPlugin<HttpBindingsConfig> = {
  plugin: (_schema, _documents, config) => printHttpBindings(config),
};

/**
 * Prints the module of HTTP bindings of one platform, ready to be written.
 *
 * @throws SchemaError naming file and line when an annotation contradicts the field it stands on
 */
export async function printHttpBindings(config: HttpBindingsConfig): Promise<string> {
  const bindings = config.endpoints.flatMap((from) => bindingsOf(from));
  const sorted = bindings.toSorted(([left], [right]) => (left < right ? -1 : 1));
  const text = `${TYPES}
/** The HTTP requests behind root fields, by the name of the field. */
export const httpBindings: { readonly [field: string]: HttpBinding } = ${JSON.stringify(Object.fromEntries(sorted))};
`;
  return await format(text, { parser: "typescript", printWidth: 110 });
}

function bindingsOf({
  schema,
  resources,
  fragments = [],
}: EndpointDocuments): readonly (readonly [string, HttpBinding])[] {
  const bindings = new Map<string, HttpBinding>();
  for (const operation of resources.flatMap((resource) => resource.operations)) {
    const name = rootField(operation).name.value;
    const field = schema.getRootType(operation.operation)?.getFields()[name];
    const binding = field && bindField(field, schema);
    if (binding === undefined) continue;
    // Several operations may ask one field for different members.
    const lenient = { ...bindings.get(name)?.lenient, ...lenientMembers(operation, { schema, fragments }) };
    bindings.set(name, Object.keys(lenient).length > 0 ? { ...binding, lenient } : binding);
  }
  return [...bindings];
}

/** What `getDirectiveValues` makes of `@http`, by the declaration in `schema/directives.graphql`. */
interface HttpAnnotation {
  readonly method: string;
  readonly path: string;
  readonly body?: HttpBinding["body"] | null;
  readonly response: HttpBinding["response"];
  readonly unwrap?: string | null;
  readonly wrap?: string | null;
  readonly auth: boolean;
  readonly headers: readonly string[];
  readonly query: readonly string[];
  readonly accept: readonly number[];
  readonly signed: boolean;
  readonly follow: boolean;
}

/**
 * Turns the `@http` annotation of a root field into its binding.
 *
 * @returns undefined for a field without the annotation: it is answered by GraphQL
 * @throws SchemaError naming file and line when the annotation contradicts the field
 */
export function bindField(
  field: GraphQLField<unknown, unknown>,
  schema: GraphQLSchema,
): HttpBinding | undefined {
  const directive = schema.getDirective("http");
  const values = directive && field.astNode && getDirectiveValues(directive, field.astNode);
  if (!values || !field.astNode) return undefined;
  // graphql-js has checked the values against the declaration of the directive.
  const http = values as unknown as HttpAnnotation;
  const places = field.args.map(
    (argument) => [argument.name, bindArgument(argument, { http, schema, field })] as const,
  );
  const fromHead = membersFromHead(field, schema);
  const inBody = places.some(([, { place }]) => place === "BODY" || place === "WHOLE_BODY");
  const binding: HttpBinding = {
    method: http.method,
    path: http.path,
    arguments: Object.fromEntries(places),
    body: http.body ?? (inBody ? "JSON" : "NONE"),
    response: http.response,
    ...(http.unwrap != null && { unwrap: http.unwrap }),
    ...(http.wrap != null && { wrap: http.wrap }),
    // What is signed says by itself who may.
    auth: http.auth && !http.signed,
    headers: http.headers,
    ...(http.query.length > 0 && { query: http.query }),
    ...(http.accept.length > 0 && { accept: http.accept }),
    ...(http.signed && { signed: true }),
    ...(http.follow && { follow: true }),
    ...(Object.keys(fromHead).length > 0 && { fromHead }),
  };
  const problem = checkBinding(binding, field);
  if (problem !== undefined) throw new SchemaError(field.astNode, `${field.name}: ${problem}`);
  return binding;
}

/** The members of a field's type that the head of the answer gives. */
function membersFromHead(
  field: GraphQLField<unknown, unknown>,
  schema: GraphQLSchema,
): Readonly<Record<string, string>> {
  const type = getNamedType(field.type);
  const [header, status] = [schema.getDirective("header"), schema.getDirective("status")];
  if (!isObjectType(type) || !header || !status) return {};
  return Object.fromEntries(
    Object.values(type.getFields()).flatMap(({ name, astNode }): readonly (readonly [string, string])[] => {
      if (!astNode) return [];
      if (getDirectiveValues(status, astNode)) return [[name, STATUS]];
      const named = getDirectiveValues(header, astNode);
      return named ? [[name, String(named["name"]).toLowerCase()]] : [];
    }),
  );
}

interface InAnnotation {
  readonly place: ArgumentBinding["place"];
  readonly name?: string | null;
  readonly separator?: string | null;
  readonly selection: "NEVER" | "ALWAYS" | "NARROWER";
}

interface Annotated {
  readonly field: GraphQLField<unknown, unknown>;
  readonly http: HttpAnnotation;
  readonly schema: GraphQLSchema;
}

function bindArgument(argument: GraphQLArgument, { http, schema, field }: Annotated): ArgumentBinding {
  const directive = schema.getDirective("in");
  const values = directive && argument.astNode && getDirectiveValues(directive, argument.astNode);
  const { name } = argument;
  if (!values) return { place: defaultPlace(name, http), name };
  const given = values as unknown as InAnnotation;
  return {
    place: given.place,
    name: given.name ?? name,
    ...(given.separator != null && { separator: given.separator }),
    ...(given.selection === "ALWAYS" && { selection: true as const }),
    ...(given.selection === "NARROWER" && { selection: nameableMembers(field) }),
  };
}

function defaultPlace(name: string, http: HttpAnnotation): ArgumentBinding["place"] {
  if (placesIn(http.path).includes(name)) return "PATH";
  if (["GET", "HEAD", "DELETE"].includes(http.method)) return "QUERY";
  if (http.body === "BINARY") return "WHOLE_BODY";
  return http.body === "FORM" || http.body === "MULTIPART" ? "FORM" : "BODY";
}

const TYPES = `
/** Where one argument of a root field goes. */
export interface ArgumentBinding {
  readonly place: "PATH" | "QUERY" | "HEADER" | "BODY" | "FORM" | "FILE" | "WHOLE_BODY";
  /** The name on the wire. */
  readonly name: string;
  /** Joins the items of a list into one value; absent: the default of the place. */
  readonly separator?: string;
  /**
   * Whether it is the names of the selected members, where it is left out: always, or where they are fewer than these dotted
   * paths.
   */
  readonly selection?: true | readonly string[];
}

/** The HTTP request that a root field stands for. */
export interface HttpBinding {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * \`{a}\` is one encoded segment, \`{a*}\` encoded segments, \`{/a*}\` a slash and such, or nothing, \`{+a}\` a path that
   * is encoded already.
   */
  readonly path: string;
  readonly arguments: { readonly [argument: string]: ArgumentBinding };
  readonly body: "JSON" | "FORM" | "MULTIPART" | "BINARY" | "NONE";
  readonly response: "JSON" | "TEXT" | "STREAM" | "HEAD" | "NONE";
  /** The member of a JSON answer that is the value, as a dotted path; absent: the whole answer. */
  readonly unwrap?: string;
  /** The member of the value that the answer is put into. */
  readonly wrap?: string;
  /** Whether the access token goes along. */
  readonly auth: boolean;
  /** Headers whose values come from the client's configuration. */
  readonly headers: readonly string[];
  /** Parameters of the query whose values come from the client's configuration, where it has them. */
  readonly query?: readonly string[];
  /** Statuses that are answers too, beside those of success. */
  readonly accept?: readonly number[];
  /** Whether the path is a whole URL that the platform handed out. */
  readonly signed?: true;
  /** Whether redirects are followed. */
  readonly follow?: true;
  /** The members that come from the head of the answer: from which header, in lower case, or from \`:status\`. */
  readonly fromHead?: { readonly [member: string]: string };
  /** The members that are read leniently, by their dotted path, each with its type. */
  readonly lenient?: { readonly [path: string]: string };
}
`;
