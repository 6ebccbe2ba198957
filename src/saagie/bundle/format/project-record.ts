import type { JsonReader } from "../../../core/json/reader.ts";
import type { GroupRole } from "../../projects/authorized-groups.ts";
import type { CategoryTechnologies, TechnologyChoice } from "../../projects/technologies.ts";

/** A project, as an archive holds it. */
export interface ProjectRecord {
  readonly name: string;
  /** Absent where the archive says nothing. */
  readonly description?: string | undefined;
  /** Each group once; `undefined` where the archive tells no rights. */
  readonly groups: readonly GroupRole[] | undefined;
  /** `undefined` stands for the whole official catalogue. */
  readonly jobTechnologies: TechnologyChoice | readonly CategoryTechnologies[] | undefined;
  readonly appTechnologies: TechnologyChoice | undefined;
}

/**
 * Reads a `project.json`: ours, and those of the Python client.
 *
 * @throws {@link InvalidInputError} naming the member that is missing or wrong.
 */
export function readProjectRecord(json: JsonReader): ProjectRecord {
  const categories = json.objects("technologies_by_category").map((entry) => ({
    category: entry.requiredText("category"),
    technologies: readChoice(entry.object("technologies")) ?? {},
  }));
  return {
    name: json.requiredText("name"),
    description: json.isNull("description") ? "" : json.text("description"),
    groups: readGroups(json),
    jobTechnologies: categories.length > 0 ? categories : readChoice(json.object("jobs_technologies")),
    appTechnologies: readChoice(json.object("apps_technologies")),
  };
}

function readChoice(json: JsonReader | undefined): TechnologyChoice | undefined {
  return json && Object.fromEntries(json.keys().map((catalog) => [catalog, json.texts(catalog)]));
}

const STRENGTH = ["VIEWER", "EDITOR", "MANAGER"];

/** A group may be told twice, by its right on the project and by one on all: the greater one counts. */
function readGroups(json: JsonReader): readonly GroupRole[] | undefined {
  if (!json.keys().includes("rights") || json.isNull("rights")) return undefined;
  const inherited = new Set(json.texts("rights_by_all_projects"));
  const roles = new Map<string, string>();
  for (const right of json.objects("rights")) {
    for (const group of right.keys()) {
      const role = right.requiredText(group).toUpperCase();
      const before = roles.get(group);
      if (before === undefined || STRENGTH.indexOf(role) > STRENGTH.indexOf(before)) roles.set(group, role);
    }
  }
  return [...roles].filter(([group]) => !inherited.has(group)).map(([group, role]) => ({ group, role }));
}
