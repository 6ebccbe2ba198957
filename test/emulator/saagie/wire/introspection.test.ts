import * as oldGraphql from "graphql-15";
import { expect, test } from "vitest";
import { schemas } from "../../../../generated/emulator/saagie/index.ts";
import { emulateSaagie } from "../../../../src/emulator/index.ts";
import { supportedVersions } from "../../../../src/saagie/index.ts";
import { connect } from "../wire.ts";

// Clients of other languages know the specification of October 2021, and refuse a schema that speaks of more.

/** The directives of https://spec.graphql.org/October2021/#sec-Type-System.Directives, and nothing beside them. */
const DIRECTIVES = {
  include: { locations: ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"], args: ["if: Boolean!"] },
  skip: { locations: ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"], args: ["if: Boolean!"] },
  deprecated: { locations: ["FIELD_DEFINITION", "ENUM_VALUE"], args: ["reason: String"] },
  specifiedBy: { locations: ["SCALAR"], args: ["url: String!"] },
};

const ENDPOINTS = ["post", "catalogue"] as const;
const cases = supportedVersions().flatMap((version) =>
  ENDPOINTS.map((endpoint) => [version, endpoint] as const),
);

test.each(cases)(
  "a client that knows October 2021 reads all of %s, %s",
  async (platformVersion, endpoint) => {
    const wire = await connect(emulateSaagie({ platformVersion }));
    const query = oldGraphql.getIntrospectionQuery({ directiveIsRepeatable: true, schemaDescription: true });
    const { data, errors } = await wire[endpoint]<oldGraphql.IntrospectionQuery>(query);
    expect(errors).toBeUndefined();
    const schema = oldGraphql.buildClientSchema(data);
    expect(oldGraphql.validateSchema(schema)).toEqual([]);
    const kept = await schemas[endpoint === "post" ? "platform" : "gateway"]?.[platformVersion]?.();
    expect(sorted(schema)).toBe(sorted(oldGraphql.buildSchema(kept?.sdl ?? "")));
  },
);

test.each(cases)("the directives of %s, %s are those of October 2021", async (platformVersion, endpoint) => {
  const wire = await connect(emulateSaagie({ platformVersion }));
  const { data } = await wire[endpoint]<Own>(
    "{ __schema { directives { name locations args { name type { kind name ofType { name } } } } } }",
  );
  const { __schema: own } = data;
  const said = own.directives.map(({ name, locations, args }) => [
    name,
    { locations, args: args.map(({ name: argument, type }) => `${argument}: ${typeText(type)}`) },
  ]);
  expect(Object.fromEntries(said)).toEqual(DIRECTIVES);
});

function sorted(schema: oldGraphql.GraphQLSchema): string {
  return oldGraphql.printSchema(oldGraphql.lexicographicSortSchema(schema));
}

interface Own {
  readonly __schema: {
    readonly directives: readonly {
      readonly name: string;
      readonly locations: readonly string[];
      readonly args: readonly { readonly name: string; readonly type: TypeText }[];
    }[];
  };
}

interface TypeText {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType?: { readonly name: string } | null;
}

function typeText({ kind, name, ofType }: TypeText): string {
  return kind === "NON_NULL" ? `${String(ofType?.name)}!` : String(name);
}
