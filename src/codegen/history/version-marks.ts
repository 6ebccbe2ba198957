import type { GraphQLSchema } from "graphql";
import { inRange, type VersionRange } from "../schema/versions.ts";
import { rangeIn } from "./presence.ts";
import { typeFacts } from "./type-facts.ts";

/** What the versions of one endpoint have that tells them apart, as `typeFacts` writes it, with its range. */
export type VersionMarks = Readonly<Record<string, VersionRange>>;

/** The schemas of an endpoint by version, oldest first. */
export type VersionSchemas = ReadonlyMap<string, GraphQLSchema>;

/**
 * Chooses what clients ask for, beside the root fields of one endpoint, to tell a platform's version: for each version with
 * the root fields of an older one, one thing that only one of the two has, on whichever endpoint.
 *
 * @remarks Of few types, since each is a request. A version that differs in nothing needs none: a client that takes it for
 * the older one goes without nothing.
 * @param asked - the endpoint whose root fields clients ask for
 * @param endpoints - the schemas of each endpoint, all with the same versions
 * @returns marks by endpoint; none where root fields tell all versions apart
 */
export function versionMarks(
  asked: string,
  endpoints: ReadonlyMap<string, VersionSchemas>,
): ReadonlyMap<string, VersionMarks> {
  const own = endpoints.get(asked) ?? new Map<string, GraphQLSchema>();
  const versions = [...own.keys()];
  const roots = new Map([...own].map(([version, schema]) => [version, rootFieldsIn(schema)]));
  const chosen: Choice[] = [];
  const isSame = (left: string, right: string): boolean =>
    roots.get(left) === roots.get(right) && !chosen.some((choice) => tellsApart(choice, left, right));
  const twins = versions.flatMap((version, index) =>
    versions
      .slice(0, index)
      .toReversed()
      .map((older) => [older, version] as const),
  );
  if (!twins.some(([older, version]) => isSame(older, version))) return new Map();
  // Most platforms have none: then nothing more is read out of their schemas.
  const order = [asked, ...[...endpoints.keys()].filter((name) => name !== asked)];
  const choices = order.flatMap((endpoint) => choicesIn(endpoint, endpoints.get(endpoint) ?? new Map()));
  for (const [older, version] of twins) {
    if (!isSame(older, version)) continue;
    const fitting = choices.filter((choice) => tellsApart(choice, older, version));
    const cheapest = fitting.find((choice) => chosen.some((other) => isOfOneType(choice, other)));
    const best = cheapest ?? fitting[0];
    if (best !== undefined) chosen.push(best);
  }
  return new Map(
    order
      .map((endpoint) => [endpoint, chosen.filter((choice) => choice.endpoint === endpoint)] as const)
      .filter(([, marks]) => marks.length > 0)
      .map(([endpoint, marks]) => [
        endpoint,
        Object.fromEntries(marks.map(({ fact, range }) => [fact, range])),
      ]),
  );
}

interface Choice {
  readonly endpoint: string;
  readonly type: string;
  readonly fact: string;
  readonly range: VersionRange;
}

function tellsApart({ range }: Choice, left: string, right: string): boolean {
  return inRange(left, range) !== inRange(right, range);
}

function isOfOneType(left: Choice, right: Choice): boolean {
  return left.endpoint === right.endpoint && left.type === right.type;
}

/** What came to an endpoint, or went, once and for all: what is there before what it is like. */
function choicesIn(endpoint: string, schemas: VersionSchemas): readonly Choice[] {
  const versions = [...schemas.keys()];
  const facts = new Map([...schemas].map(([version, schema]) => [version, typeFacts(schema)]));
  const all = new Set([...facts.values()].flatMap((each) => [...each]));
  const choices = [...all].flatMap((fact): readonly Choice[] => {
    const range = rangeIn(versions, (version) => facts.get(version)?.has(fact) === true);
    if (range === undefined || typeof range === "string") return [];
    return [{ endpoint, type: fact.slice(0, fact.indexOf(" ")), fact, range }];
  });
  const isPlain = ({ fact }: Choice): boolean => !fact.includes(": ");
  return [...choices.filter(isPlain), ...choices.filter((choice) => !isPlain(choice))];
}

/** The names of the root fields as one text, in order. */
function rootFieldsIn(schema: GraphQLSchema | undefined): string {
  const roots = [schema?.getQueryType(), schema?.getMutationType()];
  return roots
    .map((root) =>
      Object.keys(root?.getFields() ?? {})
        .toSorted()
        .join(),
    )
    .join(";");
}
