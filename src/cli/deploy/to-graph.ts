import type { FilePipeline, FileStep } from "./project-file.ts";
import { stableId } from "./stable-id.ts";

/** What a job is told by in the graph of an archive: imports find it by its name. */
interface GraphJob {
  readonly id: string;
  readonly name: string;
}

/** The graph of a pipeline, as an archive holds it. */
export interface Graph {
  readonly jobNodes: readonly object[];
  readonly conditionNodes: readonly object[];
}

/** Makes the graph of a pipeline of a project file: of its steps, or of jobs in a row. */
export function toGraph(pipeline: string, { jobs, steps }: FilePipeline): Graph {
  return jobs === undefined ? graphOfSteps(pipeline, steps ?? {}) : graphOfRow(pipeline, jobs);
}

function graphOfRow(pipeline: string, jobs: readonly string[]): Graph {
  const idAt = (at: number): string => stableId("step", pipeline, String(at));
  return {
    jobNodes: jobs.map((job, at) => ({
      id: idAt(at),
      job: jobOf(job),
      nextNodes: at + 1 < jobs.length ? [idAt(at + 1)] : [],
      position: null,
    })),
    conditionNodes: [],
  };
}

function graphOfSteps(pipeline: string, steps: Readonly<Record<string, FileStep>>): Graph {
  const idOf = (step: string): string => steps[step]?.id ?? stableId("step", pipeline, step);
  const ids = (names: readonly string[] = []): readonly string[] => names.map(idOf);
  const all = Object.entries(steps).map(([name, step]) => {
    const [x, y] = step.at ?? [];
    return { id: idOf(name), step, position: x === undefined || y === undefined ? null : { x, y } };
  });
  return {
    jobNodes: all.flatMap(({ id, step, position }) =>
      step.job === undefined ? [] : [{ id, job: jobOf(step.job), nextNodes: ids(step.next), position }],
    ),
    conditionNodes: all.flatMap(({ id, step, position }) =>
      step.condition === undefined
        ? []
        : [
            {
              id,
              condition: conditionOf(step.condition),
              nextNodesSuccess: ids(step.yes),
              nextNodesFailure: ids(step.no),
              position,
            },
          ],
    ),
  };
}

const PRESETS: readonly string[] = ["AllSuccess", "AllSuccessOrSkipped", "AtLeastOneSuccess"];

function conditionOf(text: string): object {
  return PRESETS.includes(text)
    ? { toString: `ConditionStatus(value=${text})`, value: text }
    : { toString: `ConditionExpression(expression="${text}")`, expression: text };
}

function jobOf(name: string): GraphJob {
  return { id: stableId("job", name), name };
}
