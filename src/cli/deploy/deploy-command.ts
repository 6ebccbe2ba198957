import { dirname, resolve } from "node:path";
import type { Archive } from "../../archive/index.ts";
import type { ImportPlan, ImportResult, Saagie, SecretSource } from "../../saagie/index.ts";
import { CliError } from "../cli-error.ts";
import { stepsInCommandWords } from "../command-words.ts";
import { command, numberOption, option, type CommandMaker, type Task } from "../frame/command.ts";
import { confirm, type ConfirmOptions } from "../frame/confirm.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { given } from "../frame/given.ts";
import { readText } from "../frame/read-input.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { counted, tally } from "../printable.ts";
import { openSaagie } from "../profiles/open-platforms.ts";
import { progressTo } from "../progress.ts";
import { readSecrets, secretName } from "../project/secrets-file.ts";
import type { ProjectFile } from "./project-file.ts";
import { deleteSurplus, findSurplus, type PruneScope, type Surplus } from "./prune.ts";
import { readProjectFile } from "./read-project-file.ts";
import { toArchive } from "./to-archive.ts";

interface DeployOptions extends ConfirmOptions {
  readonly dryRun?: true;
  readonly prune?: true;
  readonly secrets?: string;
  readonly concurrency?: number;
}

const USUAL_FILE = "footbridge.yaml";

/** Brings a project to what its file says. */
export const deploy: CommandMaker = command<DeployOptions>({
  usage: "deploy [file]",
  summary: "brings a project to what a file says: shows a plan, and carries it out on yes",
  scope: "saagie",
  examples: [
    "deploy --dry-run",
    "deploy footbridge.yaml --yes",
    "deploy production.yaml --project 'Sales test' --yes",
    "deploy --prune",
  ],
  about:
    `The file is ${USUAL_FILE}, unless another is named. Only what differs is changed, what the file does not say stays as\n` +
    "it is, and nothing is deleted unless --prune is given. The value of a secret variable that is new is taken from an\n" +
    "environment variable of its name, or from --secrets. Ended in the middle, the same command goes on. An export makes\n" +
    "the file of a project that exists: footbridge export Sales footbridge.yaml --as yaml",
  options: [
    option("--dry-run", "show the plan, and change nothing"),
    option("-y, --yes", "do not ask"),
    option("--prune", "delete what the project has and the file has not"),
    option("--secrets <file>", "values of secrets, as footbridge import takes them"),
    numberOption("--concurrency <number>", "how many things are handled at once", { from: 1, to: 100 }),
  ],
  run: async (task) => {
    const [path = USUAL_FILE] = task.args;
    const text = await readText(path, task.io);
    const file = readProjectFile(text, path === "-" ? "standard input" : path);
    const folder = path === "-" ? resolve(".") : dirname(resolve(path));
    const archive = await toArchive(file, { folder, location: path });
    const { saagie } = await openSaagie(task);
    const deployment = await planDeployment({ task, saagie, archive, file });
    const { plan, surplus } = deployment;
    const isDone = changesOf(plan).length === 0 && surplus.length === 0;
    const isOver = isDone || task.options.dryRun === true;
    // One document: the plan where it stays a plan, else what was done.
    if (isOver || !task.print.isJson) tellPlan(deployment);
    refuseImpossible(plan, { isDocumented: isOver && task.print.isJson });
    if (isOver) return;
    await confirm(task, questionOf(deployment));
    await apply(deployment);
  },
});

/** What a deployment works with. */
interface Deploying {
  readonly task: Task<DeployOptions>;
  readonly saagie: Saagie;
  readonly archive: Archive;
  readonly file: ProjectFile;
}

/** A deployment that is about to be done. */
interface Deployment extends Deploying {
  readonly plan: ImportPlan;
  /** What would be deleted; none unless that is wanted. */
  readonly surplus: readonly Surplus[];
  readonly how: Parameters<Saagie["projects"]["import"]>[1];
}

async function planDeployment(deploying: Deploying): Promise<Deployment> {
  const { task, saagie, archive, file } = deploying;
  const { secrets, concurrency, prune } = task.options;
  const how = {
    ...task.call,
    name: task.options.project ?? file.project,
    versions: "current" as const,
    rights: file.rights !== undefined,
    secrets: await secretsFrom(task, secrets),
    ...given({ concurrency }),
  };
  const plan = await withStatusLine(task, "Compare", (tell) =>
    saagie.projects.planImport(archive, { ...how, onProgress: progressTo(tell) }),
  );
  const { id } = plan.project;
  const surplus =
    prune && id !== undefined ? await findSurplus({ saagie, project: id, call: task.call }, file) : [];
  return { ...deploying, plan: { ...plan, steps: stepsInCommandWords(plan.steps) }, surplus, how };
}

