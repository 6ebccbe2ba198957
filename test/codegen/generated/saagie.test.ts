import { Kind, print, visit, type DocumentNode } from "graphql";
import { describe, expect, test } from "vitest";
import * as gateway from "../../../generated/saagie/gateway.ts";
import { httpBindings } from "../../../generated/saagie/bindings.ts";
import * as methods from "../../../generated/saagie/methods.ts";
import * as platform from "../../../generated/saagie/platform.ts";
import * as rest from "../../../generated/saagie/rest.ts";

const OPERATIONS = Object.entries(methods).filter(([name]) => name.endsWith("Operations"));

interface Metadata {
  readonly name: string;
  readonly endpoint: string;
  readonly field: string;
  readonly references?: Readonly<Record<string, string>>;
  readonly document: () => Promise<DocumentNode>;
}

const operations = await Promise.all(
  OPERATIONS.flatMap(([, group]) => Object.values(group as unknown as Record<string, Metadata>)).map(
    async (metadata) => ({ ...metadata, document: await metadata.document() }),
  ),
);

test("every document of every endpoint belongs to one operation", () => {
  const documents = Object.entries({ ...platform, ...gateway, ...rest }).filter(([name]) =>
    name.endsWith("Document"),
  );
  const names = documents.map(([name]) => name.replace(/Document$/, ""));
  expect(operations.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  expect(new Set(names).size).toBe(names.length);
});

describe.each(operations)("$name", ({ name, field, references, document }) => {
  const [operation, ...fragments] = document.definitions;

  test("its document is the operation of that name, with one root field and each fragment once", () => {
    expect(operation).toMatchObject({
      kind: Kind.OPERATION_DEFINITION,
      name: { value: name },
      selectionSet: { selections: [{ kind: Kind.FIELD, name: { value: field } }] },
    });
    expect(operation).not.toHaveProperty("selectionSet.selections.1");
    const spread = new Set<string>();
    visit(document, { FragmentSpread: (node) => void spread.add(node.name.value) });
    const defined = fragments.map((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? node.name.value : node.kind,
    );
    expect(defined.toSorted()).toEqual([...spread].toSorted());
  });

  test("it sends neither descriptions nor directives of this project", () => {
    expect(print(document)).not.toMatch(/"""|@(?!include\b|skip\b)/);
  });

  test("its references are variables of it", () => {
    const variables: string[] = [];
    visit(document, { VariableDefinition: (node) => void variables.push(node.variable.name.value) });
    expect(variables).toEqual(expect.arrayContaining(Object.keys(references ?? {})));
  });
});

test("every operation of the REST endpoint is spoken over HTTP, and no other", () => {
  const fields = operations.filter(({ endpoint }) => endpoint === "rest").map(({ field }) => field);
  expect(fields.toSorted()).toEqual(Object.keys(httpBindings).toSorted());
});

test("the token call asks for no token and names the realm; a download takes the path that it is given", () => {
  expect(httpBindings["authenticate"]).toMatchObject({
    method: "POST",
    path: "/authentication/api/open/authenticate",
    response: "TEXT",
    auth: false,
    headers: ["Saagie-Realm"],
    arguments: { login: { place: "BODY" }, password: { place: "BODY" } },
  });
  expect(httpBindings["artifact"]).toMatchObject({
    method: "GET",
    path: "{+downloadUrl}",
    response: "STREAM",
    auth: true,
    headers: [],
  });
});
