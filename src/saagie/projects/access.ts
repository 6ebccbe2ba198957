import type { CallOptions } from "../../core/options.ts";
import type { ProjectReference, ProjectsMethods } from "../../../generated/saagie/methods.ts";
import type { ProjectDefinition } from "./definition.ts";
import type { Project, ProjectWaitOptions } from "./waiting.ts";

/** How others read and make projects. */
export interface ProjectAccess extends Pick<ProjectsMethods, "get" | "list" | "technologies"> {
  create(definition: ProjectDefinition, options: CallOptions): Promise<Project>;
  waitUntilReady(project: ProjectReference, options: ProjectWaitOptions): Promise<Project>;
}
