import type { Problem } from "./check-value.ts";
import { credentialsKey } from "./credentials-key.ts";
import type { FileApp, FileJob, FilePipeline, FileStep, ProjectFile } from "./project-file.ts";

/** Checks what names other things of the file: all that leads nowhere. */
export function checkReferences(file: ProjectFile): readonly Problem[] {
  const credentials = new Set((file.dockerCredentials ?? []).map(credentialsKey));
  const jobs = new Set(Object.keys(file.jobs ?? {}));
  const storages = new Set(Object.keys(file.storages ?? {}));
  return [
    ...(["jobs", "pipelines", "apps", "storages"] as const).flatMap((kind) =>
      twins(Object.keys(file[kind] ?? {})).map(({ name, other }) => ({
        path: [kind, name],
        what: `is "${other}" but for upper and lower case, which the platform does not tell apart`,
      })),
    ),
    ...(["jobs", "apps"] as const).flatMap((kind) =>
      Object.entries<FileJob | FileApp>(file[kind] ?? {}).flatMap(([name, { credentials: wanted }]) =>
        wanted === undefined || credentials.has(wanted)
          ? []
          : [{ path: [kind, name, "credentials"], what: "is not among dockerCredentials" }],
      ),
    ),
    ...Object.entries(file.apps ?? {}).flatMap(([name, app]) =>
      Object.entries(app.storages ?? {}).flatMap(([path, storage]) =>
        storages.has(storage)
          ? []
          : [
              {
                path: ["apps", name, "storages", path],
                what: `names "${storage}", which is not among storages`,
              },
            ],
      ),
    ),
    ...Object.entries(file.pipelines ?? {}).flatMap(([name, pipeline]) =>
      pipelineProblems(pipeline, jobs).map(({ path, what }) => ({
        path: ["pipelines", name, ...path],
        what,
      })),
    ),
  ];
}

/** Names that are told apart by upper and lower case alone. */
function twins(names: readonly string[]): readonly { readonly name: string; readonly other: string }[] {
  const seen = new Map<string, string>();
  return names.flatMap((name) => {
    const folded = name.toLowerCase();
    const other = seen.get(folded);
    seen.set(folded, other ?? name);
    return other === undefined ? [] : [{ name, other }];
  });
}

function pipelineProblems({ jobs, steps }: FilePipeline, known: ReadonlySet<string>): readonly Problem[] {
  if ((jobs === undefined) === (steps === undefined))
    return [{ path: [], what: "should have either jobs or steps" }];
  const unknown = (job: string, path: Problem["path"]): readonly Problem[] =>
    known.has(job) ? [] : [{ path, what: `names "${job}", which is not among jobs` }];
  if (jobs !== undefined) return jobs.flatMap((job, at) => unknown(job, ["jobs", at]));
  return Object.entries(steps ?? {}).flatMap(([name, step]) => [
    ...stepProblems(step, Object.keys(steps ?? {})).map(({ path, what }) => ({
      path: ["steps", name, ...path],
      what,
    })),
    ...(step.job === undefined ? [] : unknown(step.job, ["steps", name, "job"])),
  ]);
}

const OF_CONDITIONS = ["yes", "no"] as const;

function stepProblems(step: FileStep, names: readonly string[]): readonly Problem[] {
  if ((step.job === undefined) === (step.condition === undefined))
    return [{ path: [], what: "should have either a job or a condition" }];
  const odd = step.job === undefined ? (["next"] as const) : OF_CONDITIONS;
  const misplaced = odd.filter((member) => step[member] !== undefined);
  const links = (["next", ...OF_CONDITIONS] as const).flatMap((member) =>
    (step[member] ?? []).flatMap((target, at) =>
      names.includes(target)
        ? []
        : [{ path: [member, at], what: `leads to "${target}", which is not among the steps` }],
    ),
  );
  return [
    ...misplaced.map((member) => ({
      path: [member],
      what:
        step.job === undefined ? "belongs to a job: a condition has yes and no" : "belongs to a condition",
    })),
    ...links,
  ];
}
