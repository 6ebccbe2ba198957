import type {
  NodeOverview,
  PipelineDetail,
  PipelineOverview,
  PipelineRunDetail,
  PipelineRunOverview,
} from "../../shown.ts";
import { drawGraph } from "../graph/draw.ts";
import { h } from "../parts/dom.ts";
import {
  chip,
  empty,
  facts,
  heading,
  lasted,
  link,
  section,
  table,
  time,
  type Column,
} from "../parts/parts.ts";
import { hrefOf } from "../route.ts";
import type { Scene, View } from "../view.ts";
import { detailView, listView } from "./lists.ts";

/** Pipelines, each with its last run. */
export const pipelinesView: View = listView<PipelineOverview>({
  title: "Pipelines",
  section: "pipelines",
  kind: "pipelines",
  filters: ["project"],
  text: ({ name, project }) => `${name} ${project}`,
  emptyHint: 'Create one with a client, for example saagie.pipelines.createOrUpgrade("Sales", { … }).',
  columns: ({ now }) => [
    { name: "Pipeline", cell: ({ id, name }) => link(hrefOf("pipelines", id), name) },
    { name: "Project", cell: ({ project }) => project },
    { name: "Nodes", isMinor: true, isNumber: true, cell: ({ nodes }) => nodes },
    { name: "Version", isMinor: true, isNumber: true, cell: ({ version }) => version },
    { name: "Schedule", isMinor: true, cell: ({ schedule }) => schedule ?? "" },
    { name: "Runs", isNumber: true, cell: ({ runs }) => runs },
    {
      name: "Last run",
      cell: ({ lastRun }) =>
        lastRun === undefined
          ? h("span", { class: "note" }, ["never ran"])
          : [
              h("a", { href: hrefOf("pipeline-runs", lastRun.id), class: "chip-link" }, [
                chip(lastRun.status),
              ]),
              " ",
              time(lastRun.startTime, now),
            ],
    },
  ],
});

function runColumns({ now }: Scene): readonly Column<PipelineRunOverview>[] {
  return [
    { name: "Run", cell: ({ id, number }) => link(hrefOf("pipeline-runs", id), `#${String(number)}`) },
    { name: "State", cell: ({ status }) => chip(status) },
    { name: "Began", cell: ({ startTime }) => time(startTime, now) },
    { name: "Took", isNumber: true, cell: ({ startTime, endTime }) => lasted(startTime, endTime, now) },
    { name: "Version", isMinor: true, isNumber: true, cell: ({ version }) => version },
    { name: "By", isMinor: true, cell: ({ author }) => author ?? "schedule" },
  ];
}

/** One pipeline: its graph as it stands in the newest run. */
export const pipelineView: View = detailView<PipelineDetail>({
  title: "Pipeline",
  section: "pipelines",
  kind: "pipelines",
  render: (pipeline, scene) => [
    heading(pipeline.name, pipeline.lastRun !== undefined && chip(pipeline.lastRun.status)),
    pipeline.description !== undefined && h("p", { class: "lead" }, [pipeline.description]),
    facts({
      Project: pipeline.project,
      Version: pipeline.version,
      Schedule: pipeline.schedule,
      Shown:
        pipeline.lastRun === undefined
          ? "the current version"
          : link(hrefOf("pipeline-runs", pipeline.lastRun.id), `run #${String(pipeline.lastRun.number)}`),
      Id: h("code", {}, [pipeline.id]),
    }),
    drawGraph(`Graph of ${pipeline.name}`, pipeline.graph, scene),
    section(
      "Runs",
      pipeline.newestRuns.length === 0
        ? empty("It never ran")
        : table(
            `Runs of ${pipeline.name}`,
            runColumns(scene),
            pipeline.newestRuns.map((row) => ({ key: row.id, row })),
          ),
    ),
    section("Steps", steps(pipeline.graph.nodes, scene)),
  ],
});

/** One run of a pipeline. */
export const pipelineRunView: View = detailView<PipelineRunDetail>({
  title: "Pipeline run",
  section: "pipelines",
  kind: "pipeline-runs",
  render: (run, scene) => [
    heading(`${run.pipeline} #${String(run.number)}`, chip(run.status)),
    facts({
      Pipeline: link(hrefOf("pipelines", run.pipelineId), run.pipeline),
      Version: run.version,
      Took: lasted(run.startTime, run.endTime, scene.now),
      By: run.author ?? "schedule",
      Id: h("code", {}, [run.id]),
    }),
    drawGraph(`Graph of run ${String(run.number)} of ${run.pipeline}`, run.graph, scene),
    section("Steps", steps(run.graph.nodes, scene)),
  ],
});

/** The graph for those who rather read: each node with its state. */
function steps(nodes: readonly NodeOverview[], { now }: Scene): HTMLElement {
  if (nodes.length === 0) return empty("It has no steps");
  const columns: readonly Column<NodeOverview>[] = [
    {
      name: "Step",
      cell: ({ label, jobId }) =>
        jobId === undefined ? h("code", {}, [label]) : link(hrefOf("jobs", jobId), label),
    },
    { name: "Kind", isMinor: true, cell: ({ kind }) => (kind === "JOB" ? "job" : "condition") },
    {
      name: "State",
      cell: ({ status, runId }) =>
        status === undefined
          ? h("span", { class: "note" }, ["did not run"])
          : runId === undefined
            ? chip(status)
            : h("a", { href: hrefOf("runs", runId), class: "chip-link" }, [chip(status)]),
    },
    {
      name: "Took",
      isNumber: true,
      cell: ({ startTime, endTime }) => (startTime === undefined ? "–" : lasted(startTime, endTime, now)),
    },
  ];
  return table(
    "Steps",
    columns,
    nodes.map((row) => ({ key: row.id, row })),
  );
}
