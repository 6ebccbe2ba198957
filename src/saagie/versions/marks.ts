import type { Caller } from "../../core/client.ts";
import { isFootbridgeError } from "../../core/errors.ts";
import type { EndpointHistory } from "../../core/version/history.ts";
import type { VersionRange } from "../../core/version/platform-versions.ts";
import { platformOperations, type PlatformTypeMembersResult } from "../../../generated/saagie/methods.ts";

/** What a platform was asked for to tell its version, and what of it is there. */
export interface SeenMarks {
  readonly has: readonly string[];
  readonly ranges: Readonly<Record<string, VersionRange>>;
}

/**
 * Asks a platform for what tells versions apart whose root fields are the same: one request for each type.
 *
 * @throws the errors of a call
 */
export async function seenMarks(
  call: Caller,
  history: Readonly<Record<string, EndpointHistory>>,
  signal: AbortSignal,
): Promise<SeenMarks> {
  const marks = Object.entries(history).flatMap(([endpoint, own]) =>
    Object.entries(own.marks ?? {}).map(([fact, range]) => ({ endpoint, fact, range })),
  );
  const types = new Map(
    marks.map(({ endpoint, fact }) => [`${endpoint} ${typeIn(fact)}`, { endpoint, fact }]),
  );
  const found = await Promise.all(
    [...types.values()].map(async ({ endpoint, fact }) => {
      const type = typeIn(fact);
      const members = await membersOf(call, { endpoint, type }, signal);
      return members.map((member) => `${endpoint} ${type} ${member}`);
    }),
  );
  return {
    has: found.flat(),
    // With their endpoint in front they are no root fields, nor those of another endpoint.
    ranges: Object.fromEntries(marks.map(({ endpoint, fact, range }) => [`${endpoint} ${fact}`, range])),
  };
}

function typeIn(fact: string): string {
  return fact.slice(0, fact.indexOf(" "));
}

async function membersOf(
  call: Caller,
  { endpoint, type }: { readonly endpoint: string; readonly type: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    // Every endpoint tells of its types in the same way.
    return textsOf(await call({ ...platformOperations.typeMembers, endpoint }, { name: type }, { signal }));
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND")) return [];
    throw error;
  }
}

/** What a type is and has, as the marks of the history write it. */
function textsOf(type: PlatformTypeMembersResult): readonly string[] {
  const { kind, fields, inputFields, enumValues, interfaces, possibleTypes } = type;
  return [
    `= ${kind}`,
    ...[...(fields ?? []), ...(inputFields ?? [])].flatMap((field) => [
      field.name,
      `${field.name}: ${typeText(field.type)}`,
    ]),
    ...(fields ?? []).flatMap(({ name, args }) =>
      args.flatMap((argument) => {
        const text = `${name}(${argument.name})`;
        return [text, `${text}: ${typeText(argument.type)}`];
      }),
    ),
    ...(enumValues ?? []).map(({ name }) => name),
    ...(interfaces ?? []).map(({ name }) => `& ${name}`),
    ...(possibleTypes ?? []).map(({ name }) => `| ${name}`),
  ];
}

interface TypeReference {
  readonly kind?: string;
  readonly name: string | null;
  readonly ofType?: TypeReference | null;
}

function typeText({ kind, name, ofType }: TypeReference): string {
  if (!ofType) return name ?? "";
  return kind === "LIST" ? `[${typeText(ofType)}]` : `${typeText(ofType)}!`;
}
