import type { IntrospectionQuery } from "graphql";
import { UsageError } from "../cli-error.ts";
import { command, option, type CommandMaker, type Task } from "../frame/command.ts";
import { openSaagie } from "../profiles/open-platforms.ts";

interface SchemaOptions {
  readonly version?: string;
  readonly live?: true;
}

const ENDPOINTS = ["saagie/platform", "saagie/gateway"];

/** Prints a GraphQL schema, for a codegen of one's own. */
export const schema: CommandMaker = command<SchemaOptions>({
  usage: "schema [endpoint]",
  summary: "prints the GraphQL schema of Saagie, of a version or of a live platform",
  scope: "saagie",
  examples: [
    "schema saagie/platform --version 2024.02 > schema.graphql",
    "schema saagie/gateway",
    "schema saagie/platform --live",
  ],
  about: `Endpoints: ${ENDPOINTS.join(", ")}. A version is one that footbridge compat names. With --json it is the\nintrospection instead of SDL.`,
  options: [
    option("--version <version>", "version of the platform (default: the newest)").conflicts("live"),
    option("--live", "ask the platform that you are logged in to"),
  ],
  run: async (task) => {
    const [endpoint = "saagie/platform"] = task.args;
    if (!ENDPOINTS.includes(endpoint))
      throw new UsageError(`"${endpoint}" is not an endpoint. There are ${ENDPOINTS.join(" and ")}.`);
    const { buildClientSchema, getIntrospectionQuery, printSchema } = await import("graphql");
    const query = getIntrospectionQuery();
    const introspection = task.options.live
      ? await ofLivePlatform(task, endpoint, query)
      : await ofVersion(task.options.version, endpoint, query);
    task.print.text(printSchema(buildClientSchema(introspection)), introspection);
  },
});

async function ofLivePlatform(
  task: Task<SchemaOptions>,
  endpoint: string,
  query: string,
): Promise<IntrospectionQuery> {
  if (endpoint !== "saagie/platform")
    throw new UsageError("A live platform is asked for the schema of saagie/platform alone.");
  const { saagie } = await openSaagie(task);
  return saagie.request<IntrospectionQuery>(query, {}, task.call);
}

/** The emulator of a version answers as its platform does. */
async function ofVersion(
  version: string | undefined,
  endpoint: string,
  query: string,
): Promise<IntrospectionQuery> {
  const [{ emulateSaagie }, { Saagie, toSupportedVersion }] = await Promise.all([
    import("../../emulator/index.ts"),
    import("../../saagie/index.ts"),
  ]);
  const platformVersion = version === undefined ? {} : { platformVersion: toSupportedVersion(version) };
  const { url, realm, platform, user, password, fetch } = emulateSaagie(platformVersion);
  const saagie = new Saagie({ url, realm, platform, user, password, fetch });
  if (endpoint === "saagie/platform") return saagie.request<IntrospectionQuery>(query);
  const answer = await fetch(`${url}/gateway/api/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${await saagie.token()}` },
    body: JSON.stringify({ query }),
  });
  return ((await answer.json()) as { readonly data: IntrospectionQuery }).data;
}
