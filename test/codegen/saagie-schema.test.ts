import { fileURLToPath } from "node:url";
import { buildASTSchema } from "graphql";
import { expect, test } from "vitest";
import { listEndpoints, loadSuperset } from "../../src/codegen/schema/load-schema.ts";
import { schemaAt } from "../../src/codegen/schema/versioned-schema.ts";

const directory = fileURLToPath(new URL("../../schema", import.meta.url));

const saagieAt = (endpoint: string, version: string) =>
  buildASTSchema(schemaAt(loadSuperset({ directory, platform: "saagie", endpoint }), version));

test("saagie has two GraphQL endpoints and its REST services", () => {
  expect(listEndpoints(directory, "saagie")).toEqual(["gateway", "platform", "rest"]);
});

test.each(["platform", "gateway"])("the newest schema of %s is valid and free of what ended", (endpoint) => {
  const schema = saagieAt(endpoint, "2024.05");
  expect(schema.getQueryType()).toBeDefined();
  expect(schema.getMutationType()?.getFields()).not.toHaveProperty("editJobWithAiGeneratedDescription");
});

test("descriptions by AI ended with 2024.02; the type of their state outlived them", () => {
  const before = saagieAt("platform", "2024.02");
  expect(before.getMutationType()?.getFields()).toHaveProperty("editJobWithAiGeneratedDescription");
  expect(before.getType("Job")?.toConfig()).toHaveProperty("fields.aiDescriptionState");
  const after = saagieAt("platform", "2024.05");
  expect(after.getType("Job")?.toConfig()).not.toHaveProperty("fields.aiDescriptionState");
  expect(after.getType("JobAiGeneratedDescriptionState")).toBeDefined();
});

test("an endpoint without files is an error, not an empty schema", () => {
  expect(() => loadSuperset({ directory, platform: "saagie", endpoint: "nowhere" })).toThrow("nowhere");
});
