import type { AffectedParts } from "../affected/affected-parts.ts";
import { SEVERITIES, type RatedChange } from "../facts/rate-changes.ts";
import type { Plan } from "../plan-regeneration.ts";
import type { CheckResult } from "../run-checks.ts";
import { counted, oneLine } from "./one-line.ts";
import { tally } from "./tell.ts";

const TITLES = { breaking: "Breaking", dangerous: "Dangerous", safe: "Safe" } as const;

/** Writes what a new version changes, for a pull request. */
export function markdownReport(plan: Plan, affected: AffectedParts, checks: readonly CheckResult[]): string {
  const { endpoint, version, base, changes, renames, notes } = plan;
  const blocks = [
    `# ${endpoint} ${version}`,
    `Compared with ${base}: ${tally(changes)}.`,
    ...notes.map((note) => `> ${oneLine(note)}`),
    ...SEVERITIES.flatMap((severity) =>
      section(TITLES[severity], changes.filter((change) => change.severity === severity).map(changeLine)),
    ),
    ...section(
      "Perhaps renamed",
      renames.map(({ from, to }) => `- ${code(from)} → ${code(to)}`),
    ),
    ...operationsTable(affected),
    ...section(
      "Emulator",
      affected.resolvers.map(
        ({ field, file, what }) =>
          `- ${code(field)}${file === undefined ? "" : ` (${file})`}: ${oneLine(what)}`,
      ),
    ),
    ...section(
      "Pages",
      affected.rows.map(({ page, line, title }) => `- ${page}:${line}: ${title}`),
    ),
    ...section(
      "Schema files",
      [...plan.files].map(([name, { before }]) => `- ${code(name)}${before === undefined ? " (new)" : ""}`),
    ),
    ...checksBlock(checks),
    ...section("To do", toDo(plan, affected, checks)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join("\n")];
}

function changeLine({ action, coordinate, detail }: RatedChange): string {
  return `- ${action} ${code(coordinate)}${detail === "" ? "" : `: ${code(detail)}`}`;
}

function operationsTable({ operations, problem }: AffectedParts): readonly string[] {
  const rows = operations.map(
    ({ name, methods, severity, effects }) =>
      `| ${code(name)} | ${methods.map(code).join(", ")} | ${severity} | ${effects.map(cell).join("<br>")} |`,
  );
  const table =
    rows.length === 0 ? [] : ["| Operation | Methods | Severity | Effect |\n| --- | --- | --- | --- |"];
  return [
    "## Operations",
    ...(rows.length === 0 ? [] : [[...table, ...rows].join("\n")]),
    ...(problem === undefined ? [] : [`Codegen refuses them: ${cell(problem)}`]),
    ...(rows.length === 0 && problem === undefined ? ["None is affected."] : []),
  ];
}

function checksBlock(checks: readonly CheckResult[]): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.map(
    ({ name, command, status, seconds }) =>
      `| ${name} | ${code(command)} | ${status} | ${seconds.toFixed(1)} s |`,
  );
  const failed = checks.filter(({ status }) => status === "failed");
  return [
    "## Checks",
    ["| Check | Command | Result | Time |", "| --- | --- | --- | --- |", ...rows].join("\n"),
    ...failed.map(({ name, output }) => `${name}:\n\n${fenced(output)}`),
  ];
}

/** What a person has to do, as far as a program can tell. */
function toDo(
  { changes, renames, files }: Plan,
  { operations, resolvers, rows, problem }: AffectedParts,
  checks: readonly CheckResult[],
): readonly string[] {
  const isWritten = files.size > 0;
  const isNew = changes.some(({ action }) => action === "added");
  const broken = operations.filter(({ severity }) => severity === "breaking");
  const failed = checks.filter(({ status }) => status !== "passed");
  const refusal = problem ?? failed.find(({ name }) => name === "codegen")?.output;
  return [
    ...(isWritten && isNew
      ? ["Say in the schema files, in own words, what is new; look at where it was put."]
      : []),
    ...(renames.length > 0
      ? [`See whether ${counted(renames.length, "thing")} has another name now; operations may ask for both.`]
      : []),
    ...(broken.length > 0 ? [`Look at ${counted(broken.length, "operation")} that the version breaks.`] : []),
    ...(refusal === undefined
      ? []
      : [`Mend what codegen refuses, until \`npm run codegen\` passes: ${cell(refusal)}`]),
    ...(resolvers.length > 0
      ? [`Bring the emulator up to date: ${counted(resolvers.length, "field")}.`]
      : []),
    ...(rows.length > 0 ? [`Read ${counted(rows.length, "row")} of the pages again.`] : []),
    ...(failed.length > 0
      ? [`Get to pass: ${failed.map(({ name }) => name).join(", ")}. Then run the same command again.`]
      : []),
    ...(failed.length > 0 && isWritten ? [takenBack(files)] : []),
    ...(isWritten ? ["Say in CHANGELOG that the version is supported."] : []),
  ].map((line) => `- [ ] ${line}`);
}

/** How to be rid of a version whose schema files are written already. */
function takenBack(files: Plan["files"]): string {
  const names = (isNew: boolean): readonly string[] =>
    [...files].filter(([, { before }]) => (before === undefined) === isNew).map(([name]) => name);
  const steps = [`git restore ${names(false).join(" ")}`, `rm ${names(true).join(" ")}`];
  const commands = steps.filter((step) => !step.endsWith(" ")).map(code);
  return `Or take the version back: ${commands.join(" and ")}, then \`npm run codegen\`.`;
}

function code(text: string): string {
  const line = oneLine(text).replaceAll("|", "\\|");
  return line.includes("`") ? `\`\` ${line} \`\`` : `\`${line}\``;
}

function cell(text: string): string {
  return oneLine(text).replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

function fenced(text: string): string {
  return `~~~text\n${text.replaceAll(/[\u0000-\u0008\u000b-\u001f]/g, "").replaceAll("~~~", "~ ~ ~")}\n~~~`;
}
