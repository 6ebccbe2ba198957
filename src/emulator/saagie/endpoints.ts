import { schemas } from "../../../generated/emulator/saagie/index.ts";
import { appHistoryResolvers } from "./app-history.ts";
import { appLogResolvers } from "./app-logs.ts";
import { appVersionResolvers } from "./app-versions.ts";
import { appResolvers } from "./apps.ts";
import { catalogueResolvers } from "./catalogue.ts";
import { connectionTypeResolvers } from "./connection-types.ts";
import { connectionResolvers } from "./connections.ts";
import { conditionResolvers } from "./conditions.ts";
import { dockerCredentialsResolvers } from "./docker-credentials.ts";
import { environmentVariableResolvers } from "./environment-variables.ts";
import { graphqlExecutor, type Execute } from "./graphql.ts";
import { jobDescriptionResolvers } from "./job-description.ts";
import { jobInstanceDeletionResolvers } from "./job-instance-deletion.ts";
import { jobInstanceResolvers } from "./job-instances.ts";
import { jobLogResolvers } from "./job-logs.ts";
import { jobVersionResolvers } from "./job-versions.ts";
import { jobResolvers } from "./jobs.ts";
import { pipelineInstanceDeletionResolvers } from "./pipeline-instance-deletion.ts";
import { pipelineInstanceResolvers } from "./pipeline-instances.ts";
import { pipelineVariableResolvers } from "./pipeline-variable-views.ts";
import { pipelineVersionResolvers } from "./pipeline-versions.ts";
import { pipelineResolvers } from "./pipelines.ts";
import { projectResolvers } from "./projects.ts";
import { reportResolvers } from "./reports.ts";
import { repositoryResolvers } from "./repositories.ts";
import { executableSchema, type Endpoint, type Resolvers } from "./schema.ts";
import { userEmailResolvers } from "./user-emails.ts";
import { volumeResolvers } from "./volumes.ts";

export { operationNames } from "./operation-names.ts";

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
    volumeResolvers,
    environmentVariableResolvers,
    dockerCredentialsResolvers,
    connectionResolvers,
    userEmailResolvers,
  ],
  gateway: [catalogueResolvers, connectionTypeResolvers, repositoryResolvers],
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
