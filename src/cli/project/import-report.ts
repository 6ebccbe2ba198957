import type { ImportedThing, PlanStep, ImportResult, SecretRequest } from "../../saagie/index.ts";
import type { LookOf, Reporter } from "../reporter/reporter.ts";
import { tableLines } from "../reporter/table.ts";
import type { Look } from "../paint.ts";
import { counted, printable, tally } from "../printable.ts";
import { secretsTemplate } from "./secrets-file.ts";

const LOOKS: Readonly<Record<PlanStep["action"] | ImportedThing["action"], Look>> = {
  create: "green",
  created: "green",
  resume: "green",
  upgrade: "cyan",
  upgraded: "cyan",
  unchanged: "dim",
  skip: "yellow",
  skipped: "yellow",
  cannot: "red",
};

/** How an action looks, in a plan and in what came of it. */
export const lookOfAction: LookOf = (word) => Object.entries(LOOKS).find(([action]) => action === word)?.[1];

/** Tells what an import did, what it did not, and what is left to do by hand. */
export function concludeImport(
  reporter: Reporter,
  { project, imported, steps, secrets, warnings }: ImportResult,
  others: readonly string[],
): void {
  const rows = [
    ...imported
      .filter(({ action }) => action !== "unchanged")
      .map((thing) => [thing.action, thing.what, thing.name, detailsOf(thing, steps)]),
    ...steps
      .filter(({ action }) => action === "cannot")
      .map(({ action, what, name, reason = "" }) => [action, what, name, reason]),
  ];
  if (rows.length > 0) {
    // Names come from an archive: a line end in one would break the table.
    const cells = rows.map((row) => row.map(printable));
    const lines = tableLines({ head: ["Action", "Kind", "Name", "What"], rows: cells });
    reporter.lines(`What was done in "${project.name}"`, lines, lookOfAction);
  }
  const counts = tally([
    ...imported.map(({ action }) => action),
    ...steps.flatMap(({ action }) => (action === "cannot" ? ["that cannot be imported"] : [])),
  ]);
  if (rows.length > 0) reporter.say([counts, ""]);
  const odd = steps.flatMap(({ what, name, warnings: some }) =>
    some.map((warning) => `${what} "${name}": ${warning}`),
  );
  tellWarnings(reporter, [...warnings, ...odd, ...others]);
  tellSecrets(reporter, secrets);
}

function detailsOf({ what, name, versions }: ImportedThing, steps: readonly PlanStep[]): string {
  const step = steps.find((other) => other.what === what && other.name === name);
  const added = Object.keys(versions).length;
  return [
    ...(step?.action === "skip" && step.reason !== undefined ? [step.reason] : []),
    ...(step === undefined || step.changed.length === 0 ? [] : [`changed ${step.changed.join(", ")}`]),
    ...(added === 0 ? [] : [counted(added, "version")]),
  ].join("; ");
}

/** Tells what is odd. */
export function tellWarnings(reporter: Reporter, warnings: readonly string[]): void {
  if (warnings.length > 0) reporter.say([...warnings.map((warning) => `Warning: ${warning}`), ""]);
}

/** Tells which secrets are not known, and how they are told. */
export function tellSecrets(reporter: Reporter, secrets: readonly SecretRequest[]): void {
  if (secrets.length === 0) return;
  reporter.say([
    `${counted(secrets.length, "secret")} not told, and in no export. To give them, save this as a file, fill in the`,
    "values, and run the same command with --secrets and its name:",
    "",
    ...secretsTemplate(secrets).map((line) => `  ${line}`),
    "",
  ]);
}
