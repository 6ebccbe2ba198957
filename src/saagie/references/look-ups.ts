import type { ReferenceKind } from "../../../generated/saagie/methods.ts";
import { lookUpDockerCredentials } from "./docker-credentials-reference.ts";
import { lookUpVariable } from "./environment-variable-reference.ts";
import type { LookUp } from "./look-up.ts";
import { lookUpApp, lookUpJob, lookUpPipeline, lookUpStorage } from "./placed-reference.ts";
import { lookUpProject } from "./project-reference.ts";
import { lookUpRepository } from "./repository-reference.ts";

/** How each kind is looked up. The others are known by their ids alone. */
export const LOOK_UPS: Readonly<Partial<Record<ReferenceKind, LookUp>>> = {
  PROJECT: lookUpProject,
  JOB: lookUpJob,
  PIPELINE: lookUpPipeline,
  APP: lookUpApp,
  STORAGE: lookUpStorage,
  ENVIRONMENT_VARIABLE: lookUpVariable,
  DOCKER_CREDENTIALS: lookUpDockerCredentials,
  REPOSITORY: lookUpRepository,
};
