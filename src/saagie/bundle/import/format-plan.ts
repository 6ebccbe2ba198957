import type { PlanStep } from "../engine/plan-step.ts";
import type { ImportPlan } from "./project.ts";

const HEAD = ["Action", "Kind", "Name", "What"] as const;

/** How many things of an action are told, in the order in which they are told. */
const COUNTED: Readonly<Record<PlanStep["action"], string>> = {
  create: "to create",
  upgrade: "to upgrade",
  resume: "to go on with",
  unchanged: "unchanged",
  skip: "left alone",
  cannot: "that cannot be imported",
};

/** Up to this many version numbers are told one by one. */
const FEW_VERSIONS = 4;

/**
 * Sets the plan of an import as plain text: a line for each thing, in aligned columns below a head, and further ones for
 * its warnings; after an empty line what is odd about the archive as a whole, and last how many things go which way.
 *
 * @remarks Names come from archives: what would break a line, or steer a terminal, becomes a blank.
 * @example
 * ```ts
 * console.log(formatPlan(await saagie.projects.planImport(folderArchive("backup"))));
 * ```
 */
export function formatPlan({ steps, warnings }: Pick<ImportPlan, "steps" | "warnings">): string {
  const rows = steps.flatMap(rowsOf);
  return [
    ...(rows.length === 0 ? [] : [...aligned([HEAD, ...rows]), ""]),
    ...(warnings.length === 0 ? [] : [...warnings.map((warning) => `Warning: ${plain(warning)}`), ""]),
    counts(steps),
  ].join("\n");
}

type Row = readonly [action: string, kind: string, name: string, what: string];

function rowsOf({ action, what, name, reason, changed, versions, warnings }: PlanStep): readonly Row[] {
  const details = [
    ...(reason === undefined ? [] : [reason]),
    ...(changed.length === 0 ? [] : [`changes ${changed.join(", ")}`]),
    ...(versions.length === 0 ? [] : [versionsText(versions)]),
  ];
  const told = [
    ...(details.length === 0 ? [] : [details.join("; ")]),
    ...warnings.map((warning) => `warning: ${warning}`),
  ].map(plain);
  const [first = "", ...more] = told;
  return [[action, what, plain(name), first], ...more.map((text): Row => ["", "", "", text])];
}

function versionsText(versions: readonly number[]): string {
  if (versions.length > FEW_VERSIONS) return `${versions.length} versions`;
  return `version${versions.length === 1 ? "" : "s"} ${versions.join(", ")}`;
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column] ?? ""))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - lengthOf(cell)))
      .join("   ")
      .trimEnd(),
  );
}

/** In characters as people count them, or nearly so. */
function lengthOf(text: string): number {
  return [...text].length;
}

function counts(steps: readonly PlanStep[]): string {
  const told = Object.entries(COUNTED).flatMap(([action, how]) => {
    const count = steps.filter((step) => step.action === action).length;
    return count === 0 ? [] : [`${count} ${how}`];
  });
  return told.length === 0 ? "nothing to import" : told.join(", ");
}

function plain(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, " ").trim();
}
