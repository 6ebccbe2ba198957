import {
  Kind,
  print,
  specifiedDirectives,
  visit,
  type ConstDirectiveNode,
  type StringValueNode,
  type TypeDefinitionNode,
} from "graphql";
import type { MemberNode } from "../../schema/member-at.ts";

/** Longer descriptions stand on lines of their own. */
const ONE_LINE = 90;

const OWN_DIRECTIVES: ReadonlySet<string> = new Set(specifiedDirectives.map(({ name }) => name));

/**
 * Prints a type or a member of a new schema as the schema files have it: with the description that the new schema
 * gives it, if any, and since when it is there.
 *
 * @param node - what to print; annotations that GraphQL itself does not know are left out
 */
export function printNew(node: TypeDefinitionNode | MemberNode, version: string): string {
  const plain: typeof node = visit(node, {
    Directive: ({ name }) => (OWN_DIRECTIVES.has(name.value) ? undefined : null),
    StringValue: (text, key) => (key === "description" ? described(text) : undefined),
  });
  const since: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: "since" },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: "version" },
        value: { kind: Kind.STRING, value: version },
      },
    ],
  };
  return print({ ...plain, directives: [...(plain.directives ?? []), since] });
}

function described({ value }: StringValueNode): StringValueNode | null {
  const text = value.trim();
  if (text === "") return null;
  // Block strings hold no control characters.
  const isBlock = /\n|"/.test(text) || text.length > ONE_LINE;
  const block = isBlock && !/[\u0000-\u0008\u000b-\u001f]/.test(text.replaceAll("\r\n", "\n"));
  return { kind: Kind.STRING, value: block ? text.replaceAll("\r\n", "\n") : text, block };
}
