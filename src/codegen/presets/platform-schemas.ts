import { buildASTSchema, type GraphQLSchema } from "graphql";
import { joinAnswers } from "../schema/join-answers.ts";
import { listEndpoints, loadSuperset, type SchemaPlace } from "../schema/load-schema.ts";

/** Loads the superset schema of each endpoint of a platform, by the endpoint's name. */
export function loadSchemas({
  directory,
  platform,
}: Pick<SchemaPlace, "directory" | "platform">): ReadonlyMap<string, GraphQLSchema> {
  return new Map(
    listEndpoints(directory, platform).map((endpoint) => [
      endpoint,
      buildASTSchema(joinAnswers(loadSuperset({ directory, platform, endpoint }))),
    ]),
  );
}

/** Whether an endpoint speaks REST. */
export function hasBindings(schema: GraphQLSchema): boolean {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const fields = roots.flatMap((type) => Object.values(type?.getFields() ?? {}));
  return fields.some(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === "http"));
}
