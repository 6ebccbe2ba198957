import { buildSchema, Kind, parse, Source } from "graphql";
import type { EndpointDocuments } from "../../src/codegen/plugins/operation-model.ts";

const DIRECTIVES = `
  directive @internal on QUERY | MUTATION
  directive @idempotent on MUTATION
  directive @names(a: Kind!) on VARIABLE_DEFINITION
  directive @http(
    method: Method! path: String! body: Body response: Response! = JSON unwrap: String auth: Boolean! = true
    headers: [String!]! = [] query: [String!]! = [] accept: [Int!]! = [] wrap: String signed: Boolean! = false follow: Boolean! = false
  ) on FIELD_DEFINITION
  directive @header(name: String!) on FIELD_DEFINITION
  directive @status on FIELD_DEFINITION
  directive @in(place: Place!, name: String, separator: String, selection: Selection! = NEVER) on ARGUMENT_DEFINITION
  enum Selection { NEVER ALWAYS NARROWER }
  enum Kind { SHELF BOOK }
  enum Method { GET HEAD POST PUT PATCH DELETE }
  enum Body { JSON FORM MULTIPART BINARY NONE }
  enum Response { JSON TEXT STREAM HEAD NONE }
  enum Place { PATH QUERY HEADER BODY FORM FILE WHOLE_BODY }
`;

/** An endpoint of a made-up library, with one operation file. */
export function endpoint(schema: string, operations: string, resource = "books"): EndpointDocuments {
  const document = parse(new Source(operations, `operations/${resource}.graphql`));
  const nodes = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return {
    endpoint: "library",
    schema: buildSchema(new Source(`${schema}\n${DIRECTIVES}`, "schema.graphql")),
    resources: [{ resource, operations: nodes }],
    fragments: document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION),
  };
}

/** How callers of the made-up library name its things. */
export const references = {
  SHELF: {
    name: "ShelfReference",
    type: "string | { readonly label: string }",
    description: "Names a shelf.",
  },
  BOOK: {
    name: "BookReference",
    type: "string | { readonly shelf: ShelfReference }",
    description: "Names a book.",
  },
};

/** TypeScript types of the made-up library's scalars. */
export const scalars = { UUID: "string", Moment: "string" };
