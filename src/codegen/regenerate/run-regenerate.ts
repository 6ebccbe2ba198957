import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SchemaPlace } from "../schema/load-schema.ts";
import { affectedParts, type AffectedParts } from "./affected/affected-parts.ts";
import { endpointNamed, endpointOf } from "./choose-endpoint.ts";
import { writeFiles } from "./edit/write-files.ts";
import type { Io, Sink } from "./io.ts";
import { readNewSchema } from "./new-schema/read-new-schema.ts";
import { withoutParts } from "./new-schema/without-parts.ts";
import { parseCommandLine, USAGE, type RegenerateOptions } from "./parse-command-line.ts";
import { planRegeneration, type Plan } from "./plan-regeneration.ts";
import { jsonReport } from "./report/json-report.ts";
import { markdownReport } from "./report/markdown-report.ts";
import { oneLine } from "./report/one-line.ts";
import { tellAffected, tellFiles, tellPlan } from "./report/tell.ts";
import { checksOf, runChecks } from "./run-checks.ts";

/** What a server is asked for when nothing else is said. */
const USUAL_ENDPOINT = "platform";

/** Swallows what is said to people while a program listens. */
const NOBODY: Sink = { write: () => undefined };

/**
 * Carries out `npm run regenerate` and returns the exit code: 0, 1 for anything refused or failed, 2 for a command
 * line that cannot be read.
 *
 * @remarks Nothing is written before everything about the schema has been checked. Codegen, types and tests run
 * afterwards: when one of them fails, the schema files stay as they became, and the report tells what to mend.
 * @param args - what follows the program's name
 * @param project - the folder with `schema`, `operations`, `src` and pages in it
 */
export async function runRegenerate(args: readonly string[], project: string, io: Io): Promise<number> {
  let request: RegenerateOptions | undefined;
  try {
    request = parseCommandLine(args);
  } catch (error) {
    io.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (request === undefined) {
    io.stdout.write(USAGE);
    return 0;
  }
  let prepared: Prepared;
  try {
    prepared = await prepare(request, project, io);
    writeFiles(project, request.isDryRun ? new Map() : textsOf(prepared.plan));
  } catch (error) {
    // The message names each place; where it was noticed helps nobody.
    io.stderr.write(`${messageOf(error)}\nNothing was changed.\n`);
    return 1;
  }
  try {
    return await follow(prepared, { request, project, io });
  } catch (error) {
    io.stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
}

/** What is known before anything is written. */
interface Prepared {
  readonly place: SchemaPlace;
  readonly plan: Plan;
  readonly affected: AffectedParts;
}

async function prepare(request: RegenerateOptions, project: string, io: Io): Promise<Prepared> {
  const directory = join(project, "schema");
  const named = request.endpoint === undefined ? undefined : endpointNamed(directory, request.endpoint);
  const whole = await readNewSchema(request.from, {
    endpoint: named?.endpoint ?? USUAL_ENDPOINT,
    environment: io.environment,
  });
  const place = named ?? endpointOf(directory, whole.document);
  const { schema, leftOut } = withoutParts(whole, request.without);
  const plan = await planRegeneration(schema, { project, place, version: request.version, leftOut });
  const affected = await affectedParts(project, { place, isTried: request.isDryRun }, plan);
  const people = request.json ? NOBODY : io.stdout;
  tellPlan(plan, people);
  tellAffected(affected, people);
  tellFiles(plan, people, request.isDryRun);
  return { place, plan, affected };
}

function textsOf({ files }: Plan): ReadonlyMap<string, string> {
  return new Map([...files].map(([name, { after }]) => [name, after]));
}

interface World {
  readonly request: RegenerateOptions;
  readonly project: string;
  readonly io: Io;
}

/** Runs what follows the written schema, and reports. */
async function follow({ place, plan, affected }: Prepared, { request, project, io }: World): Promise<number> {
  const { isDryRun, tests, json } = request;
  const checks = isDryRun ? [] : checksOf(project, { platform: place.platform, tests });
  // Tests take minutes: whoever looks sees them go on.
  const isWatched = io.stderr.isTTY === true;
  const results = await runChecks(checks, {
    project,
    onStart: ({ name }) => io.stderr.write(`${name} …\n`),
    onOutput: (text) => (isWatched ? io.stderr.write(text) : undefined),
    onEnd: ({ name, status, seconds, output }) => {
      io.stderr.write(`${name}: ${status} (${seconds.toFixed(1)} s)\n`);
      if (status === "failed" && !isWatched) io.stderr.write(`${output}\n`);
    },
  });
  const report = markdownReport(plan, affected, results);
  if (json) io.stdout.write(jsonReport({ plan, affected, checks: results, report }));
  else if (!isDryRun) io.stdout.write(`\n${report}`);
  if (request.report !== undefined && !isDryRun) writeFileSync(request.report, report);
  return results.every(({ status }) => status === "passed") ? 0 : 1;
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n").map(oneLine).join("\n");
}
