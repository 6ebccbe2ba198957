import { appContracts } from "./apps.ts";
import {
  appBundleContracts,
  jobBundleContracts,
  pipelineBundleContracts,
  projectBundleContracts,
} from "./bundle.ts";
import { catalogueContracts } from "./technologies.ts";
import type { ContractRow } from "./contract.ts";
import { dockerCredentialsContracts } from "./docker-credentials.ts";
import { environmentVariableContracts } from "./environment-variables.ts";
import { jobChangeContracts } from "./job-changes.ts";
import { jobReadContracts } from "./job-reads.ts";
import { jobRunContracts } from "./job-runs.ts";
import { conditionContracts, logContracts, reportContracts } from "./logs.ts";
import { groupBundleContracts, profileBundleContracts, userBundleContracts } from "./people-bundle.ts";
import { groupContracts, profileContracts, userContracts } from "./people.ts";
import { pipelineChangeContracts } from "./pipeline-changes.ts";
import { pipelineReadContracts } from "./pipeline-reads.ts";
import { pipelineRunContracts } from "./pipeline-runs.ts";
import { projectContracts } from "./projects.ts";
import { repositoryContracts } from "./repositories.ts";
import { storageContracts } from "./storages.ts";

/** The rows of all public methods. */
export const allContracts: readonly ContractRow[] = [
  ...appBundleContracts,
  ...appContracts,
  ...catalogueContracts,
  ...conditionContracts,
  ...dockerCredentialsContracts,
  ...environmentVariableContracts,
  ...groupBundleContracts,
  ...groupContracts,
  ...jobBundleContracts,
  ...jobChangeContracts,
  ...jobReadContracts,
  ...jobRunContracts,
  ...logContracts,
  ...pipelineBundleContracts,
  ...pipelineChangeContracts,
  ...pipelineReadContracts,
  ...pipelineRunContracts,
  ...profileBundleContracts,
  ...profileContracts,
  ...projectBundleContracts,
  ...projectContracts,
  ...reportContracts,
  ...repositoryContracts,
  ...storageContracts,
  ...userBundleContracts,
  ...userContracts,
];
