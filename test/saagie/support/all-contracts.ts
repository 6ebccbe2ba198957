import { appContracts } from "./app-contracts.ts";
import {
  appBundleContracts,
  jobBundleContracts,
  pipelineBundleContracts,
  projectBundleContracts,
} from "./bundle-contracts.ts";
import { catalogueContracts } from "./catalogue-contracts.ts";
import type { ContractRow } from "./contract.ts";
import { dockerCredentialsContracts } from "./docker-credentials-contracts.ts";
import { environmentVariableContracts } from "./environment-variable-contracts.ts";
import { jobChangeContracts } from "./job-change-contracts.ts";
import { jobReadContracts } from "./job-read-contracts.ts";
import { jobRunContracts } from "./job-run-contracts.ts";
import { conditionContracts, logContracts, reportContracts } from "./log-contracts.ts";
import {
  groupBundleContracts,
  profileBundleContracts,
  userBundleContracts,
} from "./people-bundle-contracts.ts";
import { groupContracts, profileContracts, userContracts } from "./people-contracts.ts";
import { pipelineChangeContracts } from "./pipeline-change-contracts.ts";
import { pipelineReadContracts } from "./pipeline-read-contracts.ts";
import { pipelineRunContracts } from "./pipeline-run-contracts.ts";
import { projectContracts } from "./project-contracts.ts";
import { repositoryContracts } from "./repository-contracts.ts";
import { storageContracts } from "./storage-contracts.ts";

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
