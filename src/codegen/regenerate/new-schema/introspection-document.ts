import {
  introspectionTypes,
  Kind,
  OperationTypeNode,
  parseConstValue,
  specifiedDirectives,
  specifiedScalarTypes,
  type ASTNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type NamedTypeNode,
  type NameNode,
  type StringValueNode,
  type TypeDefinitionNode,
  type TypeNode,
} from "graphql";
import type { JsonPlace } from "./json-place.ts";
import type { PlacedDocument } from "./placed-document.ts";

/** Of every schema, so that none defines them. */
const BUILT_IN: ReadonlySet<string> = new Set(
  [...specifiedScalarTypes, ...introspectionTypes].map(({ name }) => name),
);

/** Known to everybody. */
const SPECIFIED: ReadonlySet<string> = new Set(specifiedDirectives.map(({ name }) => name));

/** A schema as a server tells it. */
export interface IntrospectedDocument extends PlacedDocument {
  /** Whether the server told which arguments and input fields are deprecated: older ones do not know that. */
  readonly tellsInputDeprecation: boolean;
}

/**
 * Turns the answer to an introspection query into definitions that know their place in the answer.
 *
 * @param answer - the answer, with or without its `data` around it
 * @throws RegenerateError naming the place of what an answer cannot hold
 */
export function introspectionDocument(answer: JsonPlace, name: string): IntrospectedDocument {
  const errors = answer.member("errors").items();
  if (errors[0] !== undefined) {
    errors[0].refuse(`the server answered with an error: ${errors[0].member("message").text()}`);
  }
  const data = answer.member("data");
  const schema = (data.isThere ? data : answer).member("__schema");
  if (!schema.isThere) schema.refuse("is missing: this is not an answer to an introspection query");
  const reader = new Reader();
  const definitions = reader.schema(schema);
  return {
    document: { kind: Kind.DOCUMENT, definitions },
    name,
    placeOf: (node) => reader.places.get(node) ?? name,
    tellsInputDeprecation: reader.tellsInputDeprecation,
  };
}

class Reader {
  readonly places = new WeakMap<ASTNode, string>();
  tellsInputDeprecation = false;

  schema(schema: JsonPlace): readonly DefinitionNode[] {
    const operations = Object.values(OperationTypeNode).flatMap((operation) => {
      const root = schema.member(`${operation}Type`);
      if (!root.isThere) return [];
      const type = this.#at(root, named(root.member("name")));
      return [{ kind: Kind.OPERATION_TYPE_DEFINITION, operation, type } as const];
    });
    const types = schema.member("types");
    if (!types.isThere) types.refuse("is missing");
    return [
      this.#at(schema, { kind: Kind.SCHEMA_DEFINITION, operationTypes: operations }),
      ...types.items().flatMap((type) => {
        const name = type.member("name");
        return BUILT_IN.has(name.text()) ? [] : [this.#at(type, this.#type(type))];
      }),
      ...schema
        .member("directives")
        .items()
        .flatMap((one) =>
          SPECIFIED.has(one.member("name").text()) ? [] : [this.#at(one, this.#directive(one))],
        ),
    ];
  }

  #directive(one: JsonPlace): DirectiveDefinitionNode {
    return {
      kind: Kind.DIRECTIVE_DEFINITION,
      name: this.#name(one),
      ...described(one),
      arguments: this.#inputs(one.member("args")),
      repeatable: one.member("isRepeatable").value === true,
      locations: one
        .member("locations")
        .items()
        .map((location) => location.name()),
    };
  }

  #type(type: JsonPlace): TypeDefinitionNode {
    const head = { name: this.#name(type), ...described(type) };
    const kind = type.member("kind");
    switch (kind.text()) {
      case "SCALAR":
        return { kind: Kind.SCALAR_TYPE_DEFINITION, ...head, directives: specifiedBy(type) };
      case "OBJECT":
        return { kind: Kind.OBJECT_TYPE_DEFINITION, ...head, ...this.#composite(type) };
      case "INTERFACE":
        return { kind: Kind.INTERFACE_TYPE_DEFINITION, ...head, ...this.#composite(type) };
      case "UNION":
        return {
          kind: Kind.UNION_TYPE_DEFINITION,
          ...head,
          types: this.#names(type.member("possibleTypes")),
        };
      case "ENUM":
        return { kind: Kind.ENUM_TYPE_DEFINITION, ...head, values: this.#values(type) };
      case "INPUT_OBJECT":
        return {
          kind: Kind.INPUT_OBJECT_TYPE_DEFINITION,
          ...head,
          fields: this.#inputs(type.member("inputFields")),
          directives: type.member("isOneOf").value === true ? [directive("oneOf")] : [],
        };
      default:
        return kind.refuse(`${JSON.stringify(kind.value)} is not a kind of type`);
    }
  }

  #composite(type: JsonPlace): {
    readonly interfaces: readonly NamedTypeNode[];
    readonly fields: readonly FieldDefinitionNode[];
  } {
    const fields = type.member("fields").items();
    return {
      interfaces: this.#names(type.member("interfaces")),
      fields: fields.map((field) =>
        this.#at(field, {
          kind: Kind.FIELD_DEFINITION,
          name: this.#name(field),
          ...described(field),
          arguments: this.#inputs(field.member("args")),
          type: this.#reference(field.member("type")),
          directives: deprecated(field),
        }),
      ),
    };
  }

  #values(type: JsonPlace): readonly EnumValueDefinitionNode[] {
    return type
      .member("enumValues")
      .items()
      .map((value) => {
        const name = this.#name(value);
        if (["true", "false", "null"].includes(name.value))
          value.refuse(`${name.value} is not an enum value`);
        const node = { kind: Kind.ENUM_VALUE_DEFINITION, name, ...described(value) } as const;
        return this.#at(value, { ...node, directives: deprecated(value) });
      });
  }

