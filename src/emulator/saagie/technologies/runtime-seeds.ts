import { suggestion } from "../../check-members.ts";
import type { CatalogueRepository, ContextRecord, TechnologyRecord } from "./records.ts";
import { createdReports } from "./synchronize.ts";

/** Runtimes to be usable, by the label of their technology: ids for jobs, labels for apps, as clients name them. */
export type SeededRuntimes = Readonly<Record<string, readonly string[]>>;

/**
 * Adds runtimes to the catalogue of a new emulator. One that is there already becomes available; one that is not is made like the
 * recommended one of its technology.
 *
 * @throws RangeError naming a technology that no repository has.
 */
export function withRuntimes(
  repositories: CatalogueRepository[],
  runtimes: SeededRuntimes,
): CatalogueRepository[] {
  const labels = repositories.flatMap(({ technologies }) => technologies.map(({ label }) => label));
  for (const [label, wanted] of Object.entries(runtimes)) {
    if (!labels.includes(label))
      throw new RangeError(
        `The catalogue has no technology ${JSON.stringify(label)}${suggestion(label, labels)}`,
      );
    const empty = wanted.find((runtime) => runtime.trim() === "");
    if (empty !== undefined) throw new RangeError(`A runtime of ${label} has no name`);
  }
  return repositories.map((repository) => {
    const technologies = repository.technologies.map((technology) =>
      (Object.hasOwn(runtimes, technology.label) ? (runtimes[technology.label] ?? []) : []).reduce(
        withRuntime,
        technology,
      ),
    );
    // They were there when the repository was added.
    const technologyReports = createdReports(technologies);
    const synchronizations = repository.synchronizations.map((synchronization) => {
      const { outcome } = synchronization;
      return outcome.kind === "SUCCESS"
        ? { ...synchronization, outcome: { ...outcome, technologyReports } }
        : synchronization;
    });
    return { ...repository, technologies, synchronizations };
  });
}

function withRuntime(technology: TechnologyRecord, name: string): TechnologyRecord {
  const { kind, contexts } = technology;
  const isIt = ({ id, label }: ContextRecord): boolean => (kind === "APP" ? label : id) === name;
  if (contexts.some(isIt)) {
    const usable = contexts.map((context) => (isIt(context) ? { ...context, ...USABLE } : context));
    return { ...technology, contexts: usable };
  }
  const model = contexts.find(({ recommended }) => recommended) ?? contexts[0];
  if (model === undefined) return technology;
  const { dockerInfo } = model;
  const made: ContextRecord = {
    ...model,
    ...USABLE,
    id: kind === "APP" ? `${technology.technologyId}-${slug(name)}` : name,
    label: kind === "APP" ? name : `${technology.label} ${name}`,
    recommended: false,
    dockerInfo: dockerInfo && { ...dockerInfo, version: slug(name) },
  };
  return { ...technology, contexts: [...contexts, made] };
}

const USABLE = { available: true, deprecationDate: null, trustLevel: "Stable" } as const;

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9.]+/g, "-");
}
