import { Option } from "commander";
import { CliError } from "../cli-error.ts";
import { command, listOption, numberOption, option, type CommandMaker, type Task } from "../frame/command.ts";
import { duration, moment } from "../frame/formats.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { printable } from "../printable.ts";
import { openSaagie, type OpenSaagie } from "../profiles/open-platforms.ts";
import type { PipelineRun, PipelinesGetResult } from "../../saagie/index.ts";
import { chosenRun, notRunning, runOption, type ChosenRun, type RunOwner } from "./chosen-run.ts";
import { toMermaid, toSvg, toText } from "./draw-graph.ts";
import { scheduleOf } from "./job-commands.ts";
import { drawingOf } from "./pipeline-graph.ts";
import { inProject, openWith, theProject, type InProject } from "./references.ts";
import { reportOutcome } from "./run-outcome.ts";
import { parseAssignments } from "./variable-assignments.ts";

const list: CommandMaker = command({
  usage: "list",
  summary: "lists the pipelines of a project",
  scope: "saagie",
  examples: ["pipeline list --project Sales"],
  run: async (task) => {
    const open = await openSaagie(task);
    const how = { ...task.call, instancesLimit: 1, versionsOnlyCurrent: true };
    const pipelines = await open.saagie.pipelines.list(theProject(open), how);
    task.print.list(pipelines, {
      quiet: ({ id }) => id,
      empty: "The project has no pipelines.",
      columns: [
        { head: "Name", of: ({ name }) => name },
        { head: "Last run", of: ({ instances }) => instances?.[0]?.status, isStatus: true },
        { head: "Started", of: ({ instances }) => moment(instances?.[0]?.startTime) },
        { head: "Schedule", of: scheduleOf },
        { head: "Version", of: ({ versions: [version] }) => version?.number },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

const show: CommandMaker = command({
  usage: "show <pipeline>",
  summary: "shows one pipeline",
  scope: "saagie",
  examples: ["pipeline show Daily --project Sales"],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const pipeline = await saagie.pipelines.get(reference, { ...task.call, instancesLimit: 1 });
    const current = currentOf(pipeline);
    const [run] = pipeline.instances ?? [];
    task.print.record(
      pipeline,
      [
        ["Name", pipeline.name],
        ["Id", pipeline.id],
        ["Alias", pipeline.alias],
        ["Description", pipeline.description],
        ["Version", current?.number],
        ["Jobs", (current?.graph?.jobNodes ?? []).map(({ job }) => job.name).join(", ")],
        ["Conditions", current?.graph?.conditionNodes?.length || undefined],
        ["Schedule", scheduleOf(pipeline)],
        ["Runs", pipeline.pipelineInstanceCount],
        ["Last run", run?.status],
        ["Started", moment(run?.startTime)],
      ],
      pipeline.id,
    );
  },
});

const history: CommandMaker = command<{ readonly limit?: number }>({
  usage: "history <pipeline>",
  summary: "lists the runs of a pipeline, the newest first",
  scope: "saagie",
  examples: ["pipeline history Daily --project Sales --limit 5"],
  options: [numberOption("--limit <number>", "at most so many (default: 20)", { from: 1, to: 10_000 })],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const { limit: instancesLimit = 20 } = task.options;
    const { instances } = await saagie.pipelines.get(reference, { ...task.call, instancesLimit });
    task.print.list(instances ?? [], {
      quiet: ({ id }) => id,
      empty: "The pipeline has not been run yet.",
      columns: [
        { head: "Run", of: ({ number }) => number },
        { head: "Status", of: ({ status }) => status, isStatus: true },
        { head: "Started", of: ({ startTime }) => moment(startTime) },
        { head: "Took", of: ({ startTime, endTime }) => duration(startTime, endTime) },
        { head: "Version", of: ({ version }) => version?.number },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

interface RunOptions {
  readonly wait?: true;
  readonly env?: readonly string[];
}

const run: CommandMaker = command<RunOptions>({
  usage: "run <pipeline>",
  summary: "starts a run of a pipeline",
  scope: "saagie",
  examples: [
    "pipeline run Daily --project Sales",
    "pipeline run Daily --project Sales --wait -e DAY=2026-11-30",
  ],
  about:
    "The platform takes no variables with a run: -e sets variables of the pipeline first, which stay. Ctrl-C ends the\nwaiting, not the run.",
  options: [
    option("--wait", "wait until the run has ended; exit code 7 when it failed"),
    listOption("-e, --env <NAME=value>", "variable of the pipeline to set first"),
  ],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const assignments = parseAssignments(task.options.env ?? []);
    const pipeline = await saagie.pipelines.get(reference, { ...task.call, ...SHORT });
    for (const [name, value] of assignments)
      await saagie.environmentVariables.createOrUpdate({ pipeline: pipeline.id }, { name, value }, task.call);
    const started = await saagie.pipelines.run(pipeline.id, task.call);
    if (!task.options.wait) {
      const told = `Run ${started.number ?? ""} of "${pipeline.name}" has been started: ${started.id}`;
      return task.print.done(started, told, started.id);
    }
    return reportRun(task, pipeline.name, await waitForRun(task, { saagie, pipeline, id: started.id }));
  },
});

const SHORT = { instancesLimit: 1, versionsOnlyCurrent: true };

const status: CommandMaker = command<ChosenRun & { readonly wait?: true }>({
  usage: "status <pipeline>",
  summary: "tells how the newest run of a pipeline is doing, node by node",
  scope: "saagie",
  examples: ["pipeline status Daily --project Sales", "pipeline status Daily --project Sales --wait"],
  options: [runOption, option("--wait", "wait until the run has ended; exit code 7 when it failed")],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const { pipeline, id } = await findRun(task, { saagie, reference });
    if (task.options.wait)
      return reportRun(task, pipeline.name, await waitForRun(task, { saagie, pipeline, id }));
    const state = await saagie.pipelines.instanceStatus(id, task.call);
    const names = nodeNames(pipeline);
    return task.print.record(
      state,
      [
        ["Status", state.status],
        ["Pipeline", pipeline.name],
        ["Started", moment(state.startTime)],
        ["Ended", moment(state.endTime)],
        ["Took", duration(state.startTime, state.endTime)],
        ...state.nodeStatuses.map(
          ({ nodeId, status: word }) => [`  ${printable(names.get(nodeId) ?? nodeId)}`, word] as const,
        ),
        ["Id", state.id],
      ],
      state.status,
    );
  },
});

const stop: CommandMaker = command<ChosenRun>({
  usage: "stop <pipeline>",
  summary: "stops the run of a pipeline that is under way",
  scope: "saagie",
  examples: ["pipeline stop Daily --project Sales"],
  options: [runOption],
  run: async (task) => {
    const { saagie, reference, door } = await openWith(task);
    const { pipeline, id, last } = await findRun(task, { saagie, reference });
    if (door.isFinalStatus(last)) throw notRunning({ what: "pipeline", name: pipeline.name }, last);
    const stopped = await saagie.pipelines.stop(id, task.call);
    task.print.done(stopped, `The run of "${pipeline.name}" has been asked to stop.`, id);
  },
});

interface GraphOptions {
  readonly as?: "text" | "mermaid" | "svg";
  readonly run?: string | true;
}

const graph: CommandMaker = command<GraphOptions>({
  usage: "graph <pipeline>",
  summary: "draws a pipeline: as text, as Mermaid, or as an SVG picture",
  scope: "saagie",
  examples: [
    "pipeline graph Daily --project Sales",
    "pipeline graph Daily --project Sales --run --as svg > daily.svg",
  ],
  options: [
    new Option("--as <form>", "form of the drawing").choices(["text", "mermaid", "svg"]).default("text"),
    option(
      "--run [run]",
      "show how its nodes are doing in a run: the newest, or the one of this id or number",
    ),
  ],
  run: async (task) => {
    const open = await openSaagie(task);
    const reference = inProject(task.args[0] ?? "", open.project);
    const { saagie } = open;
    const { as, run: wanted } = task.options;
    const pipeline = await saagie.pipelines.get(reference, {
      ...task.call,
      ...(typeof wanted === "string" ? {} : { instancesLimit: 1 }),
    });
    const found =
      wanted === undefined ? undefined : chosenRun(ownerOf(pipeline), wanted === true ? undefined : wanted);
    const version =
      pipeline.versions.find(({ number }) => number === found?.version?.number) ?? currentOf(pipeline);
    const drawn = version?.graph;
    if (drawn == null) throw new CliError(`The pipeline "${pipeline.name}" has no graph.`);
    const drawing = drawingOf(drawn, found?.nodeStatuses ?? []);
    if (as === "mermaid") return task.print.text(toMermaid(drawing), drawing);
    if (as === "svg") return task.print.text(toSvg(drawing, pipeline.name), drawing);
    const safe = {
      ...drawing,
      nodes: drawing.nodes.map((node) => ({ ...node, label: printable(node.label) })),
    };
    return task.print.text(toText(safe, (word) => task.print.status(word)).join("\n"), drawing);
  },
});

type Pipeline = PipelinesGetResult;
type Instance = NonNullable<Pipeline["instances"]>[number];

function ownerOf({ name, instances }: Pipeline): RunOwner<Instance> {
  return { what: "pipeline", name, runs: instances };
}

function currentOf({ versions }: Pipeline): Pipeline["versions"][number] | undefined {
  return versions.find(({ isCurrent }) => isCurrent) ?? versions[0];
}

/** What the nodes of a pipeline are called, by their ids; nodes of all its versions. */
function nodeNames({ versions }: Pipeline): ReadonlyMap<string, string> {
  return new Map(
    versions.flatMap(({ graph: drawn }) =>
      drawn == null ? [] : drawingOf(drawn).nodes.map(({ id, label }) => [id, label] as const),
    ),
  );
}

interface RunSearch extends Pick<OpenSaagie, "saagie"> {
  readonly reference: InProject;
}

async function findRun(
  { options, call }: Task<ChosenRun>,
  { saagie, reference }: RunSearch,
): Promise<{ readonly pipeline: Pipeline; readonly id: string; readonly last: PipelineRun["status"] }> {
  const limit = options.run === undefined ? { instancesLimit: 1 } : {};
  const pipeline = await saagie.pipelines.get(reference, { ...call, ...limit });
  const { id, status: last } = chosenRun(ownerOf(pipeline), options.run);
  return { pipeline, id, last };
}

interface WaitingRun extends Pick<OpenSaagie, "saagie"> {
  readonly pipeline: Pipeline;
  readonly id: string;
}

function waitForRun(task: Task, { saagie, pipeline, id }: WaitingRun): Promise<PipelineRun> {
  const names = nodeNames(pipeline);
  return withStatusLine(task, `Run of ${pipeline.name}`, (report) =>
    saagie.pipelines.wait(id, {
      ...task.wait,
      onStatus: (_, state) => report(progressOf(state, names)),
      onNodeStatus: (_, state) => report(progressOf(state, names)),
    }),
  );
}

const UNDER_WAY: ReadonlySet<string> = new Set(["RUNNING", "KILLING"]);
const AHEAD: ReadonlySet<string> = new Set(["AWAITING", "REQUESTED", "QUEUED"]);

/** How far a run has come, e.g. `RUNNING, 2 of 5 steps, Load orders`. */
function progressOf(
  { status: state, nodeStatuses }: PipelineRun,
  names: ReadonlyMap<string, string>,
): string {
  const now = nodeStatuses.filter(({ status: word }) => UNDER_WAY.has(word));
  const ended = nodeStatuses.filter(({ status: word }) => !UNDER_WAY.has(word) && !AHEAD.has(word));
  const steps = `${ended.length} of ${nodeStatuses.length} steps`;
  return [state, steps, ...now.map(({ nodeId }) => names.get(nodeId) ?? nodeId)].join(", ");
}

function reportRun(task: Task, name: string, ended: PipelineRun): void {
  const { reason, details } = ended.statusDetails ?? {};
  reportOutcome(task, { name, status: ended.status, run: ended, reason: reason ?? details });
}

/** What can be done with pipelines. */
export const pipelineCommands: readonly CommandMaker[] = [list, show, run, status, stop, history, graph];
