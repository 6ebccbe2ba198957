import { catalogueResolvers } from "./catalogue.ts";
import { graphqlExecutor, type Execute } from "./graphql.ts";
import { jobDescriptionResolvers } from "./job-description.ts";
import { jobInstanceDeletionResolvers } from "./job-instance-deletion.ts";
import { jobInstanceResolvers } from "./job-instances.ts";
import { jobLogResolvers } from "./job-logs.ts";
import { jobVersionResolvers } from "./job-versions.ts";
import { jobResolvers } from "./jobs.ts";
import { projectResolvers } from "./projects.ts";
import { executableSchema, type Endpoint, type Resolvers } from "./schema.ts";

/** What each endpoint knows. A further resource is a file with its resolvers, and a line here. */
const RESOURCES: Readonly<Record<Endpoint, readonly Resolvers[]>> = {
  platform: [
    projectResolvers,
    jobResolvers,
    jobVersionResolvers,
    jobInstanceResolvers,
    jobInstanceDeletionResolvers,
    jobLogResolvers,
    jobDescriptionResolvers,
  ],
  gateway: [catalogueResolvers],
};

/** Executors hold no state of any emulator, so all emulators of one version share them. */
const executors = new Map<string, Execute>();

/** The executor of an endpoint as a platform version has it. */
export function executorOf(endpoint: Endpoint, version: string): Execute {
  const key = `${endpoint} ${version}`;
  const known = executors.get(key);
  if (known !== undefined) return known;
  const made = graphqlExecutor(executableSchema(endpoint, version, RESOURCES[endpoint]));
  executors.set(key, made);
  return made;
}
