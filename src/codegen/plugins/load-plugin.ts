import type { CodegenPlugin } from "@graphql-codegen/plugin-helpers";
import { describedOperations } from "./documents/described-operations.ts";
import { documentTag } from "./documents/document-tag.ts";
import { header } from "./header.ts";
import { httpBindings } from "./bindings/http-bindings.ts";
import { unmarkedDocuments } from "./documents/optional-fields.ts";
import { resultTypes } from "./documents/result-types.ts";
import { thinMethods } from "./methods/thin-methods.ts";
import { versionHistory, versionList } from "./versions/version-history.ts";
import { versionSchema, versionSchemas } from "./versions/version-schema.ts";

const PLUGINS: ReadonlyMap<string, CodegenPlugin> = new Map<string, CodegenPlugin>([
  ["@graphql-codegen/typescript-operations", describedOperations],
  ["@graphql-codegen/typed-document-node", unmarkedDocuments],
  ["footbridge-header", header],
  ["footbridge-document-tag", documentTag],
  ["footbridge-thin-methods", thinMethods],
  ["footbridge-result-types", resultTypes],
  ["footbridge-http-bindings", httpBindings],
  ["footbridge-version-history", versionHistory],
  ["footbridge-version-list", versionList],
  ["footbridge-version-schema", versionSchema],
  ["footbridge-version-schemas", versionSchemas],
]);

/**
 * Finds a plugin by its name, the way codegen asks: it tries several names for one plugin.
 *
 * @throws Error with the code that lets codegen try its next name
 */
export function loadPlugin(name: string): CodegenPlugin {
  const plugin = PLUGINS.get(name);
  if (plugin !== undefined) return plugin;
  throw Object.assign(new Error(`there is no codegen plugin ${name}`), { code: "MODULE_NOT_FOUND" });
}