/** A secret is told by a file, or by an environment variable of the name of the variable that it is for. */
async function secretsFrom({ io }: Task, path: string | undefined): Promise<SecretSource> {
  const ofFile = path === undefined ? undefined : await readSecrets(path);
  return async (secret) =>
    (await ofFile?.(secret)) ?? (secret.what === "variable" ? io.environment[secret.name] : undefined);
}

/** The steps that change something. */
function changesOf({ steps }: ImportPlan): ImportPlan["steps"] {
  return steps.filter(({ action }) => action !== "unchanged" && action !== "skip");
}

function tellPlan({ task, plan, surplus }: Deployment): void {
  const { print } = task;
  if (print.isJson) return print.done({ project: plan.project, steps: plan.steps, deletes: surplus }, "");
  const rows = [
    ...changesOf(plan).map(({ action, what, name, reason, changed, versions }) => ({
      action,
      what,
      name,
      reason: reason ?? [...changed, ...(versions.length > 0 ? ["a new version"] : [])].join(", "),
    })),
    ...surplus.map(({ what, name }) => ({ action: "delete", what, name, reason: "it is not in the file" })),
  ];
  print.list(rows, {
    quiet: ({ name }) => name,
    empty: "Nothing differs.",
    columns: [
      { head: "Action", of: ({ action }) => action },
      { head: "What", of: ({ what }) => what },
      { head: "Name", of: ({ name }) => name },
      { head: "Why", of: ({ reason }) => reason },
    ],
  });
  for (const warning of plan.warnings) print.note(`Warning: ${warning}`);
  for (const secret of plan.secrets) print.note(`Without a value: ${secretName(secret)}`);
}

function refuseImpossible({ steps }: ImportPlan, { isDocumented }: { readonly isDocumented: boolean }): void {
  const impossible = steps.filter(({ action }) => action === "cannot");
  if (impossible.length === 0) return;
  throw new CliError(
    `${counted(impossible.length, "thing")} cannot be deployed: ${impossible[0]?.reason ?? ""}`,
    {
      exitCode: EXIT.refused,
      code: "REFUSED",
      isDocumented,
    },
  );
}

function questionOf({ plan, surplus }: Deployment): string {
  const changes = tally(changesOf(plan).map(({ action }) => action));
  const deletes = surplus.length === 0 ? "" : `${changes === "" ? "" : ", "}${surplus.length} delete`;
  return `Carry out the plan for "${plan.project.name}" (${changes}${deletes})?`;
}

async function apply({ task, saagie, archive, plan, surplus, how }: Deployment): Promise<void> {
  const isNeeded = changesOf(plan).length > 0;
  const result = isNeeded
    ? await withStatusLine(task, `Deploy ${plan.project.name}`, (tell) =>
        saagie.projects.import(archive, { ...how, onProgress: progressTo(tell) }),
      )
    : undefined;
  const project = result?.projectId ?? plan.project.id ?? "";
  const deleted = await prune({ saagie, project, call: task.call }, surplus);
  conclude(task, { plan, result, deleted });
}

async function prune(scope: PruneScope, surplus: readonly Surplus[]): Promise<readonly Surplus[]> {
  const deleted: Surplus[] = [];
  for (const thing of surplus) {
    await deleteSurplus(scope, thing);
    deleted.push(thing);
  }
  return deleted;
}

interface Conclusion {
  readonly plan: ImportPlan;
  readonly result: ImportResult | undefined;
  readonly deleted: readonly Surplus[];
}

function conclude({ print }: Task, { plan, result, deleted }: Conclusion): void {
  const actions = [
    ...(result?.imported ?? []).map(({ action }) => action).filter((action) => action !== "skipped"),
    ...deleted.map(() => "deleted"),
  ];
  const { name } = plan.project;
  print.done(
    { project: result?.project ?? plan.project, imported: result?.imported ?? [], deleted },
    `"${name}" is as the file says: ${tally(actions) || "nothing differed"}.`,
    result?.projectId ?? plan.project.id,
  );
  for (const secret of result?.secrets ?? []) print.note(`Still without a value: ${secretName(secret)}`);
}
