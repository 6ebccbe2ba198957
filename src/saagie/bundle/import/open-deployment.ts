import type { CallOptions } from "../../../core/options.ts";
import type { JobDeployment } from "../../jobs/deployment.ts";
import { toSettingsInput } from "../../jobs/inputs.ts";
import { toFirstVersion } from "../../jobs/versions.ts";
import type { Technologies } from "../../technologies/technologies.ts";

type Checked = ReturnType<JobDeployment["check"]>;
type Placed = Parameters<JobDeployment["check"]>[0];

/**
 * Checks jobs against the catalogue alone, for a project that is yet to be made, or to be changed.
 *
 * @remarks It creates none: once the project is there, everything is planned again.
 */
export function openDeployment({
  technologies,
}: {
  readonly technologies: Technologies;
}): Pick<JobDeployment, "check" | "create"> {
  return {
    check: async ({ projectId, definition }: Placed, options: CallOptions): Checked => {
      const { technologyCatalog: catalog, category = "Processing", name } = definition;
      const filter = { ...options, ...(catalog === undefined ? {} : { catalog }) };
      const { id } = await technologies.find(definition.technology, filter);
      await toSettingsInput(definition);
      const first = { technologyId: id, settings: definition };
      return {
        job: { name, projectId, category, technology: { id }, isScheduled: false, isStreaming: false },
        jobVersion: await toFirstVersion(technologies, first, options),
      };
    },
    create: () => Promise.reject(new TypeError("Nothing is created before the project is there.")),
  };
}
