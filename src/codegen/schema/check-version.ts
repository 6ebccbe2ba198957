import type { ConstDirectiveNode } from "graphql";
import { SchemaError } from "./schema-error.ts";
import { textIn } from "./version-annotations.ts";

/**
 * Reads a version out of an annotation.
 *
 * @param place - the argument that has it, and the known versions, the oldest first
 * @throws {@link SchemaError} when it is none of the known versions, or when something is said to last until
 * the newest: an end is included, so that it would not be one
 */
export function checkedVersion(
  directive: ConstDirectiveNode,
  { argument, versions }: { readonly argument: string; readonly versions: readonly string[] },
): string {
  const version = textIn(directive, argument);
  const name = `@${directive.name.value}`;
  if (version == null || !versions.includes(version)) {
    const known = versions.length === 0 ? "the schema declares none" : versions.join(", ");
    throw new SchemaError(directive, `${name} needs a known version, not ${version ?? "none"}: ${known}`);
  }
  const end = directive.name.value === "until" ? name : `${name} until`;
  if ((argument === "until" || end === name) && version === versions.at(-1)) {
    throw new SchemaError(directive, `${end} ${version} ends nothing: that is the newest version`);
  }
  return version;
}
