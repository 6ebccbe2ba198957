import { schemas } from "../../../generated/emulator/saagie/index.ts";
import { appHistoryResolvers } from "./apps/history.ts";
import { appLogResolvers } from "./apps/logs.ts";
import { appVersionResolvers } from "./apps/versions.ts";
import { appResolvers } from "./apps/resolvers.ts";
import { technologyResolvers } from "./technologies/resolvers.ts";
import { connectionTypeResolvers } from "./connections/type-resolvers.ts";
import { connectionResolvers } from "./connections/resolvers.ts";
import { conditionResolvers } from "./conditions/resolvers.ts";
import { dockerCredentialsResolvers } from "./docker-credentials/resolvers.ts";
import { environmentVariableResolvers } from "./environment-variables/resolvers.ts";
import { graphqlExecutor, type Execute } from "./wire/graphql.ts";
import { jobDescriptionResolvers } from "./jobs/description.ts";
import { jobInstanceDeletionResolvers } from "./jobs/instance-deletion.ts";
import { jobInstanceResolvers } from "./jobs/instances.ts";
import { jobLogResolvers } from "./jobs/logs.ts";
import { jobVersionResolvers } from "./jobs/versions.ts";
import { jobResolvers } from "./jobs/resolvers.ts";
import { pipelineInstanceDeletionResolvers } from "./pipelines/instance-deletion.ts";
import { pipelineInstanceResolvers } from "./pipelines/instances.ts";
import { pipelineVariableResolvers } from "./pipelines/variable-views.ts";
import { pipelineVersionResolvers } from "./pipelines/versions.ts";
import { pipelineResolvers } from "./pipelines/resolvers.ts";
import { projectResolvers } from "./projects/resolvers.ts";
import { reportResolvers } from "./reports/resolvers.ts";
import { repositoryResolvers } from "./repositories/resolvers.ts";
import { executableSchema, type Endpoint, type Resolvers } from "./wire/schema.ts";
import { userEmailResolvers } from "./users/emails.ts";
import { storageResolvers } from "./storages/resolvers.ts";

export { operationNames } from "./wire/operation-names.ts";

/** What each endpoint knows. A further resource is a file with its resolvers, and a line here. */
export const RESOURCES: Readonly<Record<Endpoint, readonly Resolvers[]>> = {
  platform: [
    projectResolvers,
    jobResolvers,
    jobVersionResolvers,
    jobInstanceResolvers,
    jobInstanceDeletionResolvers,
    jobLogResolvers,
    jobDescriptionResolvers,
    pipelineResolvers,
    pipelineVersionResolvers,
    pipelineInstanceResolvers,
    pipelineInstanceDeletionResolvers,
    pipelineVariableResolvers,
    conditionResolvers,
    reportResolvers,
    appResolvers,
    appVersionResolvers,
    appHistoryResolvers,
    appLogResolvers,
    storageResolvers,
    environmentVariableResolvers,
    dockerCredentialsResolvers,
    connectionResolvers,
    userEmailResolvers,
  ],
  gateway: [technologyResolvers, connectionTypeResolvers, repositoryResolvers],
};

/** Executors hold no state of any emulator, so all emulators of one version share them. */
const executors = new Map<string, Promise<Execute>>();

/** The executor of an endpoint as a platform version has it. */
export function executorOf(endpoint: Endpoint, version: string): Promise<Execute> {
  const key = `${endpoint} ${version}`;
  const known = executors.get(key);
  if (known !== undefined) return known;
  const made = makeExecutor(endpoint, version);
  executors.set(key, made);
  return made;
}

async function makeExecutor(endpoint: Endpoint, version: string): Promise<Execute> {
  const load = schemas[endpoint]?.[version];
  if (load === undefined)
    throw new RangeError(`The endpoint ${endpoint} has no schema of version ${version}`);
  const { sdl } = await load();
  return graphqlExecutor(executableSchema(sdl, RESOURCES[endpoint]));
}
