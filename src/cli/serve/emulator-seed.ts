import { existsSync } from "node:fs";
import { memoryArchive, openArchive } from "../../archive/index.ts";
import type { EmulatedSaagie } from "../../emulator/index.ts";
import { Saagie, type PlanStep, type ImportResult } from "../../saagie/index.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { CliError } from "../cli-error.ts";
import { addPeople } from "./emulator-people.ts";
import type { Reporter, Report } from "../reporter/reporter.ts";
import { counted } from "../printable.ts";
import { progressTo } from "../progress.ts";

/** What an emulator was given before it said that it is ready. */
export interface Seeded {
  /** Where the export lies. */
  readonly from: string;
  readonly project: { readonly id: string; readonly name: string };
  /** How many things were made. */
  readonly things: number;
  /** What was not. */
  readonly leftOut: readonly (Pick<PlanStep, "what" | "name"> & { readonly reason: string })[];
}

/** Whatever no export holds: an emulator needs no real passwords. */
const MADE_UP = "made-up";

/**
 * Imports exports into an emulator that nobody else speaks to yet.
 *
 * @throws CliError when there is nothing at a path; what the import throws, with the path.
 */
export async function seedEmulator(
  emulator: EmulatedSaagie,
  paths: readonly string[],
  { reporter, signal }: { readonly reporter: Reporter; readonly signal: AbortSignal },
): Promise<readonly Seeded[]> {
  if (paths.length === 0) return [];
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined)
    throw new CliError(`There is neither a folder nor a zip at ${missing}.`, {
      exitCode: EXIT.notFound,
      code: "NOT_FOUND",
    });
  // Nobody has to wait for what takes time here; from the first listener on, time is the machine's.
  if (emulator.clock.mode === "manual") emulator.clock.auto = true;
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, realm, platform, user, password, fetch, clock });
  reporter.open("Seeding the emulator", [], paths.length);
  const seeded: Seeded[] = [];
  for (const path of paths) {
    const one = await reporter.step(
      { title: `Import ${path}`, outcome: ({ things }: Seeded) => counted(things, "thing") },
      (report) => seedOne({ emulator, saagie, path, signal }, report),
    );
    seeded.push(one);
    if (one.leftOut.length > 0)
      reporter.say(one.leftOut.map(({ what, name, reason }) => `Left out: ${what} "${name}": ${reason}`));
  }
  return seeded;
}

interface Seeding {
  readonly emulator: EmulatedSaagie;
  readonly saagie: Saagie;
  readonly path: string;
  readonly signal: AbortSignal;
}

async function seedOne({ emulator, saagie, path, signal }: Seeding, report: Report): Promise<Seeded> {
  const archive = await openArchive(path);
  try {
    await addPeople(emulator, saagie, archive);
    const result = await saagie.projects.import(archive, {
      signal,
      skipImpossible: true,
      globalVariables: true,
      secrets: () => MADE_UP,
      // Ids of emulators are the same every time: a journal that is kept would speak of things that are gone.
      journal: memoryArchive(),
      onProgress: progressTo(report),
    });
    return { from: archive.location, ...outcomeOf(result) };
  } finally {
    await archive[Symbol.asyncDispose]();
  }
}

function outcomeOf({ projectId, project, imported, steps }: ImportResult): Omit<Seeded, "from"> {
  return {
    project: { id: projectId, name: project.name },
    things: imported.filter(({ action }) => action === "created" || action === "upgraded").length,
    leftOut: steps.flatMap(({ action, what, name, reason = "" }) =>
      action === "cannot" || action === "skip" ? [{ what, name, reason }] : [],
    ),
  };
}
