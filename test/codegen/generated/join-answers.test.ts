import { buildASTSchema, printType } from "graphql";
import { expect, test } from "vitest";
import { joinAnswers } from "../../../src/codegen/schema/join-answers.ts";
import { superset } from "../superset.ts";

test.each([
  ["became non-null", 'Int! @was(type: "Int", until: "2023.01")', "Int"],
  ["became nullable", 'Int @was(type: "Int!", until: "2023.01")', "Int"],
  [
    "was nullable long ago",
    'Int! @was(type: "Int!", until: "2023.01") @was(type: "Int", until: "2023.02")',
    "Int",
  ],
  ["has items that became non-null", '[Int!]! @was(type: "[Int]!", until: "2023.01")', "[Int]!"],
  ["is a list that became non-null", '[Int!]! @was(type: "[Int!]", until: "2023.01")', "[Int!]"],
  ["became a list", '[Int!]! @was(type: "Int", until: "2023.01")', "[Int!]"],
  ["is of another type", 'Int! @was(type: "String!", until: "2023.01")', "Int!"],
  ["is as ever", "Int!", "Int!"],
])("a field that %s has a type that is true for all versions", (_, field, type) => {
  const text = `type Query { field(given: Int! @was(type: "Int", until: "2023.01")): ${field} }`;
  const schema = buildASTSchema(joinAnswers(superset(text)));
  const query = schema.getQueryType();
  // What is asked is the other way round: what one version needs is needed.
  expect(query && printType(query)).toBe(`type Query {\n  field(given: Int!): ${type}\n}`);
});
