import type { Context } from "../services.ts";
import { findApp } from "../projects/access.ts";
import { platformOwner, ownerIn } from "./layers.ts";
import type { VariableOwner, VariableScope } from "./records.ts";
import { breach, brokenRules, type Rule } from "./rules.ts";
import { unknownId } from "../shared/errors.ts";
import { findJob, findPipeline, findProject, requireVariableEditor } from "../access/permissions.ts";
import type { ProjectRecord } from "../projects/records.ts";

/** The rule that an unknown owner breaks; for pipelines the platform has none. */
const NOT_FOUND: Partial<Readonly<Record<VariableScope, Rule>>> = {
  PROJECT: "PROJECT_IS_NOT_FOUND",
  APP: "APP_IS_NOT_FOUND",
  JOB: "JOB_IS_NOT_FOUND",
};

/**
 * Finds the owner of variables that are to be changed.
 *
 * @remarks Who may change variables is nowhere said. Here it is an editor of the project, and for those of the
 * platform whoever may read them.
 * @throws Refusal when there is no such owner or the caller may not
 */
export function requireOwner(
  context: Context,
  scope: VariableScope,
  entityId: string | null | undefined,
): VariableOwner {
  if (scope === "GLOBAL") {
    requireVariableEditor(context);
    if (entityId != null) {
      throw brokenRules([
        breach("UNEXPECTED_LINKED_ENTITY_ON_GLOBAL_SCOPE", "entityId", "The platform is not an entity"),
      ]);
    }
    return platformOwner(context.platformId);
  }
  if (entityId == null) {
    throw brokenRules([
      breach("UNEXPECTED_LINKED_ENTITY_ID_IS_NULL", "entityId", "The scope needs an entity"),
    ]);
  }
  const project = editedProject(context, scope, entityId);
  if (project === undefined) {
    const rule = NOT_FOUND[scope];
    if (rule === undefined) throw unknownId("EnvironmentVariable", "entityId");
    throw brokenRules([breach(rule, "entityId", "There is nothing with this id")]);
  }
  return ownerIn(project, scope, entityId);
}

/** The project of an owner. @throws Refusal when the caller is no editor of it */
function editedProject(
  context: Context,
  scope: Exclude<VariableScope, "GLOBAL">,
  id: string,
): ProjectRecord | undefined {
  const role = "ROLE_PROJECT_EDITOR";
  if (scope === "PROJECT") return findProject(context, id, role);
  const find = { PIPELINE: findPipeline, APP: findApp, JOB: findJob }[scope];
  return context.world.projects.get(find(context, id, role)?.projectId ?? "");
}
