import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildASTSchema, printSchema } from "graphql";
import { expect, test } from "vitest";
import { knownVersions, listEndpoints, loadSuperset } from "../../src/codegen/schema/load-schema.ts";
import { schemaAt } from "../../src/codegen/schema/versioned-schema.ts";

// GraphQL or REST, one version or many: every endpoint of every platform has a schema of its own.

const directory = fileURLToPath(new URL("../../schema", import.meta.url));
const platforms = readdirSync(directory, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const schemas = platforms.flatMap((platform) =>
  listEndpoints(directory, platform).flatMap((endpoint) =>
    knownVersions(directory, platform).map((version) => ({ platform, endpoint, version })),
  ),
);

test("there are platforms with one version, and with many", () => {
  const counts = platforms.map((platform) => knownVersions(directory, platform).length);
  expect([Math.min(...counts), Math.max(...counts) > 1]).toEqual([1, true]);
});

test.each(schemas)("$platform/$endpoint $version stands alone", ({ platform, endpoint, version }) => {
  const text = printSchema(
    buildASTSchema(schemaAt(loadSuperset({ directory, platform, endpoint }), version)),
  );
  expect(text).toMatch(/^type (?:Query|Mutation) \{/m);
  expect(text).not.toMatch(/@(?:http|in|since|until|was|header|status)\b/);
});
