import { parse, Source, TokenKind, type Token } from "graphql";
import type { NewMember } from "./insert-members.ts";
import { spanOf, type SchemaText } from "./schema-text.ts";
import type { TextEdit } from "./text-edit.ts";

/** Root fields that a file has none of yet. */
export interface RootBlock {
  readonly root: string;
  readonly members: readonly NewMember[];
  readonly file: string;
}

/** Puts root fields into a file that had none of them: behind other root fields, or else before its types. */
export function rootBlockEdit({ root, members, file }: RootBlock, { files, parts }: SchemaText): TextEdit {
  const source = files.get(file) ?? "";
  const body = members
    .flatMap(({ text }) => text.split("\n"))
    .map((line) => (line === "" ? line : `  ${line}`));
  const block = `extend type ${root} {\n${body.join("\n")}\n}`;
  const insert = (at: number, text: string): TextEdit => ({ file, start: at, end: at, text, rank: "member" });
  const query = root === "Query" ? undefined : parts.get("Query")?.find((part) => part.file === file);
  if (query !== undefined) return { ...insert(spanOf(query.node).end, `\n\n${block}`), rank: "sibling" };
  const [first] = source.trim() === "" ? [] : parse(new Source(source, file)).definitions;
  if (first?.loc === undefined) return insert(source.length, `${block}\n\n`);
  return insert(startWithComments(first.loc.startToken), `${block}\n\n`);
}

/** Where a definition begins, with the comments that stand right above it. */
function startWithComments(token: Token): number {
  const { prev } = token;
  const isAttached = prev?.kind === TokenKind.COMMENT && prev.line === token.line - 1;
  return isAttached ? startWithComments(prev) : token.start;
}