  #inputs(list: JsonPlace): readonly InputValueDefinitionNode[] {
    return list.items().map((input) => {
      if (input.member("isDeprecated").isThere) this.tellsInputDeprecation = true;
      const value = input.member("defaultValue");
      return this.#at(input, {
        kind: Kind.INPUT_VALUE_DEFINITION,
        name: this.#name(input),
        ...described(input),
        type: this.#reference(input.member("type")),
        ...(value.isThere && { defaultValue: constant(value) }),
        directives: deprecated(input),
      });
    });
  }

  #reference(reference: JsonPlace): TypeNode {
    const kind = reference.member("kind").text();
    if (kind !== "NON_NULL" && kind !== "LIST") return this.#at(reference, named(reference.member("name")));
    const inner = reference.member("ofType");
    if (!inner.isThere) inner.refuse("is missing: the type is wrapped more often than was asked for");
    const type = this.#reference(inner);
    if (kind === "LIST") return { kind: Kind.LIST_TYPE, type };
    return type.kind === Kind.NON_NULL_TYPE
      ? inner.refuse("is non-null twice")
      : { kind: Kind.NON_NULL_TYPE, type };
  }

  #names(list: JsonPlace): readonly NamedTypeNode[] {
    return list.items().map((item) => this.#at(item, named(item.member("name"))));
  }

  #name(part: JsonPlace): NameNode {
    return this.#at(part, part.member("name").name());
  }

  #at<Node extends ASTNode>(where: JsonPlace, node: Node): Node {
    this.places.set(node, where.place);
    return node;
  }
}

function named(name: JsonPlace): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: name.name() };
}

function described(part: JsonPlace): { readonly description?: StringValueNode } {
  const value = part.member("description").optionalText();
  return value ? { description: { kind: Kind.STRING, value } } : {};
}

function deprecated(part: JsonPlace): readonly ConstDirectiveNode[] {
  if (part.member("isDeprecated").value !== true) return [];
  return [
    directive("deprecated", { name: "reason", value: part.member("deprecationReason").optionalText() }),
  ];
}

function specifiedBy(type: JsonPlace): readonly ConstDirectiveNode[] {
  const value = type.member("specifiedByURL").optionalText();
  return value === undefined ? [] : [directive("specifiedBy", { name: "url", value })];
}

function directive(
  name: string,
  argument?: { readonly name: string; readonly value: string | undefined },
): ConstDirectiveNode {
  const given =
    argument?.value === undefined
      ? []
      : [
          {
            kind: Kind.ARGUMENT,
            name: { kind: Kind.NAME, value: argument.name },
            value: { kind: Kind.STRING, value: argument.value },
          } as const,
        ];
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name }, arguments: given };
}

function constant(value: JsonPlace): ConstValueNode {
  const text = value.text();
  try {
    return parseConstValue(text);
  } catch {
    return value.refuse(`${JSON.stringify(text)} is not a value in GraphQL`);
  }
}
