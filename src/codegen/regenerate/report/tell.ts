import CliTable from "cli-table3";
import type { AffectedParts } from "../affected/affected-parts.ts";
import { SEVERITIES, type RatedChange } from "../facts/rate-changes.ts";
import type { Sink } from "../io.ts";
import type { Plan } from "../plan-regeneration.ts";
import { counted, oneLine } from "./one-line.ts";
import { unifiedDiff } from "./unified-diff.ts";

/** Tells what a plan changes: as a table where a person looks, as plain lines in a pipe. */
export function tellPlan({ endpoint, version, base, changes, renames, notes }: Plan, sink: Sink): void {
  const print = printer(sink);
  print(`${endpoint} ${version}, compared with ${base}: ${tally(changes)}`);
  for (const note of notes) print(`note: ${note}`);
  const rows = changes.map((row) => [row.severity, row.action, row.coordinate, row.detail].map(oneLine));
  if (sink.isTTY === true) tellTable(["severity", "what", "where", "detail"], { rows, sink });
  else for (const row of rows) print(row.filter((cell) => cell !== "").join("  "));
  for (const { from, to } of renames) print(`perhaps renamed  ${from} → ${to}`);
}

/** Tells what of the project is affected. */
export function tellAffected({ operations, resolvers, rows, problem }: AffectedParts, sink: Sink): void {
  const print = printer(sink);
  print(`\n${counted(operations.length, "operation")} affected`);
  for (const { severity, name, methods, effects } of operations) {
    const users = methods.length > 0 ? ` (${methods.join(", ")})` : "";
    print(`${severity}  ${name}${users}`);
    for (const effect of effects) print(`  ${oneLine(effect)}`);
  }
  if (problem !== undefined) print(`codegen will refuse the operations: ${oneLine(problem)}`);
  if (resolvers.length > 0) print("\nemulator");
  for (const { field, file, what } of resolvers)
    print([field, ...(file ? [file] : []), oneLine(what)].join("  "));
  if (rows.length > 0) print("\npages");
  for (const { page, line, title } of rows) print(`${page}:${line}  ${title}`);
}

/** Tells which files there are to write, and with `isDiffWanted` what becomes of them. */
export function tellFiles({ files }: Plan, sink: Sink, isDiffWanted: boolean): void {
  const print = printer(sink);
  print(`\n${counted(files.size, "schema file")} to write`);
  for (const [name, { before }] of files) print(before === undefined ? `${name}  (new)` : name);
  if (!isDiffWanted || files.size === 0) return;
  print("");
  for (const [name, { before, after }] of files) sink.write(unifiedDiff(name, before, after));
}

/** Counts changes by what they mean, e.g. `1 breaking, 3 safe`. */
export function tally(changes: readonly RatedChange[]): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const { length } = changes.filter((change) => change.severity === severity);
    return length === 0 ? [] : [`${length} ${severity}`];
  });
  return counts.length === 0 ? "no change" : counts.join(", ");
}

function printer(sink: Sink): (line: string) => void {
  return (line) => void sink.write(`${line}\n`);
}

function tellTable(
  head: readonly string[],
  { rows, sink }: { readonly rows: readonly (readonly string[])[]; readonly sink: Sink },
): void {
  if (rows.length === 0) return;
  // Plain: a terminal without colours shows the same.
  const table = new CliTable({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  sink.write(`${table.toString()}\n`);
}
