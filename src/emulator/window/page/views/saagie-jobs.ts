import type { JobDetail, JobOverview, ProjectOverview, RunDetail, RunOverview } from "../../shown.ts";
import { h } from "../parts/dom.ts";
import { count } from "../parts/format.ts";
import {
  chip,
  empty,
  facts,
  heading,
  lasted,
  link,
  log,
  section,
  table,
  time,
  timeline,
  type Column,
} from "../parts/parts.ts";
import { hrefOf } from "../route.ts";
import type { Scene, View } from "../view.ts";
import { detailView, listView } from "./lists.ts";

/** Projects, each with the way to what is in it. */
export const projectsView: View = listView<ProjectOverview>({
  title: "Projects",
  section: "projects",
  kind: "projects",
  text: ({ name, description }) => `${name} ${description ?? ""}`,
  emptyHint: 'Create one with a client, for example saagie.projects.ensure({ name: "Sales" }).',
  columns: () => [
    {
      name: "Project",
      cell: ({ name, description }) => [
        h("strong", {}, [name]),
        description !== undefined && h("span", { class: "note" }, [description]),
      ],
    },
    { name: "State", cell: ({ status }) => chip(status) },
    ...(["jobs", "pipelines", "apps"] as const).map((kind): Column<ProjectOverview> => ({
      name: kind.charAt(0).toUpperCase() + kind.slice(1),
      isNumber: true,
      cell: (project) =>
        link(hrefOf(kind, undefined, { project: project.id }), String(project[kind]), {
          "aria-label": `${count(project[kind], kind.slice(0, -1))} of ${project.name}`,
        }),
    })),
  ],
});

/** The columns of runs; those of one job have no column for it. */
function runColumns({ now }: Scene, isOfOneJob = false): readonly Column<RunOverview>[] {
  const jobColumns: readonly Column<RunOverview>[] = [
    { name: "Job", cell: ({ jobId, job }) => link(hrefOf("jobs", jobId), job) },
    { name: "Project", isMinor: true, cell: ({ project }) => project },
  ];
  return [
    { name: "Run", cell: ({ id, number }) => link(hrefOf("runs", id), `#${String(number)}`) },
    ...(isOfOneJob ? [] : jobColumns),
    { name: "State", cell: ({ status }) => chip(status) },
    { name: "Began", isMinor: true, cell: ({ startTime }) => time(startTime, now) },
    {
      name: "Took",
      isNumber: true,
      cell: ({ status, startTime, endTime }) =>
        status === "AWAITING" || status === "SKIPPED" ? "–" : lasted(startTime, endTime, now),
    },
    { name: "By", isMinor: true, cell: ({ author }) => author ?? "schedule" },
  ];
}

/** Runs of all jobs, the newest first. */
export const runsView: View = listView<RunOverview>({
  title: "Runs",
  section: "runs",
  kind: "runs",
  filters: ["project"],
  text: ({ job, project, status, number }) => `#${String(number)} ${job} ${project} ${status}`,
  emptyHint: "As soon as a client runs a job, the run is here, with its state and output as they come.",
  columns: (scene) => runColumns(scene),
});

/** Jobs, each with its last run. */
export const jobsView: View = listView<JobOverview>({
  title: "Jobs",
  section: "jobs",
  kind: "jobs",
  filters: ["project"],
  text: ({ name, project, technology, category }) => `${name} ${project} ${technology} ${category}`,
  emptyHint: 'Create one with a client, for example saagie.jobs.createOrUpgrade("Sales", { … }).',
  columns: ({ now }) => [
    { name: "Job", cell: ({ id, name }) => link(hrefOf("jobs", id), name) },
    { name: "Project", cell: ({ project }) => project },
    { name: "Technology", isMinor: true, cell: ({ technology }) => technology },
    { name: "Version", isMinor: true, isNumber: true, cell: ({ version }) => version },
    { name: "Schedule", isMinor: true, cell: ({ schedule }) => schedule ?? "" },
    { name: "Runs", isNumber: true, cell: ({ runs }) => runs },
    {
      name: "Last run",
      cell: ({ lastRun }) =>
        lastRun === undefined
          ? h("span", { class: "note" }, ["never ran"])
          : [
              h("a", { href: hrefOf("runs", lastRun.id), class: "chip-link" }, [chip(lastRun.status)]),
              " ",
              time(lastRun.startTime, now),
            ],
    },
  ],
});

/** One job. */
export const jobView: View = detailView<JobDetail>({
  title: "Job",
  section: "jobs",
  kind: "jobs",
  render: (job, scene) => [
    heading(job.name, job.lastRun !== undefined && chip(job.lastRun.status)),
    job.description !== undefined && h("p", { class: "lead" }, [job.description]),
    facts({
      Project: job.project,
      Technology: [job.technology, job.runtime].filter(Boolean).join(" "),
      Category: job.category,
      Alias: job.alias,
      Version: `${String(job.version)} of ${String(job.versions)}`,
      Package: job.package,
      Image: job.image,
      Schedule: job.schedule,
      Id: h("code", {}, [job.id]),
    }),
    section(
      "Runs",
      job.newestRuns.length === 0
        ? empty("It never ran")
        : table(
            `Runs of ${job.name}`,
            runColumns(scene, true),
            job.newestRuns.map((row) => ({ key: row.id, row })),
          ),
    ),
  ],
});

/** One run, with its output as it comes. */
export const runView: View = detailView<RunDetail>({
  title: "Run",
  section: "runs",
  kind: "runs",
  render: (run, { now }) => [
    heading(`${run.job} #${String(run.number)}`, chip(run.status)),
    facts({
      Job: link(hrefOf("jobs", run.jobId), run.job),
      Project: run.project,
      Version: run.version,
      Took: lasted(run.startTime, run.endTime, now),
      By: run.author ?? "schedule",
      "Command line": run.commandLine !== undefined && h("code", {}, [run.commandLine]),
      Pipeline:
        run.pipelineRunId === undefined
          ? undefined
          : link(hrefOf("pipeline-runs", run.pipelineRunId), "the run that it is a part of"),
      Id: h("code", {}, [run.id]),
    }),
    section("Output", log(`Output of run ${String(run.number)}`, run.lines, run.lineCount)),
    section("States", timeline(run.statuses, now)),
  ],
});
