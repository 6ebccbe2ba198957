import { UsageError } from "../cli-error.ts";
import type { Task } from "../frame/command.ts";
import { openSaagie, type OpenSaagie } from "../profiles/open-platforms.ts";

/** A thing of a project as the library takes it. */
export type InProject = string | { readonly project: string; readonly name: string };

const ID_OR_URL = /^(?:[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|https?:\/\/.+)$/iu;

/**
 * What a person names on the command line: an id or a URL, which stands alone; a name in the project; or `project/name`.
 *
 * @throws UsageError when a name is given, but no project.
 */
export function inProject(text: string, project: string | undefined): InProject {
  if (ID_OR_URL.test(text)) return text;
  if (project !== undefined) return { project, name: text };
  const slash = text.indexOf("/");
  if (slash > 0 && slash < text.length - 1) {
    return { project: text.slice(0, slash), name: text.slice(slash + 1) };
  }
  throw noProject(`"${text}" is a name: in which project?`);
}

/**
 * The project that a command is about.
 *
 * @throws UsageError when none is named.
 */
export function theProject({ project }: Pick<OpenSaagie, "project">): string {
  if (project !== undefined) return project;
  throw noProject("Which project?");
}

function noProject(question: string): UsageError {
  return new UsageError(
    `${question} Give --project, set FOOTBRIDGE_PROJECT, or choose one with: footbridge profile use --project <project>`,
  );
}

/** The platform of a task with its first operand, as something of a project. */
export async function openWith(task: Task): Promise<OpenSaagie & { readonly reference: InProject }> {
  const open = await openSaagie(task);
  return { ...open, reference: inProject(task.args[0] ?? "", open.project) };
}
